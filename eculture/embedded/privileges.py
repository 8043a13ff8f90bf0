"""The state in which a server starts: an ordinary account, its own process group, and gone when we are gone.

PostgreSQL refuses to run as root. Started by root, the servers run as `nobody`, who keeps one capability
(reading past folder permissions), because the project may lie below /root; no account and no mode is changed.
The bit "no setuid fixup" makes access(2) honour that capability.
"""

import ctypes
import os
import pwd
import signal
import time
from collections.abc import Callable
from pathlib import Path

from eculture.embedded.terminal import Trouble

PR_SET_PDEATHSIG, PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 28, 47, 2
SECBIT_NO_SETUID_FIXUP = 1 << 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522
END_OF_A_KILLED_SERVER = 30.0
libc = ctypes.CDLL(None, use_errno=True)


def server_account() -> tuple[int, int]:
    """User and group of the servers: our own, or `nobody` when we are root."""
    if os.getuid() != 0:
        return os.getuid(), os.getgid()
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return 65534, 65534
    return nobody.pw_uid, nobody.pw_gid


def give_to_server(folder: Path) -> Path:
    """A private folder that the servers' account may write."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.getuid() == 0 and folder.stat().st_uid != server_account()[0]:
        os.chown(folder, *server_account())
    return folder


def die_with_parent(death: signal.Signals, parent: int) -> None:
    libc.prctl(PR_SET_PDEATHSIG, int(death), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def child_setup(death: signal.Signals, *, as_server: bool) -> Callable[[], None]:
    """What a child does between fork and exec; everything it needs is looked up before the fork."""
    parent, (user, group), drop = os.getpid(), server_account(), as_server and os.getuid() == 0

    def prepare() -> None:
        if drop:
            leave_root(user, group)
        die_with_parent(death, parent)

    return prepare


def leave_root(user: int, group: int) -> None:
    """Become an ordinary account; where the capability is refused (some containers) go on without it."""
    libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setresgid(group, group, group)
    os.setresuid(user, user, user)
    bit = 1 << CAP_DAC_OVERRIDE
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    libc.capset(ctypes.byref(header), ctypes.byref(sets))
    libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def wait_until_unused(folder: Path) -> None:
    """Processes of a killed server end within seconds; two servers on one folder would destroy it."""
    deadline = time.monotonic() + END_OF_A_KILLED_SERVER
    while users := processes_in(folder):
        if time.monotonic() > deadline:
            raise Trouble(f"{folder} is still used by process {users[0]}: end it and run again.")
        time.sleep(0.2)


def processes_in(folder: Path) -> list[int]:
    """Processes that work in a folder: PostgreSQL and Valkey stay in their data folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(process / "cwd") == str(folder):
                found.append(int(process.name))
        except OSError:
            continue
    return found
