"""A child process that loads a county and kills itself as it sends its n-th statement to the database."""

import os
import signal
import sys
from contextlib import ExitStack
from pathlib import Path


def main(folder: str, kill_at: int) -> None:
    from lianjing.site import sqlite

    sqlite.use_fixed_build()
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from lianjing.access import clock
    from lianjing.rooms.network import loader

    sent = 0

    def count(execute, sql, params, many, context):
        nonlocal sent
        sent += 1
        if sent == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(count))
        loader.load_county(Path(folder), keys=settings.COLUMN_KEYS, demo=True, now=clock.now())
    print(sent)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
