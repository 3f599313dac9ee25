"""The suite's ground: a state folder of its own, and SQLite or a private PostgreSQL, as LIANJING_TEST_DB says."""

import gc
import os
import sys
import tempfile

from tests import postgres

if "lianjing.site.settings" in sys.modules:
    raise RuntimeError("unset DJANGO_SETTINGS_MODULE: the tests choose their own database before settings load")

_STATE = tempfile.mkdtemp(prefix="lianjing-tests-")
for _name in [
    name
    for name in os.environ
    if name.startswith("LIANJING_") and not name.startswith(("LIANJING_TEST_", "LIANJING_SHARED_"))
]:
    del os.environ[_name]
os.environ["LIANJING_STATE_DIR"] = _STATE
os.environ["LIANJING_DEMO"] = "true"
os.environ["DJANGO_SETTINGS_MODULE"] = "lianjing.site.settings"
if os.environ.get("LIANJING_TEST_DB") == "postgresql":
    os.environ["LIANJING_DATABASE_URL"] = postgres.start()

from lianjing.site import sqlite  # noqa: E402 - before anything imports sqlite3

sqlite.use_fixed_build()

import pytest  # noqa: E402
from django.conf import settings  # noqa: E402

# A suite makes millions of objects and few cycles: looking for them after every 700 new ones takes a tenth of its time.
gc.set_threshold(100_000, 20, 50)

assert settings.INSTALLED_APPS  # loads them now, so that the Django plugin finds them configured
os.makedirs(settings.STATIC_ROOT)
# The suite serves static files from the source tree: hashed names exist only after `collectstatic`.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture
def county(db):
    """A small county in words: see `tests/world.py`."""
    from tests.world import County

    return County()


@pytest.fixture(scope="session")
def spark_address():
    """The address of a Spark Connect server that runs until the tests end."""
    from tests.spark_server import serving

    with serving() as address:
        yield address


def pytest_unconfigure(config):
    postgres.stop()
