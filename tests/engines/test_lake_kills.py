"""kill -9 during an import, at more than a hundred points of a real process: nothing lost, nothing half."""

import json
import multiprocessing
import signal

import pytest

from tests.engines import lake_kills

POINTS = 120
NEVER = 10**9
AT_ONCE = 3


def run(target, folders, *args, **kwargs):
    """Run a function of `lake_kills` on each folder, each in a process of its own; return how they ended.

    The processes are forked from one that only loaded the libraries: nothing of an earlier run is in them.
    """
    forked = multiprocessing.get_context("forkserver")
    forked.set_forkserver_preload(["tests.engines.lake_kills"])
    listed = zip(folders, *args, strict=True)
    processes = [forked.Process(target=target, args=(str(folder), *rest), kwargs=kwargs) for folder, *rest in listed]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]


def look(folders):
    """Return for each folder what is wrong with what an import left."""
    assert set(run(lake_kills.look, folders)) == {0}
    return [json.loads((folder / "found").read_text("utf-8")) for folder in folders]


def swept(place, points, **kwargs):
    """Kill an import at each of the points, and return what is wrong afterwards, by point."""
    wrong = {}
    for first in range(0, len(points), AT_ONCE):
        some = points[first : first + AT_ONCE]
        folders = [place / str(point) for point in some]
        for folder in folders:
            folder.mkdir()
        assert set(run(lake_kills.import_all, folders, some, **kwargs)) == {-signal.SIGKILL}
        wrong |= {point: found for point, found in zip(some, look(folders), strict=True) if found}
    return wrong


def spread(place, **kwargs):
    """Count the events of a whole import, and return POINTS of them evenly spread."""
    folder = place / "whole"
    folder.mkdir()
    assert run(lake_kills.import_all, [folder], [NEVER], **kwargs) == [0]
    events = int((folder / "events").read_text("utf-8"))
    assert look([folder]) == [[]]  # nobody killed it: the protocol alone is not what is caught
    assert events > POINTS
    return [1 + (events - 1) * place // (POINTS - 1) for place in range(POINTS)]


@pytest.mark.slow
def test_an_import_killed_at_any_point_loses_nothing_and_leaves_nothing_half(tmp_path):
    assert swept(tmp_path, spread(tmp_path)) == {}


@pytest.mark.slow
def test_the_control_that_acknowledges_before_the_lake_has_the_rows_is_caught(tmp_path):
    some = spread(tmp_path, early=True)[::4]
    caught = swept(tmp_path, some, early=True)
    print(f"the early acknowledgement was caught at {len(caught)} of {len(some)} points")
    assert caught
