"""The same comparison in a county drawn at random; the seed is printed, and `LIANJING_TEST_SEED` repeats it."""

import os
import random
import secrets
import sys

from lianjing.domain.authority import Role
from tests.access.comparing import Exam, tables
from tests.access.flavours import plant_rows
from tests.access.planted import plant_random

ROLES = [str(role) for role in Role]


def test_every_answer_in_a_random_county_is_the_expected_one(db, capsys):
    seed = int(os.environ.get("LIANJING_TEST_SEED") or secrets.randbits(32))
    county = plant_random(ROLES, random.Random(seed))
    watched = random.Random(seed).sample(county.chairs, 6)
    plant_rows(county, tables(), random.Random(seed).sample(sorted(county.units), 12), watched)
    exam = Exam(county)
    wrong = [*exam.wrong(), *exam.wrong_in_pure_rules()]
    with capsys.disabled():
        sys.stdout.write(
            f"\nseed {seed}: {exam.answers:,} answers, {len(county.chairs)} posts, {len(wrong)} mismatches\n"
        )
    assert not wrong, f"seed {seed}\n" + "\n".join(wrong[:40])
    assert exam.answers >= 20_000
