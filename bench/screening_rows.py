"""Rows for bench.screening: the county's own ledgers, then as many more counties of the same rows as are asked for.

A copy is a county of its own: its schools, staff, pupils, firms, accounts and row numbers are other ones, its days,
foods, sums and mistakes the same. So whoever is asked about in the first county is asked about in each.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.screening_ways import ON
from lianjing.county.build import build
from lianjing.county.ledgers.whole import write_ledgers
from lianjing.county.ledgers.world import World
from lianjing.county.plants.every import PLANTERS
from lianjing.county.plants.plot import plant
from lianjing.county.streams import Streams
from lianjing.engines.content import Library, read_content, read_library
from lianjing.engines.intake import formats
from lianjing.engines.lake import Lake, seal_columns, sealed_names
from lianjing.engines.matching import Levels, Variants, match
from lianjing.engines.screening import calendar_table
from lianjing.engines.screening.sources import LINKS
from lianjing.engines.sealing.columns import ColumnKeys

SEED, BATCH = 7, 10_000_000
WHOLE = 580_000  # rows that the twelve read of the whole county; fewer are asked of a smaller one
EVERY_TABLE_UP_TO = 2_000_000  # beyond, only the tables that the twelve read are written
HOLE = "\0"  # where a copy's mark goes in a code


@dataclass
class Base:
    """A table of the first county. plain: its columns; templates: dictionary → the same with holes in its codes."""

    plain: pa.Table
    templates: dict[str, tuple[pa.DictionaryArray, pa.Array]]


def make(folder: Path, rows: int, counted: frozenset[str]) -> dict[str, int]:
    """Write `folder`/<table>/*.parquet and calendar.parquet; return the rows of each table and the schools (as "").

    rows: how many rows the tables of `counted` have together, to a school; the other tables have theirs beside.
    """
    library = read_library()
    county = _county(min(1.0, max(0.05, rows / WHOLE)), library)
    if rows > EVERY_TABLE_UP_TO:
        county = {name: table for name, table in county.items() if name in {*counted, "links"}}
    size = sum(table.num_rows for name, table in county.items() if name in counted)
    known = _codes(county)
    bases = {name: Base(table, _templates(table, known)) for name, table in county.items()}
    lake, versions, made, schools = Lake(folder / "lake"), {}, dict.fromkeys(county, 0), 0
    for copy, share in enumerate(_shares(rows, size)):
        chosen = _first_schools(county, counted, share * size)
        schools += len(chosen)
        for name, base in bases.items():
            part = _copied(name, base, copy, chosen)
            if part.num_rows:
                made[name] += part.num_rows
                versions[name] = lake.write(name, part, slot=f"{copy:04d}", named_version=versions.get(name))
    for name, version in versions.items():
        packed = lake.compact(name, version)
        (folder / name).mkdir()
        for place, path in enumerate(lake.files(name, packed)):
            os.link(path, folder / name / f"{place:04d}.parquet")
    pq.write_table(calendar_table(library.calendar, library.terms), folder / "calendar.parquet")
    return {**made, "": schools}


def _shares(rows: int, size: int) -> Iterator[float]:
    """Yield how much of each copy is wanted: 1 for whole counties, the last one in part."""
    whole, rest = divmod(rows, size)
    yield from [1.0] * whole
    if rest > size / 100 or not whole:
        yield rest / size


def _county(scale: float, library: Library) -> dict[str, pa.Table]:
    """Return the county's ledgers with what was planted in them, as the lake keeps them, and its links."""
    network, _, mint = build(SEED, scale)
    world = write_ledgers(World(network, Streams(SEED), mint))
    plant(world, PLANTERS)
    keys, tables = ColumnKeys.fresh(), {}
    for ledger in world.book:
        persons = {name: kind for name, _, kind in formats.lake_columns(formats.load(ledger.name)) if kind}
        table = seal_columns(ledger.arrow(), persons, keys.number_key, lambda name, text: b"")
        table = table.drop_columns([sealed_names(name)[2] for name in persons])
        tables[ledger.name] = table.sort_by("school_code")
    said = read_content("org/name_variants.yaml")
    words = {name: tuple(said[name]) for name in ("legal_forms", "region_ends", "regions")}
    variants = Variants(**words, common_names=frozenset(said["common_names"]))
    figures = {name: float(library.parameters[f"matching.{name}"].on(ON)) for name in Levels.names()}
    levels = Levels(**{**figures, "crowd": int(figures["crowd"])})
    tables["links"] = match(tables, levels, variants).replace_schema_metadata().select(["school_code", *LINKS])
    return tables


def _codes(county: dict[str, pa.Table]) -> set[str]:
    """Return every code that names a school, a firm or a member of staff."""
    named = {
        "school_code": ("schools", "vouchers"),
        "credit_code": ("suppliers", "supplier_people"),
        "staff_no": ("staff_register", "payroll", "staff_relations"),
    }
    return {
        code
        for column, tables in named.items()
        for name in tables
        for code in county[name][column].unique().to_pylist()
    } - {"", None}


def _templates(table: pa.Table, known: set[str]) -> dict[str, tuple[pa.DictionaryArray, pa.Array]]:
    found = {}
    for column in table.column_names:
        if table[column].type == pa.string():
            coded = table[column].combine_chunks().dictionary_encode()
            words = coded.dictionary.to_pylist()
            holed = [_holed(text, known) for text in words]
            if holed != words:
                found[column] = (coded, pa.array(holed, pa.string()))
    return found


def _holed(text: str, known: set[str]) -> str:
    if text in known:
        return text + HOLE
    if text.startswith("|"):
        return f"|{'|'.join(one + HOLE if one in known else one for one in text.strip('|').split('|'))}|"
    return text


def _first_schools(county: dict[str, pa.Table], counted: frozenset[str], rows: float) -> pa.Array:
    """Return as many schools of the county as have so many rows in the tables of `counted`."""
    held = pa.concat_tables(county[name].select(["school_code"]) for name in counted if name in county)
    held = held.filter(pc.not_equal(held["school_code"], ""))
    counts = held.group_by("school_code").aggregate([([], "count_all")]).sort_by("school_code")
    before = pc.subtract(pc.cumulative_sum(counts["count_all"]), counts["count_all"])
    return counts["school_code"].combine_chunks().filter(pc.less(before, rows).combine_chunks())


def _copied(name: str, base: Base, copy: int, schools: pa.Array) -> pa.Table:
    """Return the table as another county has it; of a copy only rows that name somebody: foods and prices stay one."""
    rows = _marked(name, base, copy) if copy else base.plain
    if rows.num_rows and "school_code" in rows.column_names:
        code = base.plain["school_code"]
        rows = rows.filter(pc.or_(pc.is_in(code, schools), pc.is_in(code, pa.array(["", None], pa.string()))))
    count, first = rows.num_rows, (copy + 1) * BATCH + 1
    rows = rows.append_column("batch_id", pa.array([copy + 1] * count, pa.int64()))
    return rows.append_column("row_id", pa.array(range(first, first + count), pa.int64()))


def _marked(name: str, base: Base, copy: int) -> pa.Table:
    """Return the table with each code and each key changed into this copy's."""
    cells = {column: base.plain[column] for column in base.plain.column_names}
    for column, (coded, holed) in base.templates.items():
        cells[column] = pc.replace_substring(holed, HOLE, f"~{copy}").take(coded.indices)
    keys = [column for column in cells if column.endswith("_key")]
    for column in keys:
        cells[column] = pc.bit_wise_xor(cells[column], pa.scalar(_mask(copy), pa.int64()))
    if name == "links":  # a pupil is named there by the text of the key
        pupil = [kind == "staff_pupil" for kind in cells["kind"].to_pylist()]
        ids = zip(pupil, cells["right_id"].to_pylist(), strict=True)
        cells["right_id"] = pa.array(
            [str(int(one) ^ _mask(copy)) if is_key else one for is_key, one in ids], pa.string()
        )
    if not keys and not base.templates:
        return base.plain.slice(0, 0)
    return pa.table(cells, schema=base.plain.schema)


def _mask(copy: int) -> int:
    return copy * 0x9E3779B97F4A7C15 % 2**63
