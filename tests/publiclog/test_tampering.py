"""Every way of tampering that we know, done for real to a copied log, and named by the program from outside.

The log under attack: 300 entries, three heads, five witnesses of which three and the outside body must sign. Whoever
attacks has the files, often the log's own key, never the witnesses' keys. The control is the same log untouched.
"""

import hashlib
import io
import json
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

import lianjing_verify
import lianjing_witness
from lianjing.engines.publiclog import canonical, tiles
from lianjing.engines.publiclog.notes import Signer
from tests.publiclog.forging import NOON, Holder, Kept, fresh, notice, numbered, put

SIZES = (100, 200, 300)
EDITED, TOMBSTONE, PERSONAL, WITHDRAWN, PAGE, JOURNAL = 7, 250, 20, 21, 30, 40
SALT = b"s" * 32
PAGE_TEXT = "<p>公示</p>".encode()


@dataclass
class Scene:
    """A log's folder with everything beside it; `options` is what the verifier is told besides."""

    folder: Path
    holder: Holder
    entries: list
    witnesses: list
    options: list = field(default_factory=list)

    @property
    def log(self):
        return self.folder / "log"

    def rewrite(self, entries, sizes=SIZES):
        """Rewrite the log with its own key; no witness signs it."""
        kept = [self.log / numbered("content", place, ".json") for place in (PERSONAL,)]
        contents = [(path, path.read_bytes()) for path in kept]
        self.holder.write(fresh(self.log), entries, sizes, cosigned=False)
        for path, data in contents:
            put(path, data)

    def flip(self, path, at=0):
        data = bytearray((self.log / path).read_bytes())
        data[at] ^= 1
        (self.log / path).write_bytes(data)

    def verify(self):
        command = ["log", self.log, "--json", "--lang", "en", "--key", self.holder.signer.verifier]
        command += [
            "--policy",
            self.folder / "policy",
            "--state",
            self.folder / "state",
            "--site",
            self.folder / "site",
        ]
        with redirect_stdout(io.StringIO()) as said:
            code = lianjing_verify.main([str(part) for part in (*command, *self.options)])
        return code, json.loads(said.getvalue())["findings"]


def all_entries():
    entries = [notice(number, hours=number // 100) for number in range(SIZES[-1])]  # each after the head before it
    entries[PERSONAL] = canonical.closed_entry("aid", b'{"name":"x"}', SALT, NOON)
    entries[WITHDRAWN] = canonical.closed_entry("aid", b'{"name":"y"}', SALT, NOON)
    page = {"files": {"notice/1.html": hashlib.sha256(PAGE_TEXT).hexdigest()}}
    entries[PAGE] = canonical.open_entry("page", page, NOON)
    for at in range(5):
        leaf = hashlib.sha256(SALT + journal_line(at)).hexdigest()
        entries[JOURNAL + at] = canonical.journal_entry(at + 1, leaf, canonical.sm3(SALT + journal_line(at)))
    withdrawn = hashlib.sha256(b"\0" + entries[WITHDRAWN]).digest()
    entries[TOMBSTONE] = canonical.tombstone(withdrawn, "term_over", NOON + timedelta(hours=2))
    return entries


def journal_line(at):
    return json.dumps({"act": at}).encode()


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    """The honest log, verified once so that the verifier remembers it."""
    folder = tmp_path_factory.mktemp("honest")
    holder = Holder(Signer.fresh("edu.example/log"))
    for name in ("g1", "g2", "g3", "g4", "outside"):
        lianjing_witness.main(["init", f"{name}.example/w", str(folder / name)])
        lianjing_witness.main(["trust", str(folder / name), str(holder.signer.verifier)])
    witnesses = [lianjing_witness.Witness(folder / name) for name in ("g1", "g2", "g3", "g4", "outside")]
    holder.witnesses = witnesses
    lines = [f"witness {one.key.name.split('.')[0]} {one.key.text}" for one in witnesses]
    rule = ["group groups 3 g1 g2 g3 g4", "group both all groups outside", "quorum both"]
    put(folder / "policy", "\n".join([*lines, *rule, ""]).encode())
    scene = Scene(folder, holder, all_entries(), witnesses)
    holder.write(scene.log, scene.entries, SIZES)
    content = {"payload": '{"name":"x"}', "salt": SALT.hex()}
    put(scene.log / numbered("content", PERSONAL, ".json"), json.dumps(content).encode())
    put(folder / "site" / "notice" / "1.html", PAGE_TEXT)
    rows = [{"entry": at + 1, "salt": SALT.hex(), "canonical": journal_line(at).decode()} for at in range(5)]
    put(folder / "journal.jsonl", "".join(json.dumps(row) + "\n" for row in rows).encode())
    assert scene.verify() == (0, [])
    return scene


@pytest.fixture
def scene(honest, tmp_path):
    shutil.copytree(honest.folder, tmp_path / "copy")
    return Scene(tmp_path / "copy", Holder(honest.holder.signer), list(honest.entries), [])


def edit_in_place(scene):
    path = scene.log / tiles.path("entries", 0)
    path.write_bytes(path.read_bytes().replace("公示第7号".encode(), "公示第8号".encode(), 1))


def edit(scene):
    scene.entries[EDITED] = notice(999)
    scene.rewrite(scene.entries)


def delete(scene):
    del scene.entries[EDITED]
    scene.rewrite([*scene.entries, notice(999, hours=4)])


def insert(scene):
    scene.rewrite([*scene.entries[:EDITED], notice(999), *scene.entries[EDITED:]], (100, 200, 301))


def reorder(scene):
    scene.entries[7], scene.entries[9] = scene.entries[9], scene.entries[7]
    scene.rewrite(scene.entries)


def back_date(scene):
    scene.rewrite([*scene.entries, notice(999)], (*SIZES, 301))  # dated before the head of 300 was signed


def post_date(scene):
    scene.rewrite([*scene.entries, notice(999, hours=99)], (*SIZES, 301))


def truncate(scene):
    scene.rewrite(scene.entries[:290], (100, 200, 290))


def roll_back(scene):
    """Show an old genuine head, with its genuine cosignatures, over the files of then."""
    line = (scene.log / "history.jsonl").read_text().split("\n")[1]
    shutil.copytree(scene.log, scene.folder / "now")
    scene.rewrite(scene.entries[:200], (100, 200))
    put(scene.log / "checkpoint", json.loads(line)["note"].encode())
    put(scene.folder / "state" / "seen", b"")
    for file in (scene.folder / "state").glob("*.json"):
        file.write_text(json.dumps({**json.loads(file.read_text()), "heads": list(SIZES)}))


def split_view(scene):
    """Another reader was shown a head of another tree, signed by the same key."""
    other = [*scene.entries]
    other[EDITED] = notice(999)
    note = scene.holder.head(Kept([hashlib.sha256(b"\0" + one).digest() for one in other]), 300, NOON, cosigned=False)
    put(scene.folder / "theirs", str(note).encode())
    scene.options = ["--other", scene.folder / "theirs"]


def tile(scene):
    scene.flip(tiles.path(0, 0), 40)


def upper_tile(scene):
    scene.flip(tiles.path(1, 0, 1), 3)


def missing_tile(scene):
    (scene.log / tiles.path("entries", 0)).unlink()


def checkpoint_root(scene):
    lines = (scene.log / "checkpoint").read_text().split("\n")
    lines[2] = "A" + lines[2][1:] if lines[2][0] != "A" else "B" + lines[2][1:]
    put(scene.log / "checkpoint", "\n".join(lines).encode())


def checkpoint_of_another_key(scene):
    Holder(Signer.fresh("edu.example/log")).write(scene.log, scene.entries, SIZES, cosigned=False)


def cosignature(scene):
    """Put a group's name under the head without its key."""
    note = (scene.log / "checkpoint").read_text()
    name = scene_line(note, "g2")
    put(scene.log / "checkpoint", note.replace(name, name[:-8] + "AAAAAAA="[: len(name[-8:])]).encode())


def scene_line(note, who):
    return next(line for line in note.split("\n") if f" {who}." in line)


def quorum(scene):
    lines = [line for line in (scene.log / "checkpoint").read_text().split("\n") if " outside." not in line]
    put(scene.log / "checkpoint", "\n".join(lines).encode())


def history(scene):
    """A head of the past that never was: signed by the log, of another tree."""
    other = Kept([hashlib.sha256(b"\0" + notice(number, 1)).digest() for number in range(150)])
    note = scene.holder.head(other, 150, NOON, cosigned=False)
    with open(scene.log / "history.jsonl", "a", encoding="utf-8") as file:
        file.write(json.dumps({"note": str(note)}) + "\n")


def content(scene):
    path = scene.log / numbered("content", PERSONAL, ".json")
    path.write_text(path.read_text().replace('\\"x\\"', '\\"z\\"'))


def content_gone(scene):
    (scene.log / numbered("content", PERSONAL, ".json")).unlink()


def content_back(scene):
    said = {"payload": '{"name":"y"}', "salt": SALT.hex()}
    put(scene.log / numbered("content", WITHDRAWN, ".json"), json.dumps(said).encode())


def journal(scene):
    scene.options = ["--journal", scene.folder / "journal.jsonl"]
    path = scene.folder / "journal.jsonl"
    path.write_text(path.read_text().replace('{\\"act\\": 2}', '{\\"act\\": 9}'))


def journal_cut(scene):
    scene.options = ["--journal", scene.folder / "journal.jsonl"]
    path = scene.folder / "journal.jsonl"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


def page(scene):
    put(scene.folder / "site" / "notice" / "1.html", "<p>公示期缩短</p>".encode())


def page_gone(scene):
    (scene.folder / "site" / "notice" / "1.html").unlink()


def proof(scene):
    path = scene.log / numbered("proof", EDITED, ".tlog-proof")
    path.write_text(path.read_text().replace("index 7", "index 8"))


def witness_file(scene, name="g1"):
    (path,) = (scene.folder / name / "state").glob("*.note")
    scene.options = ["--witness-state", path]
    return path


def witness_state_forged(scene):
    path = witness_file(scene)
    path.write_text(path.read_text().replace("\n300\n", "\n200\n"))


def witness_state_rolled_back(scene):
    line = (scene.log / "history.jsonl").read_text().split("\n")[0]
    put(witness_file(scene), json.loads(line)["note"].encode())


def witness_state_differs(scene):
    """The witness is honest: what it keeps gives the rewritten log away."""
    witness_file(scene)
    edit(scene)


TAMPERINGS = [
    (edit_in_place, "entry_changed", {"place": 7}),
    (edit, "edited", {"places": "7"}),
    (delete, "deleted", {"places": "7"}),
    (insert, "inserted", {"places": "7"}),
    (reorder, "reordered", {"places": "7, 9"}),
    (back_date, "back_dated", {"place": 300}),
    (post_date, "post_dated", {"place": 300}),
    (truncate, "truncated", {"seen": 300, "size": 290}),
    (roll_back, "rolled_back", {"seen": 300, "size": 200}),
    (split_view, "split_view", {"size": 300}),
    (tile, "tile_changed", {"path": "tile/0/000"}),
    (upper_tile, "tile_changed", {"path": "tile/1/000.p/1"}),
    (missing_tile, "tile_missing", {"path": "tile/entries/000"}),
    (checkpoint_root, "checkpoint_signature", {}),
    (checkpoint_of_another_key, "checkpoint_signature", {}),
    (cosignature, "cosignature_wrong", {"name": "g2.example/w"}),
    (quorum, "quorum_missing", {"signed": 4}),
    (history, "history_differs", {"size": 150}),
    (content, "content_changed", {"place": 20}),
    (content_gone, "content_missing", {"place": 20}),
    (content_back, "content_still_there", {"place": 21}),
    (journal, "journal_changed", {"entry": 3}),
    (journal_cut, "journal_missing", {"entry": 5}),
    (page, "page_changed", {"path": "notice/1.html"}),
    (page_gone, "page_missing", {"path": "notice/1.html"}),
    (proof, "proof_wrong", {"place": 7}),
    (witness_state_forged, "witness_state_forged", {}),
    (witness_state_rolled_back, "witness_state_rolled_back", {"size": 100, "signed": 300}),
    (witness_state_differs, "witness_state_differs", {"name": "g1.example/w", "size": 300}),
]


@pytest.mark.parametrize(("tamper", "code", "facts"), TAMPERINGS, ids=[one[0].__name__ for one in TAMPERINGS])
def test_each_tampering_is_named(scene, tamper, code, facts):
    tamper(scene)
    exit_code, found = scene.verify()
    assert exit_code == 1
    named = [one for one in found if one["code"] == code and facts.items() <= one.items()]
    assert named, found
    print(f"{tamper.__name__}: {named[0]['words']}")


@pytest.mark.parametrize("more", [[], ["--journal"], ["--witness-state"], ["--other"]])
def test_the_control_passes_with_every_option(scene, more):
    """The same log untouched, and grown by honest entries."""
    beside = {"--journal": "journal.jsonl", "--other": "log/checkpoint"}
    if more == ["--witness-state"]:
        witness_file(scene)
    elif more:
        scene.options = [*more, scene.folder / beside[more[0]]]
    assert scene.verify() == (0, [])


def test_an_honest_log_that_grows_passes_and_is_remembered(scene):
    scene.holder.witnesses = [lianjing_witness.Witness(scene.folder / name) for name in ("g1", "g2", "g3", "outside")]
    kept = (scene.log / numbered("content", PERSONAL, ".json")).read_bytes()
    lines = (scene.log / "history.jsonl").read_text()
    entries = [*scene.entries, notice(1, hours=4)]
    tree = Kept([hashlib.sha256(b"\0" + one).digest() for one in entries])
    note = scene.holder.head(tree, 301, NOON + timedelta(hours=5))
    for path, data in tree.files(entries):
        put(scene.log / path, data)
    put(scene.log / "history.jsonl", (lines + json.dumps({"note": str(note)}) + "\n").encode())
    put(scene.log / numbered("proof", 300, ".tlog-proof"), str(tree.proof(300, note)).encode())
    put(scene.log / "checkpoint", str(note).encode())
    assert kept
    assert scene.verify() == (0, [])
    (state,) = (scene.folder / "state").glob("*.json")
    assert json.loads(state.read_text())["heads"] == [300, 301]


def test_every_word_is_said_in_both_languages_with_the_same_facts():
    import re

    for chinese, english in (*lianjing_verify.WORDS.values(), *lianjing_verify.SAID.values()):
        assert set(re.findall(r"{\w+}", chinese)) == set(re.findall(r"{\w+}", english)), english
        assert re.search("[\u4e00-\u9fff]", chinese)


def test_one_page_is_proved_without_the_log(scene, capsys):
    put(scene.folder / "leaf.json", scene.entries[EDITED])
    place = str(scene.log / numbered("proof", EDITED, ".tlog-proof"))
    who = ["--key", str(scene.holder.signer.verifier), "--policy", str(scene.folder / "policy"), "--lang", "zh"]
    assert lianjing_verify.main(["page", place, str(scene.folder / "leaf.json"), *who]) == 0
    assert "第 7 条" in capsys.readouterr().out
    put(scene.folder / "leaf.json", scene.entries[EDITED].replace("7号".encode(), "8号".encode()))
    assert lianjing_verify.main(["page", place, str(scene.folder / "leaf.json"), *who]) == 1
    assert "不成立" in capsys.readouterr().out
    assert lianjing_verify.main(["log", str(scene.folder / "nowhere"), *who]) == 3


def test_the_verifier_runs_where_lianjing_is_not(scene, tmp_path):
    """One file, Python's own library and `cryptography`: an isolated interpreter that sees nothing else."""
    import _cffi_backend
    import cffi
    import cryptography

    alone = tmp_path / "alone"
    alone.mkdir()
    for module in (cryptography, cffi):
        (alone / module.__name__).symlink_to(Path(module.__file__).parent)
    (alone / Path(_cffi_backend.__file__).name).symlink_to(_cffi_backend.__file__)
    shutil.copy(lianjing_verify.__file__, alone / "lianjing_verify.py")
    program = (
        f"import sys; sys.path.insert(0, {str(alone)!r}); import lianjing_verify; "
        "code = lianjing_verify.main(sys.argv[1:]); "
        "assert not [name for name in sys.modules if name.split('.')[0] in ('lianjing', 'django')]; sys.exit(code)"
    )
    command = [sys.executable, "-I", "-S", "-c", program, "log", scene.log, "--key", str(scene.holder.signer.verifier)]
    command += ["--policy", scene.folder / "policy"]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    absent = subprocess.run([sys.executable, "-I", "-S", "-c", "import lianjing"], capture_output=True, check=False)
    assert absent.returncode == 1
