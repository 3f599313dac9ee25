"""A whole log as files, made by whoever holds its key: an honest one, and the same one rewritten."""

import json
import shutil
from datetime import UTC, datetime, timedelta

from lianjing.engines.publiclog import canonical, heads, merkle, tiles
from lianjing.engines.publiclog.notes import Note

NOON = datetime(2026, 9, 1, 4, tzinfo=UTC)


class Holder:
    """Whoever holds the log's key: signs any tree, honest or not."""

    def __init__(self, signer, witnesses=()):
        self.signer, self.witnesses = signer, witnesses  # witnesses: objects of lianjing_witness, with states on disk

    def write(self, folder, entries, sizes, cosigned=True):
        """Write `entries` as a log with a head at each of `sizes`, the last one as its checkpoint; return the heads."""
        leaves = [merkle.leaf_hash(entry) for entry in entries]
        tree = Kept(leaves)
        for path, data in tree.files(entries):
            put(folder / path, data)
        notes = [self.head(tree, size, NOON + timedelta(hours=1 + at), cosigned) for at, size in enumerate(sizes)]
        lines = [json.dumps({"note": str(note)}, ensure_ascii=False) + "\n" for note in notes]
        put(folder / "history.jsonl", "".join(lines).encode())
        for place, entry in enumerate(entries):
            if json.loads(entry)["kind"] != "journal":
                note = next((one for one in notes if heads.Head.parse(one.text).size > place), notes[-1])
                put(folder / numbered("proof", place, ".tlog-proof"), str(tree.proof(place, note)).encode())
        put(folder / "checkpoint", str(notes[-1]).encode())
        return notes

    def head(self, tree, size, at, cosigned=True):
        """Sign the head of `size` leaves; ask the witnesses, if anybody would ask them."""
        text = str(heads.Head(self.signer.verifier.name, size, tree.root(size), int(at.timestamp())))
        note = Note(text, (self.signer.line(text),))
        lines = [self.ask(witness, tree, note, at) for witness in self.witnesses] if cosigned else []
        return Note(text, (*note.lines, *lines))

    @staticmethod
    def ask(witness, tree, note, at):
        """Have a witness sign a head, as the protocol asks it."""
        seen = dict(witness.heads())[heads.Head.parse(note.text).origin]
        asked = heads.Asked(seen.size if seen else 0, tree.grew(seen.size if seen else 0, note), note)
        return witness.add_checkpoint(str(asked).encode(), int(at.timestamp()) + 60)


class Kept:
    """A tree over leaf hashes, with what files, proofs and heads need."""

    def __init__(self, leaves):
        tree, self.tiles = tiles.Growing(), {}
        for leaf in leaves:
            self.tiles.update({(tile.level, tile.number): tile.hashes for tile in tree.append(leaf)})
        for level, full, width in tiles.widths(len(leaves)):
            if width:
                self.tiles[level, full] = b"".join(tree.edge[level])
        self.size, self.leaves = len(leaves), leaves
        self.perfect = tiles.perfect_from(lambda level, number: self.tiles[level, number])

    def root(self, size):
        return merkle.root_of(size, self.perfect)

    def grew(self, old, note):
        size = heads.Head.parse(note.text).size
        return tuple(merkle.consistency_proof(old, size, self.perfect)) if 0 < old <= size else ()

    def proof(self, place, note):
        size = heads.Head.parse(note.text).size
        return heads.Proof(place, tuple(merkle.inclusion_proof(place, size, self.perfect)), note)

    def files(self, entries):
        for (level, number), hashes in self.tiles.items():
            yield tiles.path(level, number, len(hashes) // tiles.HASH), hashes
        for number in range(0, self.size, tiles.WIDTH):
            part = entries[number : number + tiles.WIDTH]
            yield tiles.path("entries", number // tiles.WIDTH, len(part)), tiles.bundle(part)


def put(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def numbered(folder, place, end):
    return tiles.path("x", place).replace("tile/x", folder) + end


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def notice(number, hours=0):
    return canonical.open_entry("notice", {"title": f"公示第{number}号"}, NOON + timedelta(hours=hours, seconds=number))
