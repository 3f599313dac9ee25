"""What the room asks the background worker to do."""

from django_tasks import task

from lianjing.access import clock


@task()
def prove() -> None:
    """Make the coverage proof anew if the network has changed since the last one."""
    from lianjing.rooms.network.usecases import coverage  # noqa: PLC0415 - coverage enqueues this very task

    coverage.prove_if_stale(now=clock.now())
