"""The public log as static files: any web server serves them, and the verifier reads nothing else.

checkpoint               the head, signed by the log and its witnesses: written last
tile/…, tile/entries/…   the tree and its entries (c2sp.org/tlog-tiles)
content/…json            what leaves only commit to, with its salt; gone when withdrawn
gone/…json               of each that is gone: the tombstone that says so, with its proof to a head that the log signed
proof/….tlog-proof       for each leaf but the journal's: its proof to the head of its publication
history.jsonl            heads of the past, one a line: the last of each day, every one of a day back
policy, log.vkey         whom to believe, as this installation says: get both elsewhere if you can
"""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from django.db.models import Q

from lianjing.access import public_log_keys as keys
from lianjing.access import public_log_tree as tree
from lianjing.engines.publiclog import canonical, tiles
from lianjing.engines.publiclog.heads import Head
from lianjing.engines.publiclog.notes import Note
from lianjing.records.doors import unscoped
from lianjing.records.models import PublicCheckpoint, PublicContent, PublicLeaf

_WHY = "the files of the public log hold what is published"
_AT_ONCE = 500
_served: ContextVar[Path | None] = ContextVar("log_served_from", default=None)


def write(folder: Path) -> int:
    """Bring `folder` up to the newest head with a quorum; return that head's size, 0 when there is none yet.

    Each file appears whole or not at all, and the head after everything that it needs: a reader at any moment finds a
    sound log. Tiles that are there already are left alone.
    """
    row = tree.shown_checkpoint(keys.policy())
    if row is None:
        return 0
    for path, content in _tiles(folder, row.size):
        _put(path, content)
    take_out(folder)
    _contents(folder, row.size)
    _proofs(folder, row)
    _put(folder / "history.jsonl", "".join(_history(row)).encode())
    _put(folder / "log.vkey", f"{_vkey(row)}\n".encode())
    policy = keys.folder() / "policy"
    if policy.exists():
        _put(folder / "policy", policy.read_bytes())
    _put(folder / "checkpoint", tree.text_of(row).encode())
    _drop_partial(folder, row.size)
    return int(row.size)


def take_out(folder: Path) -> None:
    """Remove every content that was withdrawn, and say by which tombstone it went.

    No quorum is waited for: whoever withdraws, withdraws now. Until the witnesses have signed it, the log alone vouches
    for the tombstone.
    """
    done = _size_there(folder) if (folder / "gone").is_dir() else 0
    rows = unscoped(PublicLeaf, reason=_WHY)
    late = rows.filter(kind="tombstone").filter(Q(place=None) | Q(place__gte=done)).order_by("place")
    stones = {canonical.read(bytes(one.entry))["payload"]["leaf"]: one for one in late}
    hashes, places = list(stones), dict[int, int]()
    for start in range(0, len(hashes), _AT_ONCE):
        of = rows.filter(hash__in=hashes[start : start + _AT_ONCE]).exclude(place=None)
        places |= {stones[hash_].pk: place for hash_, place in of.values_list("hash", "place")}
    for place in places.values():
        (folder / content_path(place)).unlink(missing_ok=True)
    said = [one for one in stones.values() if one.pk in places and not (folder / gone_path(places[one.pk])).exists()]
    for stone, proof in tree.proofs_of(said, None):
        whole = {"entry": bytes(stone.entry).decode(), "proof": str(proof)}
        _put(folder / gone_path(places[stone.pk]), json.dumps(whole, ensure_ascii=False).encode())


def proved(folder: Path) -> int:
    """Return the place after the last one whose proof lies in a folder of the log, 0 when none does."""
    last = max((path for path in _files(folder, "proof")), key=lambda path: (len(path), path), default="")
    digits = "".join(sign for sign in last.removesuffix(".tlog-proof") if sign.isdigit())
    return int(digits) + 1 if digits else 0


def served() -> Path:
    """Return the folder from which the portal serves the log, or the publisher's own inside `served_from`."""
    return _served.get() or keys.folder() / "files"


@contextmanager
def served_from(folder: Path) -> Iterator[None]:
    """Have pages ask another folder for what there is of the log: that of the files that are published."""
    before = _served.set(folder)
    try:
        yield
    finally:
        _served.reset(before)


def content_path(place: int) -> str:
    """Return where the content of a leaf lies below the log's address."""
    return tiles.path("c", place).replace("tile/c", "content") + ".json"


def gone_path(place: int) -> str:
    """Return where the tombstone lies, below the log's address, that took the content of a leaf away."""
    return content_path(place).replace("content", "gone", 1)


def proof_path(place: int) -> str:
    """Return where the proof of a leaf lies below the log's address."""
    return tiles.path("p", place).replace("tile/p", "proof") + ".tlog-proof"


def _size_there(folder: Path) -> int:
    """Return how many leaves the head covers that lies in a folder, 0 where none does."""
    there = folder / "checkpoint"
    return Head.parse(Note.parse(there.read_text("utf-8")).text).size if there.exists() else 0


def _tiles(folder: Path, size: int) -> Iterator[tuple[Path, bytes]]:
    """Yield what is missing: full tiles once, partial ones at the width that `size` asks for."""
    for level, full, width in tiles.widths(size):
        for kind in ("entries", level) if level == 0 else (level,):
            wanted = [(number, tiles.WIDTH) for number in range(full)] + ([(full, width)] if width else [])
            for number, wide in wanted:
                path = folder / tiles.path(kind, number, wide)
                if not path.exists():
                    yield path, _tile(kind, number, wide)


def _tile(kind: int | str, number: int, width: int) -> bytes:
    if kind == "entries":
        return tiles.bundle(tree.entries(number, width))
    return tree.tile(int(kind), number)[: width * tiles.HASH]


def _contents(folder: Path, size: int) -> None:
    """Write the contents that are missing, and remove those that were withdrawn."""
    rows = unscoped(PublicContent, reason=_WHY).filter(leaf__place__lt=size)
    wanted = {content_path(place): place for place in rows.values_list("leaf__place", flat=True)}
    there = _files(folder, "content")
    missing = [place for path, place in wanted.items() if path not in there]
    for start in range(0, len(missing), _AT_ONCE):
        some = rows.filter(leaf__place__in=missing[start : start + _AT_ONCE])
        for place, payload, salt in some.values_list("leaf__place", "payload", "salt"):
            said = {"payload": bytes(payload).decode(), "salt": bytes(salt).hex()}
            _put(folder / content_path(place), json.dumps(said, ensure_ascii=False).encode())
    for path in there - wanted.keys():
        (folder / path).unlink()


def _files(folder: Path, below: str) -> set[str]:
    """Return the names, from `folder` on, of all files below one of its folders; drafts are none."""
    found, cut = set[str](), len(f"{folder}{os.sep}")
    for inside, _folders, names in os.walk(folder / below):
        found |= {f"{inside[cut:]}/{name}" for name in names if not name.startswith(".")}
    return found


def _proofs(folder: Path, row: PublicCheckpoint) -> None:
    """Write each leaf's proof once: it leads to the head of its publication and stays as it was."""
    rows = unscoped(PublicLeaf, reason=_WHY).filter(place__lt=row.size).exclude(kind="journal").order_by("place")
    policy = keys.policy()
    if policy is not None and not tree.has_quorum(row, policy):
        return  # a proof is written once: with the witnesses' signatures
    there = _files(folder, "proof")
    places = [place for place in rows.values_list("place", flat=True) if proof_path(place) not in there]
    missing = (
        leaf
        for start in range(0, len(places), _AT_ONCE)
        for leaf in rows.filter(place__in=places[start : start + _AT_ONCE])
    )
    for leaf, proof in tree.proofs_of(missing, policy):
        _put(folder / proof_path(leaf.place), str(proof).encode())


def _history(shown: PublicCheckpoint) -> Iterator[str]:
    for size, note in tree.history(shown):
        yield json.dumps({"size": size, "note": note}, ensure_ascii=False) + "\n"


def _vkey(row: PublicCheckpoint) -> str:
    signer = keys.signer()
    return str(signer.verifier) if signer else row.note.split("\n", 1)[0]


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.write_bytes(content)
    os.replace(draft, path)


def _drop_partial(folder: Path, size: int) -> None:
    """Remove partial tiles whose full tile is there: nobody needs them for this head or a later one."""
    for level, full, _ in tiles.widths(size):
        for kind in ("entries", level) if level == 0 else (level,):
            for number in range(max(0, full - 2), full):
                partial = folder / f"{tiles.path(kind, number)}.p"
                for file in sorted(partial.glob("*")):
                    file.unlink()
                if partial.is_dir():
                    partial.rmdir()
