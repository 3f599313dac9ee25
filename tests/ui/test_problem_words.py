"""What is wrong in a file, beside its row and column: the place is said once."""

import re

import pytest
from django.utils import translation

from lianjing.engines.intake import Problem
from lianjing.ui.wording import intake
from lianjing.ui.wording import uploads as words


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_sentence_about_a_cell_begins_with_its_place_and_can_stand_beside_it(language):
    """A sentence that says the place elsewhere would say it twice."""
    with translation.override(language):
        for code, entry in {**intake.PROBLEMS, **words.PROBLEMS}.items():
            if "%(header)s" in str(entry):
                facts = {name: "9" for name in re.findall(r"%\((\w+)\)", str(entry))}
                found = Problem(code, row=77, header="丙栏", facts={**facts, "row": 77, "header": "丙栏"})
                assert "77" in words.problem(found)
                said = words.problem_beside(found)
                assert said
                assert "丙栏" not in said, code
                assert "77" not in said, code
