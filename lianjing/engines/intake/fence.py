"""Run the child behind a fence: memory, processor, clock, output, files and environment are all bounded.

What the child is told travels through its pipe only: no value is ever part of a process argument, an environment
variable, a file name or a trace (its error stream is discarded).
"""

import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import wire
from lianjing.engines.intake.outcome import Limits

_PACKAGE_ROOT = Path(__file__).resolve().parents[3]
_CHUNK = 1 << 18
_ENVIRONMENT = {
    "PYTHONPATH": str(_PACKAGE_ROOT),
    "PYTHONUTF8": "1",
    "MALLOC_ARENA_MAX": "2",
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # the others reserve more addresses than the child may have
    "OMP_NUM_THREADS": "1",
}


def ask(
    request: dict[str, Any], data: bytes, limits: Limits, told: Callable[[int], None] | None = None
) -> tuple[list[memoryview], dict[str, Any]]:
    """Return what the child answers to `request` about `data`: payloads still packed, and its last word, unpacked.

    told: hears how many rows are read so far, now and then while the child reads a ledger.
    Raises RuleBroken: the child's own refusal, or file_too_hungry (memory, processor, clock or output ran out)
    or file_not_readable (it broke for any other reason). Never a part of an answer.
    """
    sent = [memoryview(wire.pack(wire.JSON, wire.dumps(request)) + wire.head(wire.RAW, data)), memoryview(data)]
    with tempfile.TemporaryDirectory(prefix="lianjing-intake-") as scratch:
        status, received, stopped = _run(sent, limits, scratch, told)
    if stopped:
        raise RuleBroken("file_too_hungry", what=stopped, limit=_limit(limits, stopped))
    try:
        *payloads, last = wire.frames(received)
        word = wire.loads(last)
    except (wire.Cut, ValueError):
        payloads, word = [], None
    if isinstance(word, dict) and word.get("refused"):
        raise RuleBroken(word["refused"], **word["facts"])
    if status == 0 and isinstance(word, dict) and word.get("done"):
        return payloads, word
    raise _broken(status, limits)


def _run(
    sent: list[memoryview], limits: Limits, scratch: str, told: Callable[[int], None] | None
) -> tuple[int, bytearray, str]:
    child = subprocess.Popen(
        [sys.executable, "-P", "-s", "-B", "-m", "lianjing.engines.intake.child", *_figures(limits)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=scratch,
        env={**_ENVIRONMENT, "TMPDIR": scratch},
        close_fds=True,
        start_new_session=True,
    )
    try:
        received, stopped = _converse(child, sent, limits, told)
        return child.wait(timeout=None if stopped else 5), received, stopped
    except subprocess.TimeoutExpired:
        return 1, bytearray(), "wall_seconds"
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


def _figures(limits: Limits) -> list[str]:
    """Return the limits that the child sets upon itself before it touches the file: figures, nothing else."""
    return [str(getattr(limits, name)) for name in ("memory_bytes", "cpu_seconds", "scratch_bytes", "open_files")]


def _converse(
    child: "subprocess.Popen[bytes]", sent: list[memoryview], limits: Limits, told: Callable[[int], None] | None
) -> tuple[bytearray, str]:
    """Feed the child and collect its answer until it closes; return the answer and which limit stopped it, if any."""
    assert child.stdin is not None and child.stdout is not None  # noqa: PT018 - both are pipes
    deadline = time.monotonic() + limits.wall_seconds
    received, counts = bytearray(), wire.Counts()
    os.set_blocking(child.stdin.fileno(), False)
    with selectors.DefaultSelector() as ready:
        ready.register(child.stdout, selectors.EVENT_READ)
        ready.register(child.stdin, selectors.EVENT_WRITE)
        while True:
            wait = deadline - time.monotonic()
            if wait <= 0:
                return _stop(child, "wall_seconds")
            for key, _ in ready.select(wait):
                if key.fileobj is child.stdin:
                    _feed(child, sent)
                    if not sent:
                        ready.unregister(child.stdin)
                        child.stdin.close()
                    continue
                chunk = os.read(child.stdout.fileno(), _CHUNK)
                if not chunk:
                    return received, ""
                received += chunk
                if len(received) > limits.output_bytes:
                    return _stop(child, "output_bytes")
                if told and (rows := counts.heard(received)) is not None:
                    told(rows)


def _feed(child: "subprocess.Popen[bytes]", sent: list[memoryview]) -> None:
    """Write as much as the child takes now and shorten `sent` by it."""
    assert child.stdin is not None
    try:
        sent[0] = sent[0][os.write(child.stdin.fileno(), sent[0][:_CHUNK]) :]
    except BlockingIOError:
        return
    except BrokenPipeError:  # it refused before it had read everything: its answer says why
        sent.clear()
    while sent and not sent[0]:
        del sent[0]


def _stop(child: "subprocess.Popen[bytes]", limit: str) -> tuple[bytearray, str]:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    return bytearray(), limit


def _limit(limits: Limits, name: str) -> str:
    figure = getattr(limits, name)
    return f"{figure // 2**20} MB" if name.endswith("bytes") else f"{figure:g} s"


def _broken(status: int, limits: Limits) -> RuleBroken:
    """Return what the child's end means: a killed or aborted child wanted too much, any other is a broken file."""
    if -status in (signal.SIGXCPU, signal.SIGKILL):
        return RuleBroken("file_too_hungry", what="cpu_seconds", limit=_limit(limits, "cpu_seconds"))
    if -status == signal.SIGABRT or status == wire.OUT_OF_MEMORY:
        return RuleBroken("file_too_hungry", what="memory_bytes", limit=_limit(limits, "memory_bytes"))
    return RuleBroken("file_not_readable", found="broken")
