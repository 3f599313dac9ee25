"""Several hands at the same moment, each in a thread with a connection of its own: what each of them was told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from lianjing.domain.refusals import RuleBroken
from lianjing.ui import wording


def at_once(read, *steps):
    """Let each step be pressed by a thread of its own, all having read the record before; return what each was told."""
    ready = Barrier(len(steps))

    def press(step):
        try:
            mine = read()
            ready.wait(timeout=30)
            step(mine)
        except RuleBroken as refusal:
            return str(wording.sentence(refusal))
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(steps)) as threads:
        return list(threads.map(press, steps))


def one_won(told):
    """Return whose step won: exactly one's, and everybody else was told in words."""
    lost = [words for words in told if words != "done"]
    assert len(lost) == len(told) - 1, told
    assert all(len(words) > 5 for words in lost)
    return told.index("done")
