"""The checks of the two programs are proved by leaving one out at a time: then something false passes."""

import json
from pathlib import Path
from types import ModuleType

import pytest

import lianjing_verify
import lianjing_witness
from lianjing.engines.publiclog import heads, merkle
from lianjing.engines.publiclog.notes import Note, Signer
from tests.publiclog import tampering as by
from tests.publiclog.forging import Holder, Kept, notice

NOW = 1_790_000_000


def without(program, was, now):
    """Return a program in which one check reads otherwise."""
    source = Path(program.__file__).read_text("utf-8")
    assert source.count(was) == 1, was
    made = ModuleType(program.__name__)
    made.__file__ = program.__file__
    exec(compile(source.replace(was, now), program.__file__, "exec"), made.__dict__)
    return made


PAGES = [
    ("and all(_is_said(*cell[:2], *one) for cell, one in zip(cells, wanted, strict=True))", "", "4.50", "14.50"),
    ('re.findall(r"\\d+", title) == [str(payload["version"])]', "True", "第1版", "第2版"),
    ("and _hangs(hung, payload, read_leaf(entry))", "", "2026年9月8日", "2026年9月4日"),
    ("frame in HUNG and ", "", "起公示", "起公示，家长已同意"),
    ("days[0] == day and", "", "2026年9月1日 起", "2026年8月20日 起"),
    ('and (tag, mark) == ("p", f"SHA-256 {payload[\'sha256\']}")', "", f"SHA-256 {by.MARK}", "SHA-256 0"),
    ("and self._files(files, payload)", "", '<p class="soft mark-of">', '<p>更正</p><p class="soft mark-of">'),
    ("odd = part.hidden() or ", "odd = ", "<section", "<section hidden"),
    ("or inside & _PICTURES", "", "起公示", '起公示<img src="other.png">'),
    ("(part.tag in _CELLS and inside)", "False", "4.50", '<span class="visually-hidden">4.50</span>'),
]


@pytest.mark.parametrize(("was", "now", "there", "changed"), PAGES)
def test_each_check_of_a_page_is_needed(was, now, there, changed):
    """A page that is refused passes as soon as the check is left out; the true page passes in both."""
    entry, true = by.all_entries()[by.PAGE], by.PAGE_TEXT.decode()
    assert there in true

    def shown(program, text):
        return program.Page(f"http://site/{by.PAGE_AT}", text).shows(json.loads(entry)["payload"], entry)

    mutant = without(lianjing_verify, was, now)
    assert [shown(program, true) for program in (lianjing_verify, mutant)] == [True, True]
    false = true.replace(there, changed, 1)
    assert [shown(program, false) for program in (lianjing_verify, mutant)] == [False, True]


def test_the_address_and_what_was_withdrawn_are_looked_at():
    entry, payload = by.all_entries()[by.PAGE], json.loads(by.all_entries()[by.PAGE])["payload"]
    lax = without(lianjing_verify, 'if path and f"/{path}" not in f"{self.address}/":', "if False:")
    elsewhere = [one.Page("http://site/s/s002/calendar/1/", by.PAGE_TEXT.decode()) for one in (lianjing_verify, lax)]
    assert [page.shows(payload, entry) for page in elsewhere] == [False, True]
    lax = without(
        lianjing_verify,
        "if payload is None:\n            return not self._cells(notice)",
        "if payload is None:\n            return True",
    )
    here = [one.Page(f"http://site/{by.PAGE_AT}", by.PAGE_TEXT.decode()) for one in (lianjing_verify, lax)]
    assert [page.shows(None, entry) for page in here] == [False, True]


LOGS = [
    (
        "            elif note.size > self.tree.size:\n                self._ahead(note, where)",
        "            elif note.size > self.tree.size:\n                pass",
        by.roll_back_before_others,
        "rolled_back",
    ),
    ("            self._ahead(note, witness.name)", "            pass", by.roll_back_before_a_witness, "head_behind"),
    (
        '                self._ahead(note, "history.jsonl")',
        "                pass",
        by.roll_back_without_its_history,
        "rolled_back",
    ),
    (
        '                self.wrong("other_unreadable", where=where)',
        "                pass",
        by.other_miscopied,
        "other_unreadable",
    ),
    (
        'return "waits" if Note(text.partition("\\n\\n")[2]).time >= head.time else None',
        'return "waits"',
        by.stone_of_old,
        "content_missing",
    ),
    ('or said["payload"]["leaf"] != leaf_hash(entry).hex()', "", by.stone_of_another, "content_missing"),
]


@pytest.mark.parametrize(("was", "now", "tamper", "code"), LOGS, ids=[one[2].__name__ for one in LOGS])
def test_each_new_check_of_the_log_is_needed(scene, was, now, tamper, code):
    tamper(scene)
    places = {by.PERSONAL, None}

    def found():
        return [one for one in scene.verify()[1] if one["code"] == code and one.get("place") in places]

    assert found()
    scene.program = without(lianjing_verify, was, now)
    assert not found()


WITNESSES = [
    ("if note.time > now + self.tolerance:", "if False:", 3600),
    ("if seen and note.time < seen.time - self.tolerance:", "if False:", -3600),
]


@pytest.mark.parametrize(("was", "now", "off"), WITNESSES)
def test_each_look_at_the_clock_is_needed(tmp_path, was, now, off):
    holder = Holder(Signer.fresh("edu.example/log"))
    lianjing_witness.main(["init", "w.example/w", str(tmp_path)])
    lianjing_witness.main(["trust", str(tmp_path), str(holder.signer.verifier)])
    tree = Kept([merkle.leaf_hash(notice(number)) for number in range(9)])

    def asks(program, old, size, time):
        head = str(heads.Head("edu.example/log", size, tree.root(size), time))
        note = Note(head, (holder.signer.line(head),))
        return program.Witness(tmp_path).add_checkpoint(str(heads.Asked(old, tree.grew(old, note), note)).encode(), NOW)

    assert asks(lianjing_witness, 0, 5, NOW)
    with pytest.raises(lianjing_witness.Refused):
        asks(lianjing_witness, 5, 8, NOW + off)
    assert asks(without(lianjing_witness, was, now), 5, 8, NOW + off)
