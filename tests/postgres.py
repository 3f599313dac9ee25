"""A private PostgreSQL cluster for the tests: own folder, free port, an unprivileged user, gone afterwards."""

import atexit
import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

_CLUSTER: dict[str, str] = {}


def start() -> str:
    """Return the address of a fresh cluster, starting it once a process. Raises RuntimeError without PostgreSQL."""
    if "url" in _CLUSTER:
        return _CLUSTER["url"]
    binaries = _binaries()
    folder = tempfile.mkdtemp(prefix="lianjing-pg-", dir="/tmp")
    if os.getuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    port = _free_port()
    _run(
        [
            f"{binaries}/initdb",
            "-D",
            f"{folder}/data",
            "-U",
            "lianjing",
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ]
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=40"
    _run([f"{binaries}/pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-o", options, "-w", "start"])
    _CLUSTER.update(url=f"postgresql://lianjing@127.0.0.1:{port}/postgres", folder=folder, binaries=binaries)
    atexit.register(stop)
    return _CLUSTER["url"]


def stop() -> None:
    """Stop the cluster and remove its folder; harmless when there is none."""
    if not _CLUSTER:
        return
    _run([f"{_CLUSTER['binaries']}/pg_ctl", "-D", f"{_CLUSTER['folder']}/data", "-m", "immediate", "stop"], check=False)
    time.sleep(0.1)
    shutil.rmtree(_CLUSTER["folder"], ignore_errors=True)
    _CLUSTER.clear()


def _binaries() -> str:
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    if found:
        return found[-1]
    initdb = shutil.which("initdb")
    if initdb is None:
        raise RuntimeError("PostgreSQL 15 or later is needed for these tests: install the package postgresql")
    return os.path.dirname(initdb)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: list[str], *, check: bool = True) -> None:
    """Run as the unprivileged user when we are root: PostgreSQL refuses to run as root."""
    if os.getuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/", check=False, text=True)
    if check and done.returncode:
        raise RuntimeError(done.stdout)
