"""The child process: sets limits upon itself, reads one request and one file from its pipe, answers, ends.

Nothing it meets may leave as a trace: whatever breaks inside becomes a code. Run by `fence`, never by people.
"""

import gc
import os
import resource
import sys
from contextlib import suppress
from typing import Any, BinaryIO

from lianjing.engines.intake import wire


def limit(memory: int, seconds: int, scratch: int, files: int) -> None:
    """Bound this process for good: memory, processor seconds, file size, open files; no core dump ever."""
    bounds = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: scratch,
        resource.RLIMIT_NOFILE: files,
        resource.RLIMIT_CORE: 0,
    }
    for bound, figure in bounds.items():
        hard = resource.getrlimit(bound)[1]
        figure = figure if hard == resource.RLIM_INFINITY else min(figure, hard)
        resource.setrlimit(bound, (figure, figure))


class _Absent:
    """Finds no pandas, whether it is installed or not."""

    def find_spec(self, name: str, *_: object) -> None:
        """Raise ModuleNotFoundError for pandas, and know nothing of other modules."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def without_pandas() -> None:
    """Make Arrow do without pandas, which it loads where it finds it: two seconds and 60 MB, for nothing here."""
    sys.meta_path.insert(0, _Absent())


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer one request: frames of the answer, then {"done": …}; or a single {"refused": code, "facts": …}."""
    from lianjing.domain.refusals import RuleBroken  # noqa: PLC0415 - nothing heavy before the limits hold

    gc.disable()  # it lives for one file and is bounded: looking for cycles among a million cells only costs
    try:
        asked, data = wire.receive(source), wire.receive(source)
        for frame in _answer(wire.loads(asked), data):
            sink.write(frame)
    except RuleBroken as refused:
        wire.send(sink, {"refused": refused.code, "facts": refused.facts})
    except MemoryError:
        os._exit(wire.OUT_OF_MEMORY)  # there may be no memory left to say so in words
    except BaseException:  # also the panics of a parser written in another language
        wire.send(sink, {"refused": "file_not_readable", "facts": {"found": "broken"}})
    with suppress(BrokenPipeError):
        sink.flush()


def _answer(request: dict[str, Any], data: bytes) -> Any:
    """Yield the frames of the answer; a marked workbook needs two more libraries, which reading does not load."""
    if request["act"] == "mark":
        from lianjing.engines.intake import marking  # noqa: PLC0415 - nothing heavy before the limits hold

        return marking.answer(request, data)
    without_pandas()
    if request["act"] in ("ocds", "events"):
        from lianjing.engines.intake.standards import answering  # noqa: PLC0415 - nothing heavy before the limits hold

        return answering.answer(request, data)
    from lianjing.engines.intake import reading  # noqa: PLC0415 - nothing heavy before the limits hold

    return (reading.answer_in_columns if request["act"] == "table" else reading.answer)(request, data)


if __name__ == "__main__":
    limit(*(int(figure) for figure in sys.argv[1:5]))
    serve(sys.stdin.buffer, sys.stdout.buffer)
