"""A pytest plugin: with CHAPERONE_REQUIRE_SERVERS=1 a skipped journey or server test fails the whole run.

A test that cannot find its browser or its server skips itself, which is right on a laptop and a lie in CI.
"""

from __future__ import annotations

import os

import pytest

MUST_RUN = {"server", "journey"}


class SkipsThatFail:
    """Remembers what was skipped although it had to run; works under xdist, where reports come from workers."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and MUST_RUN & set(report.keywords):
            self.skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skipped.append(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for nodeid in self.skipped:
            terminalreporter.write_line(f"had to run, and was skipped: {nodeid}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("CHAPERONE_REQUIRE_SERVERS") == "1" and not hasattr(config, "workerinput"):
        config.pluginmanager.register(SkipsThatFail())
