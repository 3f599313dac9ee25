"""The lake: a folder with one Delta table per ledger table, written under the database's lock, read by version."""

import re
import shutil
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties, Schema, TableFeatures
from deltalake.transaction import AddAction, RemoveAction, create_table_with_add_actions

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.lake import columns, durable, packing
from lianjing.engines.lake.checkpoints import EVERY, checkpoint
from lianjing.engines.lake.columns import SLOT
from lianjing.engines.lake.parts import Part, Writer, parts_of, read

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
# deltalake would write checkpoints without forcing them to the disk, and delete log entries that evidence still names.
HOOKS = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)
ONCE = CommitProperties(max_commit_retries=0)  # files carry the coming version's number: a second writer must fail


class Lake:
    """Ledger tables below one folder.

    **One writer.** Every call that writes must hold the lock of the database row that names the table's version
    (`named_version`; None: the database knows no version), and that row must be committed with the returned
    version. A version beyond the named one is the remains of a crash between the two commits: the next write first
    brings the table back to the named version, by a new version and without touching any older one. So no version
    that the database names ever holds rows that nobody acknowledged. The lake itself takes no lock.

    **Readers** pin a named version and read its files; they need no lock. A file is never changed once it has its
    name. What a writing call returned survives a power failure.

    **Slots.** `slot` names what a file covers: the lineage of a batch and its corrections. Writing a slot replaces
    its rows and no others.
    """

    def __init__(self, folder: Path) -> None:
        """folder: absolute; made on the first write."""
        self.folder = Path(folder)

    def write(self, table: str, rows: pa.Table, *, slot: str, named_version: int | None) -> int:
        """Replace the rows of `slot` by `rows` in one commit, and return the version to name.

        rows: any columns of the kept types, batch_id and row_id among them; a new column is null in older files,
        a column that rows lack is null. Raises RuleBroken: lake_name_bad, lake_column_missing, lake_type_unknown,
        lake_type_changed, lake_behind (the folder lacks the named version: it is not the one the database knows).
        """
        rows = columns.in_kept_types(table, rows).append_column(SLOT, pa.array([slot] * len(rows), pa.string()))
        rows = columns.found_by_first(rows)
        folder = self._folder(table)
        base = self._base(table, named_version)
        if base is None:
            return _create(folder, rows)
        if named_version is None:
            return _start_over(folder, base, rows)
        added = columns.grown(table, _schema(base), rows.schema)
        if added:
            base.alter.add_columns(Schema.from_arrow(pa.schema(added)).fields, post_commithook_properties=HOOKS)
            durable.sync_entry(folder, base.version())
        return _replace(folder, base, rows, slot)

    def remove(self, table: str, *, slot: str, named_version: int) -> int:
        """Take away the rows of `slot` and return the version to name: the same one when the slot holds none."""
        if not any(part.may_hold(slot) for part in parts_of(self._at(table, named_version))):
            return named_version
        base = self._base(table, named_version)
        assert base is not None  # a named version exists, or _base refused
        return _replace(self._folder(table), base, _schema(base).empty_table(), slot)

    def version(self, table: str) -> int | None:
        """Return the newest version in the folder, acknowledged or not; None: no such table."""
        found = durable.entries(self._folder(table))
        return found[-1][0] if found else None

    def files(self, table: str, version: int) -> list[str]:
        """Return the absolute paths of the Parquet files of a version, in order. Older ones may lack newer columns."""
        folder = self._folder(table)
        return [str(folder / part.path) for part in parts_of(self._at(table, version))]

    def schema(self, table: str, version: int) -> pa.Schema:
        """Return the columns of a version, as a reader sees them."""
        return columns.shown(_schema(self._at(table, version)))

    def rows(self, table: str, version: int, row_ids: Iterable[int]) -> pa.Table:
        """Return the evidence: those rows of a version, in the order of row_id, without the sealed columns."""
        wanted = pa.array(sorted(set(row_ids)), pa.int64())
        at = self._at(table, version)
        names = [name for name in columns.shown(_schema(at)).names if not name.endswith("_sealed")]
        parts = [part for part in parts_of(at) if _overlaps(part, wanted)]
        if not parts:
            return _schema(at).empty_table().select(names)
        files = [str(self._folder(table) / part.path) for part in parts]
        held = ds.dataset(files, schema=_schema(at), format="parquet")
        return held.to_table(columns=names, filter=ds.field("row_id").isin(wanted)).sort_by("row_id")

    def compact(self, table: str, named_version: int) -> int:
        """Pack small files into larger ones, sorted by school, and return the version to name. The rows stay the same.

        Returns the named version unchanged when there is nothing to pack.
        """
        if not self.packable(table, named_version):
            return named_version
        base = self._base(table, named_version)
        assert base is not None  # a named version exists, or _base refused
        folder, schema = self._folder(table), _schema(base)
        writer, packed = Writer(folder, base.version() + 1, data_change=False), []
        for group in packing.groups(parts_of(base)):
            writer.write(packing.in_order(read(folder, group, schema)))
            packed += group
        version = _commit(folder, base, writer, packed)
        checkpoint(folder, version)
        return version

    def columns(self, table: str, version: int, names: Sequence[str]) -> pa.Table:
        """Return those of the named columns that a version has, all rows, in the order of the files."""
        at = self._at(table, version)
        schema = columns.shown(_schema(at))
        held = pa.schema([schema.field(name) for name in dict.fromkeys(names) if name in schema.names])
        return read(self._folder(table), parts_of(at), held)

    def where(self, table: str, version: int, names: Sequence[str], column: str, value: str) -> list[dict[str, Any]]:
        """Return those of the named columns, of the rows whose `column` is `value`."""
        held = self.columns(table, version, [*names, column])
        found: list[dict[str, Any]] = held.filter(pc.equal(held[column], value)).to_pylist()
        return found

    def portable(self, table: str, versions: Iterable[int]) -> list[Path]:
        """Return the files to copy so that these versions are readable elsewhere: log first, in a fixed order.

        The copy's newest version is the newest of `versions`: what was written later is left out.
        """
        folder, wanted = self._folder(table), sorted(set(versions))
        parts = {folder / part.path for version in wanted for part in parts_of(self._at(table, version))}
        return [*durable.log_up_to(folder, wanted[-1]), *sorted(parts)]

    def packable(self, table: str, version: int) -> bool:
        """Return whether a version has small files that `compact` would pack."""
        return bool(packing.groups(parts_of(self._at(table, version))))

    def vacuum(self, table: str, named_version: int, *, keep: Collection[int], since: float) -> list[str]:
        """Delete the files that no version in use holds, and return their paths.

        keep: every other version that a red flag or a backup still names. since: POSIX time; whatever was current
        at that time or later is kept too, for readers who pinned it.
        """
        folder = self._folder(table)
        durable.drop_torn_tail(folder, named_version)
        found = durable.entries(folder)
        used = set(durable.paths_named_in(path for _, path in found if path.stat().st_mtime >= since))
        for version in {*keep, named_version, found[-1][0]}:
            used.update(part.path for part in parts_of(self._at(table, version)))
        gone = [path for path in sorted(folder.glob("*.parquet*")) if path.name not in used]
        for path in gone:
            path.unlink()
        durable.sync_folder(folder)
        return [str(path) for path in gone]

    def _folder(self, table: str) -> Path:
        if not NAME.fullmatch(table):
            raise RuleBroken("lake_name_bad", table=table)
        return self.folder / table

    def _at(self, table: str, version: int) -> DeltaTable:
        """Return the table pinned at a version. Raises RuleBroken("lake_behind") when the folder lacks it."""
        folder = self._folder(table)
        if not durable.entry(folder, version).exists():
            raise RuleBroken("lake_behind", table=table, named=version, latest=self.version(table))
        return DeltaTable(folder, version=version)

    def _base(self, table: str, named: int | None) -> DeltaTable | None:
        """Return the table as the database knows it, newest version in hand; None: there is none yet."""
        folder = self._folder(table)
        durable.drop_torn_tail(folder, named)
        latest = self.version(table)
        if named is None:
            if latest is None and folder.exists():
                shutil.rmtree(folder)  # a first write that never reached its log
            return None if latest is None else DeltaTable(folder)
        if latest is None or latest < named:
            raise RuleBroken("lake_behind", table=table, named=named, latest=latest)
        base = DeltaTable(folder)
        if latest > named:
            base.restore(named, post_commithook_properties=HOOKS)
            base = DeltaTable(folder)
            durable.sync_entry(folder, base.version())
        return base


def _create(folder: Path, rows: pa.Table) -> int:
    """Make the table with its first rows, in one commit."""
    durable.make_folder(folder)
    writer = Writer(folder, 0, data_change=True)
    writer.write(rows)
    create_table_with_add_actions(
        str(folder), Schema.from_arrow(rows.schema), writer.done(), mode="error", post_commithook_properties=HOOKS
    )
    durable.sync_folder(folder)
    durable.sync_entry(folder, 0)
    return 0


def _start_over(folder: Path, base: DeltaTable, rows: pa.Table) -> int:
    """Commit the rows in place of a table of which the database never heard: all of it is the remains of a crash."""
    base.alter.add_feature(
        TableFeatures.TimestampWithoutTimezone,
        allow_protocol_versions_increase=True,
        post_commithook_properties=HOOKS,
    )
    durable.sync_entry(folder, base.version())
    writer = Writer(folder, base.version() + 1, data_change=True)
    writer.write(rows)
    return _transact(folder, base, writer.done(), "overwrite", Schema.from_arrow(rows.schema))


def _replace(folder: Path, base: DeltaTable, rows: pa.Table, slot: str) -> int:
    """Commit the rows of a slot in place of those it had; what other slots hold in the same files is kept."""
    schema = _schema(base)
    replaced = [part for part in parts_of(base) if part.may_hold(slot)]
    writer = Writer(folder, base.version() + 1, data_change=True)
    writer.write(columns.fitted(rows, schema))
    for part in replaced:
        if not part.of_one_slot:
            writer.write(columns.without_slot(read(folder, [part], schema), slot))
    return _commit(folder, base, writer, replaced)


def _commit(folder: Path, base: DeltaTable, writer: Writer, replaced: Sequence[Part]) -> int:
    """Commit what was written and what it replaces as the next version, and force it to the disk."""
    version = _transact(folder, base, [*writer.done(), *writer.gone(replaced)], "append", base.schema())
    if version % EVERY == 0:
        checkpoint(folder, version)
    return version


def _transact(
    folder: Path, base: DeltaTable, actions: Sequence[AddAction | RemoveAction], mode: str, schema: Schema
) -> int:
    version = base.version() + 1
    base.create_write_transaction(list(actions), mode, schema, commit_properties=ONCE, post_commithook_properties=HOOKS)
    durable.sync_entry(folder, version)
    return version


def _schema(table: DeltaTable) -> pa.Schema:
    return pa.schema(table.schema())


def _overlaps(part: Part, row_ids: pa.Array) -> bool:
    """Whether one of these ids (sorted) can stand in the file."""
    first, last = part.row_ids
    inside = pc.and_(pc.greater_equal(row_ids, first), pc.less_equal(row_ids, last))
    return bool(pc.any(inside).as_py())
