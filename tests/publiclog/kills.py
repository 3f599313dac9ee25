"""A process that publishes, places and signs, in children that kill themselves as they send their n-th statement.

Prints one JSON line a kill: what was acknowledged, and what the tables hold when the next process looks.
"""

import json
import os
import shutil
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

NOON = datetime(2026, 9, 1, 4, tzinfo=UTC)
PER_ROUND, ROUNDS = 90, 6  # a tile fills on the way


def work(kill_at, say, early):
    """Publish, integrate and sign round after round; acknowledge each act once it is committed (early: before)."""
    from django.db import connection, transaction

    from lianjing.access import public_log
    from lianjing.jobs import public_log as duties

    sent = 0

    def count(execute, sql, params, many, context):
        nonlocal sent
        sent += 1
        if sent == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        for round_ in range(ROUNDS):
            now = NOON + timedelta(minutes=round_)
            with transaction.atomic():
                if early:
                    say(round_)
                for number in range(PER_ROUND):
                    public_log.publish("notice", {"round": round_, "number": number}, now)
            if not early:
                say(round_)
            duties.keep(now)
    return sent


def look():
    """Return what a new process finds, and what it has after doing what was left undone."""
    from django.db.models import Count

    from lianjing.access import public_log_tree
    from lianjing.jobs import public_log as duties
    from lianjing.records.models import PublicLeaf

    rows = PublicLeaf._base_manager
    found = {"wrong": public_log_tree.first_wrong(), "size": public_log_tree.size()}
    by_round = rows.order_by().values("at").annotate(count=Count("pk"))
    found["rounds"] = {str((row["at"] - NOON).seconds // 60): row["count"] for row in by_round}
    duties.keep(NOON + timedelta(hours=1))
    found["later"] = public_log_tree.first_wrong()
    found["waiting"] = rows.filter(place=None).count()
    found["head"] = public_log_tree.newest_checkpoint().size if rows.exists() else 0
    return found


def forked(job):
    """Run a job in a child; return (whether it was killed, what it said)."""
    from django.db import connections

    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        job(lambda said: os.write(writing, f"{json.dumps(said)}\n".encode()))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = [json.loads(line) for line in pipe]
    return os.WIFSIGNALED(os.waitpid(child, 0)[1]), said


def main(points, early):
    from lianjing.site import sqlite

    sqlite.use_fixed_build()
    import django

    django.setup()
    from django.conf import settings

    from lianjing.access import public_log_keys

    if public_log_keys.signer() is None:
        public_log_keys.make("edu.example/log")
    file = Path(settings.DATABASES["default"]["NAME"])
    shutil.copy(file, file.with_suffix(".empty"))
    sent = 0
    for point in range(points + 1):  # the first run is not killed, and counts
        for left in file.parent.glob(f"{file.name}*"):
            left.unlink()
        shutil.copy(file.with_suffix(".empty"), file)
        kill_at = sent * point // (points + 1)
        killed, acks = forked(lambda say, at=kill_at: say([work(at, say, early)]))
        sent = sent or acks[-1][0]
        _, (found,) = forked(lambda say: say(look()))
        print(json.dumps({"killed": killed, "acks": [one for one in acks if isinstance(one, int)], **found}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:] == ["early"])
