"""Run the child behind a fence: memory, processor, clock, answer and environment are all bounded.

The request and the answer lie in memory only (`memfd`), never on a disk; what the child says on its error stream is
thrown away, so that no value of a file reaches a log.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

MEMORY, SECONDS, ANSWER = 1536 * 2**20, 20, 64 * 2**20
_ROOT = Path(__file__).resolve().parents[3]
_ENVIRONMENT = {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1"}
TOO_HUNGRY = {"findings": [{"code": "too_hungry", "place": {}, "start": 0, "end": 0}]}
BROKEN = {"findings": [{"code": "not_readable", "place": {}, "start": 0, "end": 0}]}


def ask(request: Mapping[str, Any], files: Sequence[bytes]) -> dict[str, Any]:
    """Return the child's answer, with "bytes" where it wrote a copy. Whatever goes wrong is a finding, never a pass."""
    with os.fdopen(os.memfd_create("asked"), "w+b") as asked, os.fdopen(os.memfd_create("said"), "w+b") as said:
        asked.write(json.dumps({**request, "sizes": [len(one) for one in files]}, ensure_ascii=False).encode() + b"\n")
        for data in files:
            asked.write(data)
        asked.flush()
        asked.seek(0)
        status = _run(asked.fileno(), said.fileno())
        said.seek(0)
        return _read(status, said.read())


def _run(asked: int, said: int) -> int:
    child = subprocess.Popen(
        [
            sys.executable,
            "-P",
            "-s",
            "-B",
            "-m",
            "lianjing.engines.privacy.child",
            str(MEMORY),
            str(SECONDS),
            str(ANSWER),
        ],
        stdin=asked,
        stdout=said,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=_ENVIRONMENT,
        close_fds=True,
        start_new_session=True,
    )
    try:
        return child.wait(timeout=SECONDS * 2)
    except subprocess.TimeoutExpired:
        return -signal.SIGXCPU
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _read(status: int, said: bytes) -> dict[str, Any]:
    if status in (17, -signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT, -signal.SIGXFSZ):
        return dict(TOO_HUNGRY)
    head, _, copy = said.partition(b"\n")
    try:
        answer: dict[str, Any] = json.loads(head)
    except ValueError:
        return dict(BROKEN)
    if status or answer.pop("size", -1) != len(copy):
        return dict(BROKEN)
    return {**answer, "bytes": copy} if copy else answer
