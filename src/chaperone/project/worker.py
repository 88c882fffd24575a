"""The background worker: the same consumer alone (``chaperone worker``) or beside the web (``chaperone serve``)."""

from __future__ import annotations

import threading
import time

from huey.consumer import Consumer, ConsumerStopped

from chaperone.foundation.jobs.queue import huey, sweep

THREADS = 2
LOOK_EVERY = 0.4  # seconds between looks at an empty queue, at most


class _Beside(Consumer):  # type: ignore[misc]
    """A consumer that leaves the process's signals to whoever owns them."""

    def _set_signal_handlers(self) -> None:
        return


def run_alone() -> None:
    """Work until Ctrl-C or SIGTERM. What an earlier worker left behind is found at once, not in a minute."""
    sweep()
    _consumer(Consumer).run()


def start_beside() -> Consumer:
    """Start the threads in this process and return at once; stop them with :func:`stop_beside`."""
    consumer = _consumer(_Beside)
    sweep()
    consumer.start()
    threading.Thread(target=_watch, args=(consumer,), name="worker-watch", daemon=True).start()
    return consumer


def stop_beside(consumer: Consumer) -> None:
    """Let the threads finish what they are doing."""
    consumer.stop(graceful=True)


def _consumer(kind: type[Consumer]) -> Consumer:
    return kind(huey, workers=THREADS, max_delay=LOOK_EVERY, scheduler_interval=1, shutdown_timeout=20)


def _watch(consumer: Consumer) -> None:
    """Huey's own loop: notices a dead thread and starts another."""
    seen = time.monotonic()
    while True:
        try:
            seen = consumer.loop(seen)
        except ConsumerStopped:
            return
