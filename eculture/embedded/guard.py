"""Ends what is left when the launcher was killed: the one process that outlives it, for some seconds.

Reads `+GROUP SIGNAL` and `-GROUP` lines; the end of input means that the launcher is gone. It also holds
the launcher's lock until everything has stopped, so that the next start waits for it.
"""

import os
import signal
import sys
import time

PATIENCE = 10.0


def main() -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    groups: dict[int, int] = {}
    for line in sys.stdin:
        group, *stop = line[1:].split()
        if line[0] == "+":
            groups[int(group)] = int(stop[0])
        else:
            groups.pop(int(group), None)
    end(groups)


def end(groups: dict[int, int]) -> None:
    for group, stop in groups.items():
        send(group, stop)
    deadline = time.monotonic() + PATIENCE
    while any(send(group, 0) for group in groups) and time.monotonic() < deadline:
        time.sleep(0.1)
    for group in groups:
        send(group, signal.SIGKILL)


def send(group: int, name: int) -> bool:
    try:
        os.killpg(group, name)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
