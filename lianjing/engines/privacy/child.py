"""The child process: bounds itself, reads one request and its files, answers with findings only. Run by `fence`.

What it meets never leaves as a trace: whatever breaks inside becomes a code.
"""

import json
import os
import resource
import sys
from contextlib import suppress
from typing import Any

MOST_FINDINGS = 500


def limit(memory: int, seconds: int, output: int) -> None:
    """Bound this process for good: memory, processor seconds, size of its answer, open files; no core dump ever."""
    bounds = {resource.RLIMIT_AS: memory, resource.RLIMIT_CPU: seconds, resource.RLIMIT_FSIZE: output}
    for bound, figure in {**bounds, resource.RLIMIT_NOFILE: 64, resource.RLIMIT_CORE: 0}.items():
        hard = resource.getrlimit(bound)[1]
        figure = figure if hard == resource.RLIM_INFINITY else min(figure, hard)
        resource.setrlimit(bound, (figure, figure))


def answer(request: dict[str, Any], files: list[bytes]) -> dict[str, Any]:
    """Return {"findings": [...]} for a look, {"copy": name, "size": n} with the copy's bytes for a mask."""
    from lianjing.engines.privacy import acting  # nothing heavy before the limits hold

    return acting.act(request, files)


def main() -> None:
    """Answer one request: a line of JSON, then the files' bytes; the answer goes out the same way."""
    from lianjing.engines.privacy.acting import Answer

    source, sink = sys.stdin.buffer, sys.stdout.buffer
    request = json.loads(source.readline())
    files = [source.read(size) for size in request["sizes"]]
    said: Answer
    try:
        said = answer(request, files)
    except MemoryError:
        os._exit(17)
    except BaseException:  # also the panics of a parser written in another language
        said = {"findings": [{"code": "not_readable", "place": {}, "start": 0, "end": 0}]}
    copy = said.pop("bytes", b"")
    sink.write(json.dumps({**said, "size": len(copy)}, ensure_ascii=False).encode() + b"\n" + copy)
    with suppress(BrokenPipeError):
        sink.flush()


if __name__ == "__main__":
    limit(*(int(figure) for figure in sys.argv[1:4]))
    main()
