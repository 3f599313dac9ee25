"""The open API: its description is valid OpenAPI, every path of it answers as described, and no file is left out."""

import hashlib
import json
import re
from urllib.parse import urljoin
from xml.etree import ElementTree

import jsonschema
import pytest
import requests
from django.conf import settings
from django.db import transaction
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from lianjing.access import asking_work, figures, notices, public_entries, public_log_keys, rulebook, sought
from lianjing.access.sought import fold
from lianjing.jobs import public_log, publishing
from lianjing.records import models as m
from lianjing.rooms.answering import usecases
from lianjing.rooms.powers.usecases import publishing as catalogue
from tests.hanging import hang
from tests.rooms.test_published import NOW, ask
from tests.serving import serving
from tests.world import County, at

pytestmark = pytest.mark.django_db  # each test alone has a database to be made from
LONG = "窗" * 58 + "呢？"  # each of them six letters of pinyin
FEES = {"item": "校服", "in_catalogue": True, "standard": 100, "unit": "一套", "document": "", "each": 120, "over": 20,
        "payers": None, "asked": None, "received": 5000}  # fmt: skip


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker, tmp_path_factory):
    """A county with many notices, an answer, a figure and a log with full and partial tiles, as files: made once."""
    folder, found = tmp_path_factory.mktemp("public"), figures.Figure("fees", "s001", "2026-1", (FEES,), (1,))
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setitem(figures.KINDS, "fees", lambda: {"s001": found})
        patch.setattr(settings, "STATE_DIR", tmp_path_factory.mktemp("state"))
        patch.setattr(asking_work, "whole", little_work)
        county = County()
        catalogue.publish_catalogue(at("2026-10-10"))
        question = ask(county, "食堂的大米在哪里买的？")
        usecases.answer(post=county.principal, question=question, words="在县里统一采购的名单内购买。", now=NOW)
        long = ask(county, LONG, school="s010")
        principal = county.holder("田校", "s010", "principal", "XZ", "校长")
        usecases.answer(post=principal, question=long, words="下周装好。", now=NOW)
        hang([county.org("s001"), county.org("s010")], range(130), NOW)
        attach(m.NoticeVersion._base_manager.filter(disclosure__org__code="s001").order_by("id").first())
        public_log_keys.make("test.example/log")
        public_log.keep(NOW)
        (public_log_keys.folder() / "policy").write_text(f"log {public_log_keys.signer().verifier}\nquorum none\n")
        publishing.publish(folder, NOW)
        down = m.Disclosure._base_manager.filter(org__code="s010", state="published").first()
        version = m.NoticeVersion._base_manager.filter(disclosure=down)
        public_entries.take_out(version.get(), "withdrawn", NOW)
        version.update(down_as="withdrawn", down_at=NOW)
        public_log.keep(NOW)
        publishing.publish(folder, NOW, whole=True)
        transaction.set_rollback(True)
    return folder


def attach(notice):
    """Put a file beside a notice as the gate would have let it pass."""
    file = m.NoticeFile(notice=notice, name="菜谱.csv", media="text/csv", data=b"a,b\r\n", sha256="ab" * 32)
    file.sha256 = hashlib.sha256(file.data).hexdigest()
    file.save()
    mark = notices.fingerprint(bytes(notice.content), [(file.name, file.sha256)])
    m.NoticeVersion._base_manager.filter(pk=notice.pk).update(sha256=mark, passed=mark)


def little_work(name, now):
    return {"objection.proof_bits": 4}.get(name, 30)


@pytest.fixture
def served(published, django_db_blocker):
    """The address of a plain web server over the folder, with the database out of reach."""
    with serving(published) as address, django_db_blocker.block():
        yield address


def document_of(folder):
    return json.loads((folder / "api/openapi.json").read_text(encoding="utf-8"))


def pattern_of(path, item):
    """Return what an address of a described path looks like, as a regular expression."""
    said = {one["name"]: one["schema"].get("enum") for one in item["get"].get("parameters", ())}
    free = {"tile": "[-/.p0-9x]+", "place": "[-/.p0-9x]+", "at": r"\d+\.\w+"}
    ways = {name: "|".join(among) if among else free.get(name, r"[-\w]+") for name, among in said.items()}
    return re.sub(r"\\\{(\w+)\\\}", lambda found: f"(?:{ways[found[1]]})", re.escape(path))


def addresses(folder, path, item):
    """Return the address of the examples, when each parameter has one, then every other that a file stands at."""
    said = item["get"].get("parameters", ())
    example = path
    for one in said:
        example = example.replace(f"{{{one['name']}}}", one.get("example", "{"))
    there = (f"/{file.relative_to(folder).as_posix()}" for file in sorted(folder.rglob("*")) if file.is_file())
    found = [one for one in there if re.fullmatch(pattern_of(path, item), one) and one != example]
    return found if "{" in example else [example, *found]


def check(answer, media, described, components):
    """Hold an answer against the media type and the schema that are described."""
    if media == "application/json":
        schema = {**described.get("schema", {}), "components": components}
        jsonschema.Draft202012Validator(schema).validate(answer.json())
    elif media == "application/atom+xml":
        assert ElementTree.fromstring(answer.content).tag.endswith("feed")
    elif media == "text/csv":
        assert answer.content.startswith(b"\xef\xbb\xbf")
    elif media == "application/octet-stream":
        assert answer.content
    else:
        assert answer.content.decode("utf-8")


def test_the_description_is_valid_openapi_and_each_name_in_it_is_its_own(published):
    document = document_of(published)
    OpenAPIV31SpecValidator(document).validate()
    names = [item["get"]["operationId"] for item in document["paths"].values()]
    assert len(names) == len(set(names))
    for hurt in (lambda paths: paths["/data/index.json"]["get"]["responses"]["200"].pop("description"),
                 lambda paths: paths["/s/{code}/data.json"]["get"].pop("parameters")):  # fmt: skip
        wrong = document_of(published)
        hurt(wrong["paths"])
        with pytest.raises(OpenAPIValidationError):
            OpenAPIV31SpecValidator(wrong).validate()


@pytest.mark.enable_socket
def test_every_described_path_answers_as_described_with_the_database_out_of_reach(published, served):
    document = document_of(published)
    for path, item in document["paths"].items():
        ((media, described),) = item["get"]["responses"]["200"]["content"].items()
        found = addresses(published, path, item)
        assert found, path
        for address in found[:40]:
            answer = requests.get(urljoin(served, address), timeout=20)
            assert answer.status_code == 200, address
            check(answer, media, described, document["components"])


def test_every_file_for_programs_is_described_once(published):
    patterns = [pattern_of(path, item) for path, item in document_of(published)["paths"].items()]
    files = [path for path in published.rglob("*") if path.is_file() and "static" not in path.parts]
    for file in files:
        address = f"/{file.relative_to(published).as_posix()}"
        if file.suffix in (".html", ".pdf") or file.name.startswith("."):
            continue
        fitting = [one for one in patterns if re.fullmatch(one, address)]
        assert fitting, address
        assert len(fitting) == 1 or address.startswith("/log/tile/entries/"), (address, fitting)


def test_a_schools_data_hold_what_its_pages_show_with_proofs_that_are_there(published):
    held = json.loads((published / "s/s001/data.json").read_text(encoding="utf-8"))
    assert held["answers"][0]["answer"] == "在县里统一采购的名单内购买。"
    menus = [one for one in held["disclosures"] if one["versions"]]
    assert len(menus) == 130
    for slot in menus:
        (version,) = slot["versions"]
        page = (published / slot["address"].strip("/") / "index.html").read_text(encoding="utf-8")
        assert version["sha256"] in page
        assert version["content"]["recipe"].split("；")[0] in page
        assert (published / version["proof"].lstrip("/")).read_bytes()
    (beside,) = (file for slot in menus for version in slot["versions"] for file in version["files"])
    assert hashlib.sha256((published / beside["address"].lstrip("/")).read_bytes()).hexdigest() == beside["sha256"]
    listed = json.loads((published / "data/disclosures.json").read_text(encoding="utf-8"))["rows"]
    ours = [{name: slot[name] for name in listed[0]} for slot in held["disclosures"]]
    assert ours == [row for row in listed if row["school"] == "s001"]


def test_what_came_down_is_gone_from_the_data_as_well(published):
    held = json.loads((published / "s/s010/data.json").read_text(encoding="utf-8"))["disclosures"]
    (gone,) = (one for slot in held for one in slot["versions"] if one["down_at"])
    assert (gone["content"], gone["down_as"], gone["files"]) == (None, "withdrawn", [])
    assert sum(one["content"] is not None for slot in held for one in slot["versions"]) == 129


def test_every_school_power_and_answer_is_found_by_chinese_and_by_pinyin(published):
    """As `still.js` does it: every word that is typed must be in the row's search text."""
    rows = json.loads((published / "search/index.json").read_text(encoding="utf-8"))
    found = {address: text for _name, address, text in rows if address != "/supervision/"}
    pages = [*published.glob("s/*/index.html"), *published.glob("s/*/answers/*/index.html")]
    assert found.keys() == {f"/{page.parent.relative_to(published).as_posix()}/" for page in pages}
    titles = {name.zh for name in rulebook.powers().names.values()}
    assert {name for name, address, _text in rows if address == "/supervision/"} == titles
    for name, _address, text in rows:
        assert fold(name) in text, name
        assert any("".join(reading) in text for reading in sought._readings(fold(name))), name


def test_the_page_says_how_in_both_languages(published, client, county):
    page = (published / "api/index.html").read_text(encoding="utf-8")
    assert 'href="/api/openapi.json"' in page
    assert 'href="/data/fees.csv"' in page
    for language, words in (("zh-hans", "程序怎样取数据"), ("en", "How a program asks")):
        answer = client.get("/api/", headers={"accept-language": language})
        assert answer.status_code == 200
        assert words in answer.content.decode(), language
