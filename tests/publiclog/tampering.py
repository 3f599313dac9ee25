"""A public log to attack, and every way of tampering with it that we know, each done for real to the copied files."""

import hashlib
import io
import json
import shutil
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import lianjing_verify
import lianjing_witness
from lianjing.engines.publiclog import canonical, merkle, tiles
from lianjing.engines.publiclog.notes import Signer
from tests.publiclog.forging import NOON, Holder, Kept, fresh, notice, numbered, put

SIZES = (100, 200, 300)
EDITED, TOMBSTONE, PERSONAL, WITHDRAWN, PAGE, JOURNAL = 7, 250, 20, 21, 30, 40
SALT = b"s" * 32
MENU = '{"fields":{"recipe":"米饭","unit_price":"4.50"},"rows":[]}'
MARK = hashlib.sha256(MENU.encode()).hexdigest()
PAGE_AT = "s/s001/calendar/1/"
PAGE_TEXT = (
    '<main><section class="stack notice-version"><h2>第1版</h2><p class="soft">2026年9月1日 起公示，'
    "至 2026年9月8日。</p>"
    "<dl><div><dt>食谱</dt><dd>米饭</dd></div><div><dt>单价</dt><dd>4.50</dd></div></dl>"
    f'<p class="soft mark-of">SHA-256 {MARK}</p></section></main>'
).encode()


@dataclass
class Scene:
    """A log's folder with everything beside it; `options` is what the verifier is told besides."""

    folder: Path
    holder: Holder
    entries: list
    witnesses: list
    options: list = field(default_factory=list)
    remembers: bool = True  # the verifier has seen this log before
    program: ModuleType = lianjing_verify

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
        command += ["--policy", self.folder / "policy", "--site", self.folder / "site"]
        command += ["--state", self.folder / "state"] if self.remembers else []
        with redirect_stdout(io.StringIO()) as said:
            code = self.program.main([str(part) for part in (*command, *self.options)])
        return code, json.loads(said.getvalue())["findings"]


def all_entries():
    entries = [notice(number, hours=number // 100) for number in range(SIZES[-1])]  # each after the head before it
    entries[PERSONAL] = canonical.closed_entry("aid", b'{"name":"x"}', SALT, NOON)
    entries[WITHDRAWN] = canonical.closed_entry("aid", b'{"name":"y"}', SALT, NOON)
    said = {"slot": 1, "unit": "s001", "version": 1, "ends_on": "2026-09-08", "sha256": MARK, "content": MENU}
    words = {"recipe": ["食谱", "Menu"], "unit_price": ["单价", "Price"]}
    entries[PAGE] = canonical.open_entry("notice", {**said, "words": words}, NOON)
    for at in range(5):
        leaf = hashlib.sha256(SALT + journal_line(at)).hexdigest()
        entries[JOURNAL + at] = canonical.journal_entry(at + 1, leaf, canonical.sm3(SALT + journal_line(at)))
    withdrawn = hashlib.sha256(b"\0" + entries[WITHDRAWN]).digest()
    entries[TOMBSTONE] = canonical.tombstone(withdrawn, "term_over", NOON + timedelta(hours=2))
    return entries


def journal_line(at):
    return json.dumps({"act": at}).encode()


def honest_scene(folder):
    """Write the honest log into a folder, with everything beside it."""
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
    put(folder / "site" / PAGE_AT / "index.html", PAGE_TEXT)
    rows = [{"entry": at + 1, "salt": SALT.hex(), "canonical": journal_line(at).decode()} for at in range(5)]
    put(folder / "journal.jsonl", "".join(json.dumps(row) + "\n" for row in rows).encode())
    return scene


def copied(honest, folder):
    """Return a copy of a scene to tamper with."""
    shutil.copytree(honest.folder, folder)
    return Scene(folder, Holder(honest.holder.signer), list(honest.entries), [])


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
    put(scene.folder / "site" / PAGE_AT / "index.html", PAGE_TEXT.replace(b"4.50", b"14.50"))


def page_days(scene):
    put(scene.folder / "site" / PAGE_AT / "index.html", PAGE_TEXT.replace("月8日".encode(), "月4日".encode()))


def page_words(scene):
    put(scene.folder / "site" / PAGE_AT / "index.html", PAGE_TEXT.replace("单价".encode(), "成本".encode()))


def page_gone(scene):
    (scene.folder / "site" / PAGE_AT / "index.html").unlink()


def stone_of_old(scene):
    """The content goes by a tombstone that the log signed once and never put into a head that it shows."""
    stone_outside(scene, NOON)


def stone_of_another(scene):
    """The tombstone that lies beside a deleted content is another entry's."""
    stone_outside(scene, NOON + timedelta(hours=9), of=EDITED)


def stone_outside(scene, at, of=PERSONAL):
    """Withdraw a content by a tombstone under a head that no witness signed."""
    content_gone(scene)
    stone = canonical.tombstone(merkle.leaf_hash(scene.entries[of]), "withdrawn", at)
    tree = Kept([merkle.leaf_hash(one) for one in (*scene.entries, stone)])
    note = scene.holder.head(tree, 301, at, cosigned=False)
    said = {"entry": stone.decode(), "proof": str(tree.proof(300, note))}
    put(scene.log / numbered("gone", PERSONAL, ".json"), json.dumps(said).encode())


def roll_back_before_others(scene):
    """Nobody remembers, and a neighbour holds the newer head with its witnesses."""
    roll_back(scene)
    scene.remembers, scene.options = False, ["--other", scene.folder / "now" / "checkpoint"]


def roll_back_before_a_witness(scene):
    roll_back(scene)
    witness_file(scene)
    scene.remembers = False


def roll_back_without_its_history(scene):
    """The checkpoint alone is put back; the history beside it knows better."""
    lines = (scene.log / "history.jsonl").read_bytes()
    roll_back(scene)
    put(scene.log / "history.jsonl", lines)
    scene.remembers = False


def other_miscopied(scene):
    note = (scene.log / "checkpoint").read_text()
    put(scene.folder / "theirs", note.replace("\n300\n", "\n310\n").encode())
    scene.options = ["--other", scene.folder / "theirs"]


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
