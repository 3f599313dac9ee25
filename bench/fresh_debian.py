"""Prove the two commands of README.md on a bare Debian 12: only python3, python3-venv, git and make are there.

    python3 bench/fresh_debian.py             make demo (checked, then really serving port 8000) and make test
    python3 bench/fresh_debian.py --no-test   only make demo
    python3 bench/fresh_debian.py --keep DIR  use DIR for the system and keep it

Needs root and mmdebstrap. The repository enters by `git clone` of what is committed. Nothing of this machine's Python
or its packages is visible inside; its certificates are copied (some networks put their own authority between).
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = "python3,python3-venv,git,make,ca-certificates"
INSIDE = "srv/lianjing"
AUTHORITIES = "etc/ssl/authorities.pem"
PORT = 8000
PASSED_ON = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_DEFAULT_INDEX", "http_proxy", "https_proxy", "no_proxy")

# Fetched in the system itself, with nothing but its own Python.
FETCH = """
import sys, urllib.request
with urllib.request.urlopen("http://localhost:8000/", timeout=30) as answer:
    page = answer.read()
    print(f"  http://localhost:8000/ answers {answer.status}, {len(page)} bytes")
    sys.exit(answer.status != 200 or b"<html" not in page)
"""


def build(system: Path) -> None:
    """Make the bare system and clone the committed repository into it."""
    subprocess.run(
        ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={PACKAGES}", "bookworm", str(system)], check=True
    )
    (system / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n")  # packages start no services in here
    (system / "usr/sbin/policy-rc.d").chmod(0o755)
    (system / "etc/hosts").write_text("127.0.0.1 localhost\n::1 localhost\n")
    shutil.copy("/etc/resolv.conf", system / "etc/resolv.conf")
    authorities = Path(os.environ.get("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt"))
    shutil.copy(authorities, system / AUTHORITIES)
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(system / INSIDE)], check=True)


def inside(system: Path, script: str) -> list[str]:
    """Return the command that runs `script` in the system, in its own mounts and processes, all gone with it."""
    wanted = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8", "TERM": "dumb"}
    wanted |= {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    wanted |= {"SSL_CERT_FILE": f"/{AUTHORITIES}", "PIP_CERT": f"/{AUTHORITIES}"}
    pairs = [f"{name}={value}" for name, value in wanted.items()]
    mounts = f"mount -t proc proc {system}/proc && mount --rbind /dev {system}/dev && mount --rbind /sys {system}/sys"
    command = f'{mounts} && exec chroot {system} env -i "$@" sh -c {quoted(f"cd /{INSIDE} && {script}")}'
    return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", command, "sh", *pairs]


def quoted(text: str) -> str:
    """Return `text` as one word for the shell."""
    return "'" + text.replace("'", "'\\''") + "'"


def run(system: Path, script: str, title: str) -> float:
    """Run `script` in the system; print and return its seconds. A failure ends the proof."""
    print(f"== {title}", flush=True)
    start = time.monotonic()
    done = subprocess.run(inside(system, script), stdin=subprocess.DEVNULL, check=False)
    seconds = time.monotonic() - start
    if done.returncode:
        sys.exit(f"{title}: failed with exit code {done.returncode} after {seconds:.0f} s")
    print(f"   {title}: {seconds:.1f} s", flush=True)
    return seconds


def megabytes(path: Path) -> float:
    """Return the size on disk below `path` in MB; 0 when it is not there."""
    if not path.exists():
        return 0.0
    printed = subprocess.run(["du", "-sxk", str(path)], check=True, capture_output=True, text=True).stdout
    return int(printed.split()[0]) / 1024


def serve(system: Path) -> None:
    """Start `make demo` as README.md says, wait for its page on port 8000, and stop it."""
    script = (
        "make demo >/tmp/demo.log 2>&1 & made=$!; n=0; "
        f"until python3 -c {quoted(FETCH)} 2>/dev/null; do n=$((n+1)); sleep 0.5; "
        "if [ $n -gt 1200 ] || ! kill -0 $made 2>/dev/null; then cat /tmp/demo.log; exit 1; fi; done; "
        "cat /tmp/demo.log"
    )
    run(system, script, "make demo, serving, until the first page")
    run(system, script, "make demo again, until the first page")


def main() -> None:
    """Build the system, run the commands, print times and sizes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--no-test", action="store_true", help="only make demo")
    parser.add_argument("--keep", type=Path, help="folder for the system; it is kept")
    chosen = parser.parse_args()
    if os.geteuid() != 0 or not shutil.which("mmdebstrap"):
        sys.exit("This proof needs root and mmdebstrap (apt-get install mmdebstrap).")
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", PORT)) == 0:
            sys.exit(
                f"Something on this machine already serves port {PORT}; stop it first: the proof would ask it instead."
            )
    folder = chosen.keep or Path(tempfile.mkdtemp(prefix="lianjing-fresh-"))
    try:
        start = time.monotonic()
        build(folder)
        print(
            f"bare Debian 12 with {PACKAGES}: {megabytes(folder):.0f} MB, {time.monotonic() - start:.0f} s", flush=True
        )
        serve(folder)
        run(folder, "make demo-check", "make demo-check")
        print(f"virtual environment for running: {megabytes(folder / INSIDE / '.venv'):.0f} MB", flush=True)
        if not chosen.no_test:
            run(folder, "make test", "make test")
            print(f"virtual environment with tests: {megabytes(folder / INSIDE / '.venv'):.0f} MB")
        print(f"whole system at the end: {megabytes(folder):.0f} MB")
    finally:
        if not chosen.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
