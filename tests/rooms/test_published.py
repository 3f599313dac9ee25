"""The public side as files: whole or absent, only what changed, nothing internal, served with all else gone."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import jsonschema
import pytest
import requests
from django.conf import settings
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from lianjing.access import asking, asking_text, asking_work
from lianjing.access.asking import Asked
from lianjing.domain.asking_work import solve
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import publishing
from lianjing.portal.still.tree import Tree, only_one
from lianjing.records import models as m
from lianjing.rooms.answering import usecases
from lianjing.rooms.powers.usecases import publishing as catalogue
from tests.hanging import hang
from tests.serving import serving
from tests.world import at

NOW = at("2026-10-12")
# What the public may read. Every other text of every table holds a canary.
PUBLIC = {
    "Org": {"name", "code", "township", "stage", "sought", "kind", "path", "size_class"},
    "Post": {"title", "code"},
    "PowerVersion": {"text", "item", "sha256"},
    "PublicQuestion": {"asked", "answer", "answered_as", "review", "reviewed_as", "put_right", "power", "kind"},
    "PublicQuestionMove": {"by_words", "step"},
    "Disclosure": {"item", "step", "slot", "kind", "pause_reason"},
    "NoticeVersion": {"why", "sha256", "down_as"},
    "Edge": {"kind"},
}
STRUCTURE = {"state", "level", "moved_up_by", "item_table", "followed_up", "audience", "role"}


@pytest.fixture(autouse=True)
def little_work(monkeypatch):
    monkeypatch.setattr(asking_work, "whole", lambda name, now: {"objection.proof_bits": 4}.get(name, 30))


def ask(county, text, now=NOW, school="s001"):
    unit = county.org(school)
    task = asking_work.task_for(unit, now).text
    asked = Asked("question", asking_text.as_kept(text), "ST-03")
    return asking.by_number(asking.ask(school=unit, asked=asked, task=task, found=solve(task, 12), now=now))


@pytest.fixture
def answered(county):
    """A county with its powers in force and one answered question."""
    catalogue.publish_catalogue(at("2026-10-10"))
    question = ask(county, "食堂的大米在哪里买的？")
    usecases.answer(post=county.principal, question=question, words="在县里统一采购的名单内购买。", now=NOW)
    return county


def texts(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_run_writes_nothing_and_an_answer_changes_one_school_only(answered, tmp_path):
    first = publishing.publish(tmp_path, NOW)
    assert first.whole
    assert first.written > 3 * 34
    again = publishing.publish(tmp_path, NOW)
    assert (again.whole, again.schools, again.written) == (False, 0, 0)
    before = texts(tmp_path)
    question = ask(answered, "菜谱什么时候公布？", school="s010")
    post = answered.holder("田校", "s010", "principal", "XZ", "校长")
    usecases.answer(post=post, question=question, words="每周五公布。", now=NOW)
    third = publishing.publish(tmp_path, NOW)
    assert (third.whole, third.schools) == (False, 1)
    changed = {name for name, content in texts(tmp_path).items() if before.get(name) != content}
    assert {name.split("/")[1] for name in changed if name.startswith("s/")} == {"s010"}
    assert f"s/s010/answers/{question.pk}/index.html" in changed
    assert "每周五公布。" in (tmp_path / "data/answers.csv").read_text(encoding="utf-8-sig")


def test_what_came_down_is_gone_and_a_new_day_is_made_anew(answered, tmp_path):
    publishing.publish(tmp_path, NOW)
    question = m.PublicQuestion._base_manager.get()
    place = tmp_path / f"s/s001/answers/{question.pk}/index.html"
    assert place.exists()
    m.PublicQuestion._base_manager.update(state="diverted", answer="", asked="")
    assert publishing.publish(tmp_path, at("2026-10-13")).whole
    assert not place.exists()


@pytest.fixture
def served(answered, tmp_path, django_db_blocker):
    """The folder behind a plain web server, with the database out of reach."""
    publishing.publish(tmp_path, NOW)
    with serving(tmp_path) as address, django_db_blocker.block():
        yield address


@pytest.mark.enable_socket
def test_every_link_of_the_files_leads_somewhere_with_application_and_database_gone(served):
    base = urlsplit(settings.CONFIG.base_url)
    working = f"{base.scheme}://{base.netloc}"
    seen, doors, todo = set(), set(), ["/"]
    while todo:
        address = todo.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = requests.get(served + address, timeout=20)
        assert answer.status_code == 200, address
        if "text/html" not in answer.headers["content-type"]:
            continue
        for link in re.findall(r'(?:href|src|action|data-found)="([^"]+)"', answer.text):
            if link.startswith(working):
                doors.add(urlsplit(link).path)  # asking itself needs the working side
                continue
            assert not link.startswith(("http", "//")), (address, link)  # nothing from outside
            if not link.startswith(("data:", "mailto:", "#")):
                todo.append(urlsplit(urljoin(address, link.replace("&amp;", "&"))).path)
    assert len(seen) > 100
    assert {re.sub(r"s\d{3}", "S", door) for door in doors} == {"/s/S/ask/", "/s/S/object/", "/question/"}


def test_open_data_keeps_its_schema_and_the_feed_is_atom(answered, tmp_path):
    publishing.publish(tmp_path, NOW)
    listed = json.loads((tmp_path / "data/index.json").read_text())
    assert listed["licence"] == "CC-BY-4.0"
    assert {one["name"] for one in listed["sets"]} == {
        *("schools", "disclosures", "answers", "canteens"),
        *("fees", "aid", "materials", "enrolment"),
    }
    for one in listed["sets"]:
        schema = json.loads((tmp_path / "data" / one["schema"]).read_text())
        held = json.loads((tmp_path / "data" / one["json"]).read_text())
        jsonschema.Draft202012Validator(schema).validate(held)
        lines = (tmp_path / "data" / one["csv"]).read_text(encoding="utf-8-sig").splitlines()
        assert len(held["rows"]) == one["rows"]
        assert set(lines[0].split(",")) == set(schema["properties"]["rows"]["items"]["properties"])
    feed = ElementTree.parse(tmp_path / "s/s001/feed.xml").getroot()
    atom = "{http://www.w3.org/2005/Atom}"
    assert feed.find(f"{atom}entry/{atom}summary").text == "食堂的大米在哪里买的？"
    rows = json.loads((tmp_path / "search/index.json").read_text())
    assert [row[1] for row in rows if "yezhou" in row[2]]


# What the database lets nobody change: the journal, and the public log, whose every word is public anyway.
APPEND_ONLY = ("JournalEntry", "JournalHead", "PublicLeaf", "PublicCheckpoint", "PublicCosignature", "PublicTile")


def plant(county):
    """Write a canary into every text that is not for the public, in every table; return how many columns."""
    from tests.access.planted import Planted
    from tests.access.rows import Rows

    planted = Planted()
    planted.units["/js/jyj/zj01/s001/"] = county.org("s001")
    rows, columns = Rows(planted, planted.post("/k/", "")), 0
    for table in connection.introspection.installed_models(connection.introspection.table_names()):
        if not issubclass(table, m.Org.__mro__[1]) or not hasattr(table, "scope"):
            continue
        if not table._base_manager.exists() and hasattr(rows, table.__name__.lower()):
            rows.build(table, "/js/jyj/zj01/s001/")
        hidden = [
            field.name
            for field in table._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
            and not field.choices
            and not field.unique
            and field.name not in PUBLIC.get(table.__name__, set()) | STRUCTURE
            and (field.max_length or 99) >= 20
        ]
        columns += len(hidden)
        if hidden and table.__name__ not in APPEND_ONLY:
            table._base_manager.update(**dict.fromkeys(hidden, "CANARY-7f3a"))
    return columns


def test_no_internal_text_reaches_any_file(answered, tmp_path):
    """The control plants the same word where the public reads: there it is found."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    columns = plant(answered)
    assert columns > 60
    publishing.publish(tmp_path, NOW, whole=True)
    assert not [name for name, content in texts(tmp_path).items() if b"CANARY-7f3a" in content]
    m.PublicQuestion._base_manager.filter(org__code="s001").update(answer="CANARY-7f3a")
    publishing.publish(tmp_path, NOW, whole=True)
    assert [name for name, content in texts(tmp_path).items() if b"CANARY-7f3a" in content]


ABSENT = ("/s/nowhere/", "/s/s001/calendar/987654/", "/s/s001/answers/987654/", "/log/nowhere", "/api/x", "/work/")
REFUSED = (
    ("/question/", {"number": "1234"}),
    ("/question/", {"number": "0000 0000 0000 0000"}),
    ("/s/s001/ask/", {"text": ""}),
    ("/s/s001/ask/", {"text": "食堂的大米在哪里买的？", "about": "d:987654"}),
    ("/s/s001/object/", {"text": "x", "send": "1", "task": "x"}),
)


def crawled(client):
    """Yield address and bytes of every page that the public meets by links, from the first page on."""
    seen, todo = set(), ["/"]
    while todo:
        address = todo.pop()
        if address in seen or "/static/" in address:
            continue
        seen.add(address)
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        yield address, body
        if "text/html" in answer.headers.get("Content-Type", ""):
            todo += re.findall(r'href="(/[^"#]*)"', body.decode())


def test_no_internal_text_reaches_a_running_page_or_an_error(answered, client):
    """Every page by links, and what is said to whoever asks for what is not there or sends what is wrong."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    plant(answered)
    said = dict(crawled(client))
    assert len(said) > 100
    said |= {path: client.get(path).content for path in ABSENT}
    for path, sent in REFUSED:
        answer = client.post(path, sent)
        assert answer.status_code in (200, 422), path
        said[f"{path} {sent}"] = answer.content
    assert not [path for path, body in said.items() if b"CANARY-7f3a" in body]
    m.PublicQuestion._base_manager.filter(org__code="s001").update(answer="CANARY-7f3a")  # the control
    assert b"CANARY-7f3a" in client.get("/s/s001/answers/").content


KILLED = """
import sys
from pathlib import Path
from lianjing.portal.still.tree import Tree
tree = Tree(Path(sys.argv[1]))
print("on", flush=True)
for number in range(10**6):
    tree.put(f"s/{number % 50}.html", (b"%08d" % number) * 60_000)
    if number % 7 == 0:
        tree.settle()
"""


def test_a_run_killed_at_any_moment_leaves_no_half_page(tmp_path):
    for wait in (0.05, 0.13, 0.29):
        run = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        run.stdout.readline()
        time.sleep(wait)
        run.send_signal(signal.SIGKILL)
        run.wait()
        run.stdout.close()
        for page in (tmp_path / "s").glob("*.html"):
            content = page.read_bytes()
            assert len(content) == 480_000
            assert content == content[:8] * 60_000
    with only_one(tmp_path):
        assert not list((tmp_path / ".drafts").iterdir())


def test_a_second_run_at_the_same_time_is_refused_and_sweeps_nothing_away(tmp_path):
    with only_one(tmp_path):
        (tmp_path / ".drafts" / "half").write_bytes(b"x")
        with pytest.raises(RuleBroken, match="publishing_under_way"), only_one(tmp_path):
            pass
        assert (tmp_path / ".drafts" / "half").exists()


def test_files_that_wait_stand_in_no_place_until_they_are_settled(tmp_path):
    tree = Tree(tmp_path)
    tree.put("a/leaf.html", b"leaf")
    tree.put("index.html", b"root")
    assert not (tmp_path / "a").exists()
    tree.settle()
    assert (tree.read("a/leaf.html"), tree.read("index.html"), tree.read("a")) == (b"leaf", b"root", None)
    tree.put("index.html", b"root")
    assert (tree.written, tree.kept) == (2, 1)


def test_what_changed_stands_in_its_place_before_the_rest_is_looked_at(answered, tmp_path, monkeypatch):
    """A watch over an increment: when the second page is looked at, the newest notice can be read."""
    school = answered.org("s001")
    hang([school], range(20), NOW)
    publishing.publish(tmp_path, NOW)
    hang([school], range(20, 21), NOW)
    slot = m.Disclosure._base_manager.order_by("-id").first()
    m.NoticeVersion._base_manager.filter(disclosure=slot).update(published_at=NOW)
    page, seen, put = tmp_path / f"s/s001/calendar/{slot.pk}/index.html", [], Tree.put

    def watched(tree, name, content):
        if name.startswith("s/s001/calendar/"):
            seen.append(page.exists())
        put(tree, name, content)

    monkeypatch.setattr(Tree, "put", watched)
    monkeypatch.setattr(publishing.published, "touched_since", lambda entry: {"s001"})
    stand = json.loads((tmp_path / publishing.STAND).read_text())
    (tmp_path / publishing.STAND).write_text(json.dumps({**stand, "entry": 0}))
    assert not publishing.publish(tmp_path, NOW).whole
    assert seen[:2] == [False, True]


def queries_of(folder, when):
    with CaptureQueriesContext(connection) as asked:
        publishing.publish(folder, when, whole=True)
    return len(asked)


def test_a_hundred_notices_ask_the_database_no_more_than_a_few(answered, tmp_path):
    school = answered.org("s001")
    hang([school], range(3), NOW)
    publishing.publish(tmp_path, NOW)
    few = queries_of(tmp_path, NOW)
    hang([school], range(3, 100), NOW)
    assert queries_of(tmp_path, NOW) == few
    assert len(list((tmp_path / "s/s001/calendar").glob("*/index.html"))) >= 100


def test_a_notice_gets_the_link_to_its_proof_when_its_proof_is_there(answered, tmp_path):
    from lianjing.access import public_log_keys
    from lianjing.jobs import public_log

    public_log_keys.make("test.example/log")
    question = ask(answered, "运动会哪天开？", school="s010")
    post = answered.holder("田校", "s010", "principal", "XZ", "校长")
    usecases.answer(post=post, question=question, words="十月二十日。", now=NOW)
    publishing.publish(tmp_path, NOW)
    page = tmp_path / f"s/s010/answers/{question.pk}/index.html"
    assert ".tlog-proof" not in page.read_text()
    public_log.keep(NOW)
    done = publishing.publish(tmp_path, NOW)
    assert not done.whole
    found = re.search(r'href="/(log/proof/[^"]+)"', page.read_text())
    assert found
    assert (tmp_path / found[1]).exists()
    assert not publishing.is_news(tmp_path, NOW)
    assert publishing.is_news(tmp_path, at("2026-10-13"))


def test_the_publisher_opens_the_embedded_database_for_reading_only(tmp_path):
    command = (
        "from lianjing.site import config, sqlite\n"
        "sqlite.use_fixed_build(); config.act_as_publisher()\n"
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'lianjing.site.settings'\n"
        "import sqlite3; from lianjing.site import settings\n"
        "made = sqlite3.connect(settings.STATE_DIR / 'lianjing.sqlite3')\n"
        "made.execute('CREATE TABLE t (x)'); made.commit(); made.close()\n"
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "connection.cursor().execute('SELECT * FROM t')\n"
        "try:\n    connection.cursor().execute('INSERT INTO t VALUES (1)')\n"
        "except Exception as error:\n    print(error)\n"
    )
    env = {name: value for name, value in os.environ.items() if not name.startswith("LIANJING_")}
    env |= {"LIANJING_STATE_DIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", command], env=env, capture_output=True, text=True, check=False)
    assert "readonly" in done.stdout or "read" in done.stdout, done.stderr


def test_a_published_page_is_made_larger_by_a_link_where_no_script_runs(answered, tmp_path):
    publishing.publish(tmp_path, NOW)
    page = (tmp_path / "s/s001/index.html").read_text()
    at = page.index('<span id="larger"></span>')
    assert at < page.index('href="#larger"')
    style = next(tmp_path.rglob("portal*.css")).read_text()
    assert "#larger:target ~ *" in style
