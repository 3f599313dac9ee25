"""The tree of the public log: leaves get places in one order, full tiles are kept, heads are signed and cosigned."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import TruncDate

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.publiclog import merkle, tiles
from lianjing.engines.publiclog.heads import Asked, Head, Proof
from lianjing.engines.publiclog.merkle import Perfect, Unproven
from lianjing.engines.publiclog.notes import Note, Signer, Verifier
from lianjing.engines.publiclog.policy import Policy, Witness
from lianjing.records.doors import unscoped
from lianjing.records.models import PublicCheckpoint, PublicCosignature, PublicLeaf, PublicTile

_WHY = "the tree of what is published"
_AT_ONCE = 5000
_PLACE = "UPDATE records_publicleaf SET place = %s WHERE id = %s"


def size() -> int:
    """Return how many leaves have a place."""
    last = unscoped(PublicLeaf, reason=_WHY).aggregate(last=Max("place"))["last"]
    return 0 if last is None else last + 1


def leaves() -> int:
    """Return how many leaves there are, with a place and without."""
    return _leaves().count()


def head_size() -> int:
    """Return how many leaves the newest head covers."""
    newest = newest_checkpoint()
    return newest.size if newest else 0


def integrate() -> int:
    """Give each waiting leaf the next place and keep the tiles that fill; return how many leaves were placed.

    Each transaction leaves a whole prefix. Of two integrators at once the database refuses one: places leave no gap and
    are given once.
    """
    placed = 0
    while True:
        with transaction.atomic():
            waiting = list(_leaves().filter(place=None).order_by("id").values_list("pk", "hash")[:_AT_ONCE])
            tree = _growing()
            places = [(tree.size + at, pk) for at, (pk, _) in enumerate(waiting)]
            filled = [tile for _, hash_ in waiting for tile in tree.append(bytes.fromhex(hash_))]
            with connection.cursor() as cursor:
                cursor.executemany(_PLACE, places)
            unscoped(PublicTile, reason=_WHY).bulk_create([PublicTile(**vars(tile)) for tile in filled])
        placed += len(waiting)
        if len(waiting) < _AT_ONCE:
            return placed


def checkpoint(signer: Signer, now: datetime) -> PublicCheckpoint | None:
    """Sign the head of the tree as it stands; None when it has not grown. Ask the log, never the caller, for its size.

    Raises RuleBroken("public_log_broken") instead of signing what does not continue the newest head: rows were changed.
    """
    leaves, newest = size(), newest_checkpoint()
    if not leaves or (newest is not None and newest.size == leaves):
        return None
    perfect = perfect_of()
    if newest is not None and merkle.root_of(newest.size, perfect) != bytes(newest.root):
        raise RuleBroken("public_log_broken", size=newest.size)
    head = Head(signer.verifier.name, leaves, merkle.root_of(leaves, perfect), int(now.timestamp()))
    note = str(Note(str(head), (signer.line(str(head)),)))
    row = PublicCheckpoint(size=leaves, root=head.root, at=now, note=note)
    row.save()
    return row


def history(until: PublicCheckpoint) -> Iterator[tuple[int, str]]:
    """Yield (size, text with cosignatures) of heads up to one, oldest first: the last of each day, all of a day back.

    A head is signed every minute in which something happens; thinned, a year of them is a file that people can fetch.
    """
    rows = _checkpoints().filter(size__lte=until.size)
    days = rows.annotate(day=TruncDate("at", tzinfo=UTC)).values("day").annotate(last=Max("size")).order_by()
    wanted = rows.filter(Q(at__gte=until.at - timedelta(days=1)) | Q(size__in=days.values("last")))
    lines: dict[int, str] = {}
    signed = _cosignatures().filter(checkpoint__in=wanted.order_by().values("pk")).order_by("id")
    for key, line in signed.values_list("checkpoint_id", "line"):
        lines[key] = lines.get(key, "") + line
    for row in wanted.iterator(chunk_size=500):
        yield row.size, row.note + lines.get(row.pk, "")


def newest_checkpoint() -> PublicCheckpoint | None:
    """Return the newest head, whoever cosigned it."""
    return _checkpoints().order_by("-size").first()


def shown_checkpoint(policy: Policy | None) -> PublicCheckpoint | None:
    """Return the head to publish: the newest that a quorum cosigned, or the newest of all while no quorum exists."""
    newest = newest_checkpoint()
    if policy is None or newest is None:
        return newest
    cosigned = _checkpoints().filter(cosignatures__isnull=False).distinct().order_by("-size")
    return next((one for one in cosigned.iterator() if has_quorum(one, policy)), newest)


def has_quorum(row: PublicCheckpoint, policy: Policy) -> bool:
    """Return whether the witnesses that signed this head are enough."""
    known = [one.verifier for one in policy.witnesses.values()]
    return policy.holds(Note.parse(text_of(row)).signed_by(known).keys())


def text_of(row: PublicCheckpoint) -> str:
    """Return a head as published: the log's signed note with the witnesses' lines under it."""
    return row.note + "".join(_cosignatures().filter(checkpoint=row).order_by("id").values_list("line", flat=True))


def signed(row: PublicCheckpoint) -> set[str]:
    """Return the names of the witnesses that signed a head."""
    return set(_cosignatures().filter(checkpoint=row).values_list("witness", flat=True))


def proof_of(leaf: PublicLeaf, policy: Policy | None = None) -> Proof | None:
    """Return the proof to the head of the leaf's publication: the first that holds it and that a quorum cosigned.

    The first that anybody cosigned where no policy is given, the first of all where nobody did; None before any.
    """
    return next((proof for _, proof in proofs_of([leaf], policy)), None)


def proofs_of(leaves: Iterable[PublicLeaf], policy: Policy | None) -> Iterator[tuple[PublicLeaf, Proof]]:
    """Yield the proof of each leaf that some head holds, reading the heads once. Leaves come in order of place."""
    perfect, row = perfect_of(), None
    for leaf in leaves:
        if leaf.place is None:
            continue
        if row is None or row.size <= leaf.place:
            row = _head_of_publication(leaf.place, policy)
        if row is not None:
            hashes = merkle.inclusion_proof(leaf.place, row.size, perfect)
            yield leaf, Proof(leaf.place, tuple(hashes), Note.parse(text_of(row)))


def _head_of_publication(place: int, policy: Policy | None) -> PublicCheckpoint | None:
    holding = _checkpoints().filter(size__gt=place)
    cosigned = holding.filter(cosignatures__isnull=False).distinct()
    return next((one for one in cosigned if policy is None or has_quorum(one, policy)), None) or holding.first()


def asked_of(witness: Witness, row: PublicCheckpoint, old: int | None = None) -> Asked:
    """Return what to send a witness: the proof from `old`, or from what it last signed as far as we know."""
    if old is None:
        before = _cosignatures().filter(witness=witness.verifier.name, checkpoint__size__lte=row.size)
        old = before.aggregate(last=Max("checkpoint__size"))["last"] or 0
    proof = merkle.consistency_proof(old, row.size, perfect_of()) if 0 < old <= row.size else []
    return Asked(old, tuple(proof), Note.parse(row.note))


def keep_cosignatures(row: PublicCheckpoint, lines: str, known: list[Verifier]) -> list[str]:
    """Keep the signature lines of known witnesses under a head; return their names. Others' lines are dropped.

    Raises RuleBroken("cosignature_refused") when a known witness's line does not verify, or none is there.
    """
    try:
        found = Note.parse(f"{row.note}{lines}").lines_of(known)
    except Unproven:
        raise RuleBroken("cosignature_refused") from None
    if not found:
        raise RuleBroken("cosignature_refused")
    for key, (line, time) in found.items():
        at = datetime.fromtimestamp(time or 0, UTC)
        _cosignatures().get_or_create(checkpoint=row, witness=key.name, defaults={"line": line, "at": at})
    return [key.name for key in found]


def take_cosignatures(lines: str, known: list[Verifier]) -> tuple[PublicCheckpoint, list[str]]:
    """Keep lines under the head that they sign, the newest that fits. Raises RuleBroken("cosignature_refused")."""
    for row in _checkpoints().order_by("-size").iterator():
        with suppress(RuleBroken):
            return row, keep_cosignatures(row, lines, known)
    raise RuleBroken("cosignature_refused")


def tile(level: int, number: int) -> bytes:
    """Return the hashes of a tile as far as the tree has grown, a full one as it was kept."""
    row = unscoped(PublicTile, reason=_WHY).filter(level=level, number=number).first()
    return bytes(row.hashes) if row is not None else b"".join(_edge(level, number))


def perfect_of() -> Perfect:
    """Return the tree's hashes for proofs; ask anew after the tree has grown."""
    return tiles.perfect_from(tile)


def entries(number: int, width: int = tiles.WIDTH) -> list[bytes]:
    """Return the entries of bundle `number`, the first `width` of them."""
    first = number * tiles.WIDTH
    rows = _leaves().filter(place__gte=first, place__lt=first + width).order_by("place")
    return [bytes(entry) for entry in rows.values_list("entry", flat=True)]


def first_wrong() -> str | None:
    """Recompute everything that is kept; return what does not fit first, in a few words, None when all does.

    Leaves by their entries, places without a gap, tiles by leaves and tiles, heads by tiles.
    """
    tree = tiles.Growing()
    rows = _leaves().exclude(place=None).order_by("place").values_list("place", "entry", "hash")
    for place, entry, hash_ in rows.iterator(chunk_size=_AT_ONCE):
        if place != tree.size:
            return f"leaf {tree.size} is gone"
        if merkle.leaf_hash(bytes(entry)).hex() != hash_:
            return f"leaf {place} was changed"
        for full in tree.append(bytes.fromhex(hash_)):
            row = unscoped(PublicTile, reason=_WHY).filter(level=full.level, number=full.number).first()
            if row is None or (bytes(row.hashes), bytes(row.root)) != (full.hashes, full.root):
                return f"tile {full.level}/{full.number} was changed"
    perfect = perfect_of()
    for one in _checkpoints().iterator():
        if one.size > tree.size or merkle.root_of(one.size, perfect) != bytes(one.root):
            return f"the head of size {one.size} does not fit"
    return None


def _growing() -> tiles.Growing:
    leaves = size()
    edge = [_edge(level, full) if width else [] for level, full, width in tiles.widths(leaves)]
    return tiles.Growing(leaves, edge)


def _edge(level: int, number: int) -> list[bytes]:
    """Return the hashes of a partial tile: leaves at level 0, above it the roots of the full tiles below."""
    first, end = number * tiles.WIDTH, (number + 1) * tiles.WIDTH
    if level == 0:
        rows = _leaves().filter(place__gte=first, place__lt=end).order_by("place")
        return [bytes.fromhex(hash_) for hash_ in rows.values_list("hash", flat=True)]
    below = unscoped(PublicTile, reason=_WHY).filter(level=level - 1, number__gte=first, number__lt=end)
    return [bytes(root) for root in below.order_by("number").values_list("root", flat=True)]


def _leaves() -> "QuerySet[PublicLeaf]":
    return unscoped(PublicLeaf, reason=_WHY)


def _checkpoints() -> "QuerySet[PublicCheckpoint]":
    return unscoped(PublicCheckpoint, reason=_WHY).order_by("size")


def _cosignatures() -> "QuerySet[PublicCosignature]":
    return unscoped(PublicCosignature, reason=_WHY)
