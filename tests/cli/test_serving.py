"""`lianjing serve` as real processes: whatever ends it, nothing it started stays behind."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.browser.house import free_port

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc, and the kernel's promise, are Linux")
PATIENCE = 25  # seconds; the server itself gives a hanging request 8


def with_state(state: Path) -> set[int]:
    """Return the processes that run now with this state folder in their environment, zombies left out."""
    found = set()
    for place in Path("/proc").iterdir():
        if not place.name.isdigit():
            continue
        try:
            said = f"LIANJING_STATE_DIR={state}\0".encode() in (place / "environ").read_bytes() + b"\0"
        except OSError:
            continue
        if said:
            found.add(int(place.name))
    return found


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder for one installation, made at its first start."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture
def served(place):
    """A served empty installation: (process, port, state folder)."""
    state, port = place / "s", free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIANJING_", "DJANGO_"))}
    named = {"STATE_DIR": str(state), "PORT": str(port), "BASE_URL": f"http://localhost:{port}"}
    environment = {**kept, **{f"LIANJING_{name}": value for name, value in named.items()}}
    command = [sys.executable, "-m", "lianjing", "serve", "--workers", "1"]
    with (place / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        until(lambda: answers(port) or process.poll() is not None)
        assert process.poll() is None, (place / "log").read_text()
        yield process, port, state
    finally:
        process.kill()
        process.wait()
        for left in with_state(state):
            os.kill(left, signal.SIGKILL)


def answers(port):
    """Return whether the first page comes."""
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/", timeout=20) as answer:
            return bool(answer.status)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def until(true, seconds=60):
    """Wait until something is true; return whether it became so."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.1)
    return true()


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM])
def test_whatever_ends_it_its_children_end_too(served, sent):
    process, port, state = served
    assert len(with_state(state)) >= 4  # itself, the web server, its process, the background worker
    process.send_signal(sent)
    process.wait(PATIENCE)
    assert until(lambda: not with_state(state), PATIENCE), f"left behind: {with_state(state)}"
    assert not answers(port)
