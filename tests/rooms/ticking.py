"""A county whose clocks run out, and what two ticks at once make of it: the parts of `test_two_ticks.py`.

python -m tests.rooms.ticking prepare      # in an empty database: the county, late
python -m tests.rooms.ticking shown        # what stands on the lists, without keys and moments
"""

import json
import sys
from datetime import timedelta


def prepare() -> None:
    """Build the county and bring it to the evening before its clocks run out."""
    from lianjing.access import calling
    from lianjing.records.models import Person, Post
    from lianjing.rooms.network.usecases import recusals
    from tests.world import DAY, County, at

    county = County()
    for number in range(8):
        flag = county.flag("s001")
        flag.facts = {"person": "王老", "posts": ["采购员", "验收员"], "items": ["ST-03"]}
        flag.state, flag.due_on = ("self_check", "answered")[number % 2], DAY
        flag.answered_at = at() - timedelta(days=9) if number % 2 else None
        flag.save()
        me = Person._base_manager.get(pk=county.clerk.person_id)
        leader = Post._base_manager.get(pk=county.leader.post_id)
        asked = {"ground": "kin", "reason": "", "now": at()}
        recusals.ask_of_another(post=county.clerk, person=me, record=flag, other=leader, **asked)
    calling.call_all(at())


def shown() -> dict[str, list[str]]:
    """Return what a tick leaves: states, lists, calls and the acts of the clock, sorted."""
    from lianjing.records import models as m

    waiting = m.Waiting._base_manager.values_list("table", "record_id", "state", "called")
    items = m.WorkItem._base_manager.values_list("code", "post", "subject_table", "subject_id", "state")
    moves = m.WorkMove._base_manager.values_list("item__code", "item__post", "item__subject_id", "step")
    acts = m.JournalEntry._base_manager.filter(action__startswith="clock.")
    return {
        "flags": sorted(map(str, m.RedFlag._base_manager.values_list("pk", "state"))),
        "recusals": sorted(map(str, m.Recusal._base_manager.values_list("pk", "state"))),
        "waiting": sorted(map(str, waiting)),
        "items": sorted(map(str, items)),
        "moves": sorted(map(str, moves)),
        "acts": sorted(map(str, acts.values_list("action", "subject_table", "subject_id"))),
        "chain": [str(m.JournalEntry._base_manager.count())],
    }


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "prepare":
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        prepare()
    else:
        print(json.dumps(shown()))
