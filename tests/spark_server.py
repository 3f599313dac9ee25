"""A real Spark Connect server for the tests: this machine, two cores, a port nobody else has, gone afterwards."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MAIN = "org.apache.spark.sql.connect.service.SparkConnectServer"
STARTED = re.compile(r"Spark Connect server started at: \S*?:(\d+)\s*$", re.MULTILINE)
START_SECONDS = 120  # two busy cores need about twenty
# Small enough for a test machine. Nothing here changes what a query means: that is set by the engine, per session.
CONF = {
    "spark.connect.grpc.binding.address": "127.0.0.1",
    "spark.connect.grpc.binding.port": "0",  # the system gives a free one, and the log says which
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.ui.enabled": "false",
}


@contextmanager
def serving(memory: str = "1g", cores: int = 2, more: dict[str, str] | None = None) -> Iterator[str]:
    """Run a server and give its address, sc://127.0.0.1:PORT; all that it started or wrote is gone afterwards.

    more: further settings of Spark. Raises RuntimeError without Java, or with the end of its log when it does not
    come up.
    """
    folder = Path(tempfile.mkdtemp(prefix="lianjing-spark-"))
    log = folder / "log"
    try:
        with log.open("wb") as out:
            server = subprocess.Popen(
                _command(folder, memory, cores, more or {}),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=_environment(folder),
                start_new_session=True,
            )
        try:
            yield f"sc://127.0.0.1:{_port(server, log)}"
        finally:
            _end(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _command(folder: Path, memory: str, cores: int, more: dict[str, str]) -> list[str]:
    import pyspark

    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise RuntimeError("Java 17 is needed for these tests: install the package openjdk-17-jre-headless")
    conf = {
        **CONF,
        "spark.local.dir": f"{folder}/scratch",
        "spark.sql.warehouse.dir": f"{folder}/warehouse",
        "spark.driver.extraJavaOptions": f"-Djava.io.tmpdir={folder} -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
        **more,
    }
    named = [part for name, value in conf.items() for part in ("--conf", f"{name}={value}")]
    submit = f"{os.path.dirname(pyspark.__file__)}/bin/spark-submit"
    # Should the test run be killed, the kernel ends the server too.
    ends = ["setpriv", "--pdeathsig", "KILL", "--"] if shutil.which("setpriv") else []
    where = ["--master", f"local[{cores}]", "--driver-memory", memory]
    return [*ends, submit, *where, *named, "--class", MAIN, "spark-internal"]


def _environment(folder: Path) -> dict[str, str]:
    """Return the environment without settings of another Spark: only this package's jars may answer."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SPARK_", "PYSPARK_", "HADOOP_"))}
    return {**kept, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_CONF_DIR": str(folder), "TMPDIR": str(folder)}


def _port(server: "subprocess.Popen[bytes]", log: Path) -> int:
    """Wait for the line in which the server says that it listens, and return where."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if found := STARTED.search(log.read_text("utf-8", "replace")):
            return int(found[1])
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"Spark did not come up:\n{log.read_text('utf-8', 'replace')[-3000:]}")


def _end(server: "subprocess.Popen[bytes]") -> None:
    """End the server's whole process group: it leads its own session, so that the number is its own."""
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()
