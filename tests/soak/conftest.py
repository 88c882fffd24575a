"""Here the property tests of the engines run with many more examples than a push waits for."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Loaded before the test modules are, because a test takes over the profile that holds when it is defined
settings.register_profile(
    "soak", max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("soak")
