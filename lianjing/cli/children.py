"""Processes that end with whoever started them, however that one ends."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

_PATIENCE = 10  # seconds that a process has to finish what it is doing
_PROBLEMS = 2  # standard error
_PR_SET_PDEATHSIG = 1  # prctl(2): the signal a process gets when its parent has died


def start(command: Sequence[str], environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """Start a command in a session of its own that is asked to stop (TERM) when this process dies, even by `kill -9`.

    The kernel keeps that promise on Linux. Elsewhere only Ctrl-C and TERM of this process stop its children. What it
    says goes to standard error: standard output is for results.
    """
    leash = _leash(os.getpid()) if sys.platform == "linux" else None
    return subprocess.Popen(command, env=dict(environment), stdout=_PROBLEMS, start_new_session=True, preexec_fn=leash)


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End a process and its children: asked first, then made to, so that no port stays taken."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_PATIENCE)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def end_with_parent() -> None:
    """Have this process killed when the one that started it has died, where the kernel can (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _leash(parent: int) -> Callable[[], None]:
    """Return what the child does before it becomes the command; the library is loaded before the fork, not after."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def hold() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:  # it died in between: no signal will come
            os._exit(1)

    return hold
