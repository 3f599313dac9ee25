"""The product as people meet it: a demo of its own in other processes, on a free port, stopped afterwards."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
import requests

from tests import postgres

ROOT = Path(__file__).resolve().parents[2]


class House:
    """A running demo county: `url` without a slash at the end, `people` by who they are, `log` of its processes."""

    def __init__(self, name: str, *, path: str = "", **chosen: str) -> None:
        self.state = Path(tempfile.mkdtemp(prefix=f"lianjing-{name}-"))
        self.port, self.outside = free_port(), free_port()
        host = f"http://localhost:{self.outside if path else self.port}"
        self.url, self.log = host + path, self.state / "log"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LIANJING_")},
            "LIANJING_STATE_DIR": str(self.state / "var"),
            "LIANJING_PORT": str(self.port),
            "LIANJING_BASE_URL": self.url,
            "LIANJING_DEMO": "true",
            "LIANJING_FEED_TOKEN": "a secret of the platform",
            "DJANGO_SETTINGS_MODULE": "lianjing.site.settings",
            **chosen,
        }
        if os.environ.get("LIANJING_TEST_DB") == "postgresql":
            self.environment["LIANJING_DATABASE_URL"] = _database(name)
        self.people: dict[str, dict[str, str]] = {}
        self._inside: subprocess.Popen[str] | None = None

    def open(self, scale: float) -> "House":
        """Build the county, serve it, and wait until it answers. Raises RuntimeError with the log when it does not.

        LIANJING_TEST_COUNTY names a folder that keeps a built county from one run to the next; whoever changes what the
        demo holds empties it.
        """
        if (kept := os.environ.get("LIANJING_TEST_COUNTY")) and "LIANJING_DATABASE_URL" not in self.environment:
            _keep(Path(kept), scale, self.environment)
            shutil.copytree(kept, self.state / "var")
        with self.log.open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "lianjing", "demo", "--scale", str(scale), "--json"],
                cwd=ROOT,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        said = self._process.stdout.readline()
        if not said:
            raise RuntimeError(self.log.read_text())
        self.people = {person["who"]: person for person in json.loads(said)["people"]}
        self._wait()
        return self

    def inside(self, task: str, **given: Any) -> Any:
        """Do a task of `inside.py` in the county's own place; return what it says, or raise RuntimeError with why."""
        if self._inside is None:
            command, pipe = [sys.executable, "-m", "tests.browser.inside"], subprocess.PIPE
            self._inside = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdin=pipe, stdout=pipe, text=True)
        self._inside.stdin.write(json.dumps({"task": task, "given": given}) + "\n")
        self._inside.stdin.flush()
        answer = json.loads(self._inside.stdout.readline())
        if "wrong" in answer:
            raise RuntimeError(answer["wrong"])
        return answer["said"]

    def close(self) -> None:
        """Stop what was started here."""
        if self._inside is not None:
            self._inside.communicate(timeout=40)  # its input ends, and so does it
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=40)
        self._process.stdout.close()

    def _wait(self) -> None:
        for _ in range(300):
            if self._process.poll() is not None:
                break
            try:
                requests.get(f"http://localhost:{self.port}/", timeout=60).raise_for_status()
                return
            except requests.ConnectionError:
                time.sleep(0.1)
        raise RuntimeError(self.log.read_text())


def _keep(folder: Path, scale: float, environment: dict[str, str]) -> None:
    """Build the county into a folder, unless it is there."""
    if folder.exists():
        return
    command = [sys.executable, "-m", "lianjing", "demo", "--scale", str(scale), "--no-serve"]
    into = {**environment, "LIANJING_STATE_DIR": str(folder)}
    subprocess.run(command, cwd=ROOT, env=into, stdout=subprocess.DEVNULL, check=True)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _database(name: str) -> str:
    """Return the address of a new database in the tests' own cluster."""
    url = postgres.start()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return url.rpartition("/")[0] + f"/{name}"
