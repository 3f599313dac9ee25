"""What a command prints for a program to read: one object on standard output, there at once."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.once
SAY = "from lianjing.cli import children, shell; shell.say({'a': 1}, as_json=True, lines=print)"


def printed(*statements):
    """Return (standard output, standard error) of a program whose output nobody sees on a terminal."""
    done = subprocess.run(
        [sys.executable, "-c", "; ".join(statements)],
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.stdout, done.stderr


def test_a_result_is_there_before_the_command_goes_on():
    assert printed(SAY, "import os; os._exit(0)") == ('{"a": 1}\n', "")


def test_what_a_child_says_is_no_result():
    assert printed(SAY, "children.start(['echo', 'warning'], {'PATH': '/usr/bin:/bin'}).wait()") == (
        '{"a": 1}\n',
        "warning\n",
    )
