"""A log whose key lies in a folder of the test, and the programs that look at it from outside."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from lianjing.access import public_log, public_log_files, public_log_keys
from lianjing.jobs import public_log as duties
from lianjing.records.models import PublicLeaf
from tests.world import at

ROOT = Path(__file__).resolve().parents[2]


class Kept:
    """A public log under test. `minute` is its clock: each act and each head takes one."""

    def __init__(self, folder):
        self.folder, self.minute = folder, 0
        self.signer = public_log_keys.make("edu.example/log")
        self.files = folder / "log"

    def now(self):
        self.minute += 1
        return at() + timedelta(minutes=self.minute)

    def publish(self, title="公示", personal=False, **more):
        return public_log.publish("notice", {"title": title, **more}, self.now(), personal=personal)

    def head(self):
        """Place what waits, sign a head, ask the witnesses, write the files; return the size."""
        duties.keep(self.now())
        duties.cosign(self.now())
        return public_log_files.write(self.files)

    def leaves(self):
        return list(PublicLeaf._base_manager.order_by("place"))

    def verify(self, *more, log=None, policy=None, state=None):
        """Run the verifier as anybody would; return (exit code, codes found, what it printed)."""
        command = [sys.executable, ROOT / "lianjing_verify" / "__init__.py", "log", log or self.files]
        command += ["--key", str(self.signer.verifier), "--json", "--lang", "en", *more]
        command += ["--policy", policy] if policy else []
        command += ["--state", state] if state else []
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, timeout=120)
        result = json.loads(done.stdout) if done.stdout else {"findings": []}
        return done.returncode, [one["code"] for one in result["findings"]], result
