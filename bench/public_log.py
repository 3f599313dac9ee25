"""Figures of the public log: appending, a head of a million leaves, proofs, the verifier, each against hashing alone.

    python bench/public_log.py [leaves] [--database]     a million leaves when left out

Prints one JSON object. `bare` is what Python's hashlib needs to hash the same leaves and nodes: no log can be faster.
With --database also 20,000 leaves through Django into an SQLite file of its own, placed and signed.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from lianjing.engines.publiclog import canonical, heads, merkle, tiles  # noqa: E402
from lianjing.engines.publiclog.notes import COSIGNATURE, Note, Signer  # noqa: E402

NOON = datetime(2026, 9, 1, 4, tzinfo=UTC)
PROOFS = 2000


def timed(work):
    began, used = time.perf_counter(), time.process_time()
    found = work()
    return found, {"s": round(time.perf_counter() - began, 3), "cpu_s": round(time.process_time() - used, 3)}


def bare(entries):
    """Hash every leaf and every inner node once, with no tree around it."""
    level = [hashlib.sha256(b"\0" + entry).digest() for entry in entries]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [hashlib.sha256(b"\1" + left + right).digest() for left, right in pairs] + level[len(level) & ~1 :]
    return level[0]


def grown(entries):
    tree, kept = tiles.Growing(), {}
    for entry in entries:
        for tile in tree.append(merkle.leaf_hash(entry)):
            kept[tile.level, tile.number] = tile.hashes
    for level, full, width in tiles.widths(tree.size):
        if width:
            kept[level, full] = b"".join(tree.edge[level])
    return kept


def proofs(size, perfect, root, leaf):
    places = [size * at // PROOFS for at in range(PROOFS)]
    made, making = timed(lambda: [merkle.inclusion_proof(place, size, perfect) for place in places])

    def check():
        for place, proof in zip(places, made, strict=True):
            merkle.verify_inclusion(index=place, size=size, leaf=leaf(place), proof=proof, root=root)

    _, checking = timed(check)
    _, running = timed(lambda: [merkle.inclusion_proof(place, size, perfect) for place in range(min(size, PROOFS))])
    each = 1e6 / PROOFS
    spent = {"make_us": making, "make_in_order_us": running, "verify_us": checking}
    return {name: round(one["cpu_s"] * each, 1) for name, one in spent.items()}


def verified(folder, kept, entries, root, signer):
    """Write the log as files and have the verifier check all of it, in a process of its own."""
    text = str(heads.Head(signer.verifier.name, len(entries), root, int(NOON.timestamp()) + 9))
    for (level, number), hashes in kept.items():
        put(folder / tiles.path(level, number, len(hashes) // tiles.HASH), hashes)
    for first in range(0, len(entries), tiles.WIDTH):
        part = entries[first : first + tiles.WIDTH]
        put(folder / tiles.path("entries", first // tiles.WIDTH, len(part)), tiles.bundle(part))
    put(folder / "checkpoint", str(Note(text, (signer.line(text),))).encode())
    program = [sys.executable, str(ROOT / "lianjing_verify" / "__init__.py"), "log", str(folder), "--skip-proofs"]
    command = [*program, "--key", str(signer.verifier), "--json"]
    began = os.times()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    ended = os.times()
    assert json.loads(done.stdout)["ok"]
    used = ended.children_user + ended.children_system - began.children_user - began.children_system
    return {"s": round(ended.elapsed - began.elapsed, 2), "cpu_s": round(used, 2)}


def put(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def through_the_database(count):
    """Publish, place and sign through the product, in an installation of its own."""
    with tempfile.TemporaryDirectory() as state:
        os.environ |= {"LIANJING_STATE_DIR": state, "DJANGO_SETTINGS_MODULE": "lianjing.site.settings"}
        from lianjing.site import sqlite

        sqlite.use_fixed_build()
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import transaction

        from lianjing.access import public_log, public_log_keys, public_log_tree

        call_command("migrate", verbosity=0)
        signer = public_log_keys.make("bench.example/log")

        def publish(numbers):
            with transaction.atomic():
                for number in numbers:
                    public_log.publish("notice", {"number": number}, NOON)

        _, publishing = timed(lambda: publish(range(count)))
        _, placing = timed(public_log_tree.integrate)
        _, signing = timed(lambda: public_log_tree.checkpoint(signer, NOON))
        publish(range(count, count + 1))
        _, one = timed(lambda: (public_log_tree.integrate(), public_log_tree.checkpoint(signer, NOON)))
        return {
            "leaves": count,
            "published_a_s": round(count / publishing["cpu_s"]),
            "placed_a_s": round(count / placing["cpu_s"]),
            "head_s": signing["s"],
            "one_leaf_to_its_head_s": one["s"],
        }


def main():
    numbers = [word for word in sys.argv[1:] if word.isdecimal()]
    size = int(numbers[0]) if numbers else 1_000_000
    entries = [canonical.open_entry("notice", {"number": number, "title": "公示" * 20}, NOON) for number in range(size)]
    signer, witness = Signer.fresh("bench.example/log"), Signer.fresh("w.example/w", COSIGNATURE)
    want, alone = timed(lambda: bare(entries))
    kept, append = timed(lambda: grown(entries))
    perfect = tiles.perfect_from(lambda level, number: kept[level, number])
    root, head = timed(lambda: merkle.root_of(size, perfect))
    assert size & (size - 1) or root == want  # the bare fold pairs odd ends otherwise than RFC 6962
    _, again = timed(lambda: merkle.root_of(size, tiles.perfect_from(lambda level, number: kept[level, number])))
    _, signing = timed(lambda: [witness.line(str(heads.Head("x", size, root)), 1) for _ in range(100)])
    result = {
        "leaves": size,
        "bytes_a_leaf": len(entries[0]),
        "bare": alone,
        "append": {
            **append,
            "a_s": round(size / append["cpu_s"]),
            "x_bare": round(append["cpu_s"] / alone["cpu_s"], 2),
        },
        "head": head,
        "head_again": again,
        "cosign_us": round(signing["cpu_s"] * 1e4, 1),
        "inclusion": proofs(size, perfect, root, lambda place: merkle.leaf_hash(entries[place])),
    }
    with tempfile.TemporaryDirectory() as folder:
        check = verified(Path(folder), kept, entries, root, signer)
        result["verifier"] = {**check, "x_bare": round(check["cpu_s"] / alone["cpu_s"], 2)}
    if "--database" in sys.argv:
        result["database"] = through_the_database(min(size, 20_000))
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
