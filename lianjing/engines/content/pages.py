"""Reference pages made from the tables and the content files, in Markdown, Chinese beside English."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from lianjing.domain.machine import Clock, Machine, Step
from lianjing.domain.machines import ALL
from lianjing.domain.parameters import Basis, Parameter, Words
from lianjing.domain.supervision_models import SupervisionModel
from lianjing.engines.content.catalogue import read_power_files
from lianjing.engines.content.library import Library, MachineWords, read_library
from lianjing.engines.content.models import AREAS, read_models


def render_machines(library: Library | None = None, machines: Iterable[Machine] = tuple(ALL.values())) -> str:
    """Return every machine as a diagram, a table of states with their clocks and a table of steps."""
    book = library or read_library()
    return "\n".join(line for machine in machines for line in _machine(machine, book))


def render_figures(library: Library | None = None) -> str:
    """Return every dated figure of `catalogue/legal/` as one table, ordered by name."""
    book = library or read_library()
    page = book.labels.page
    heads = ["code", *(_both(page[word]) for word in ("figure", "unit", "basis"))]
    rows = [_row(book, parameter) for _, parameter in sorted(book.parameters.by_name.items())]
    return "\n".join(_table(heads, rows))


def render_models(library: Library | None = None) -> str:
    """Return every supervision model by area: what it asks, on what ground, of which tables, what may be innocent."""
    book = library or read_library()
    models = read_models(book, [item.id for item in read_power_files()[0]]).values()
    return "\n".join(
        line
        for area in AREAS
        for line in (
            f"## {_both(book.labels.page[f'area_{area}'])}\n",
            *(part for model in models if model.area == area for part in _asked(model, book)),
        )
    )


def _machine(machine: Machine, book: Library) -> Iterator[str]:
    words, page = book.labels.machines[machine.name], book.labels.page
    yield f"## {_both(words.title)}\n"
    yield f"`{machine.name}` · {_both(page['source'])}: {machine.source}  "
    stands = f"  \n{_both(page['stands'])}" if machine.stands_in_vacation else ""
    yield f"{_both(page['public'])}: {_both(words.public)}{stands}\n"
    yield from _diagram(machine, words)
    heads = ["code", _both(page["state"]), _both(page["clock"])]
    yield from _table(heads, [_state(machine, state, words, book) for state in machine.states])
    heads = ["code", _both(page["step"]), *(_both(page[word]) for word in ("move", "who", "needs", "guards"))]
    yield from _table(heads, [_step(step, words, book) for step in machine.steps])


def _diagram(machine: Machine, words: MachineWords) -> Iterator[str]:
    yield "```mermaid\nstateDiagram-v2\n    direction LR"
    for state in machine.states:
        yield f'    state "{words.states[state].zh} {words.states[state].en}" as {state}'
    yield f"    [*] --> {machine.start}"
    for step in machine.steps:
        yield f"    {step.src} --> {step.dst}: {words.steps[step.name].zh} {words.steps[step.name].en}"
    for end in sorted(machine.ends):
        yield f"    {end} --> [*]"
    yield "```\n"


def _state(machine: Machine, state: str, words: MachineWords, book: Library) -> list[str]:
    clocks = [_clock(clock, words, book) for clock in machine.clocks_of(state)]
    ended = _both(book.labels.page["end"])
    return [f"`{state}`", _both(words.states[state]), "<br>".join(clocks) if clocks else ended]


def _clock(clock: Clock, words: MachineWords, book: Library) -> str:
    labels, page = book.labels, book.labels.page
    parts = [f"{_latest(book, book.parameters[clock.parameter])} `{clock.parameter}`"]
    if clock.since == "start":
        parts.append(_both(page["start"]))
    if clock.then:
        parts.append(f"{_both(page['passes'])}: {_both(words.steps[clock.then])}")
    if clock.calls:
        parts.append(f"{_both(page['tells'])}: {_both(labels.capacities[clock.calls])}")
    return "; ".join(parts)


def _step(step: Step, words: MachineWords, book: Library) -> list[str]:
    labels, page = book.labels, book.labels.page
    guards = []
    if step.together:
        guards.append(f"{_both(page['together'])}: {_all(labels.capacities[word] for word in step.together)}")
    if step.other_than:
        guards.append(f"{_both(page['other_than'])}: {_all(labels.people[word] for word in step.other_than)}")
    if step.at_most is not None:
        guards.append(f"{_both(page['at_most'])}: {step.at_most}")
    return [
        f"`{step.name}`",
        _both(words.steps[step.name]),
        f"{words.states[step.src].zh} → {words.states[step.dst].zh}<br>{step.src} → {step.dst}",
        _all(labels.capacities[word] for word in step.by),
        "<br>".join(_both(labels.facts[word]) for word in step.facts_needed),
        "<br>".join(guards),
    ]


def _asked(model: SupervisionModel, book: Library) -> Iterator[str]:
    """Yield the lines about one model."""
    page = book.labels.page
    marks = (f"severity_{model.severity}", f"secrecy_{model.secrecy}", f"grain_{model.grain}", f"status_{model.status}")
    until = f" – {model.last}" if model.last else ""
    dates = f"{_both(page['since'])} {model.first}{until} · {_both(page['version'])} {model.version}"
    facts = {
        "marks": " · ".join([*(_both(page[mark]) for mark in marks), dates]),
        "powers": ", ".join(f"`{power}`" for power in model.powers),
        "basis": "; ".join(f"`{basis.instrument.code}` {_cited(basis)}" for basis in model.basis),
        "reads": "; ".join(_read(table, model, page) for table in model.reads),
    }
    yield f"### {model.id} {_both(model.title)}\n"
    yield f"{model.asks.zh}  \n{model.asks.en}\n"
    yield from (f"- {_both(page[name])}: {fact}" for name, fact in facts.items() if fact)
    parts = {
        "parameters": [_dated(name, book.parameters[name], book) for name in model.parameters.values()],
        "innocent": [_both(reason.words) for reason in model.innocent_reasons],
    }
    for name, said in parts.items():
        yield from (f"- {_both(page[name])}:", *(f"    - {one}" for one in said)) if said else ()
    yield ""


def _read(table: str, model: SupervisionModel, page: Mapping[str, Words]) -> str:
    return f"`{table}` ({_both(page['optional'])})" if table in model.optional else f"`{table}`"


def _dated(name: str, parameter: Parameter, book: Library) -> str:
    figures = " → ".join(f"{_figure(book, value)} ({day})" for day, value in parameter.values.items())
    kind = f", {_both(book.labels.page['county_default'])}" if parameter.county_default else ""
    return f"`{name}` {_both(parameter.title)} = {figures} {_both(book.labels.units[parameter.unit])}{kind}"


def _cited(basis: Basis) -> str:
    return f"{basis.cite('zh')} ({basis.tag})"


def _row(book: Library, parameter: Parameter) -> list[str]:
    figures = [f"{_figure(book, value)} ({day})" for day, value in parameter.values.items()]
    basis = [_cited(basis) for basis in parameter.basis]
    if parameter.county_default:
        basis.insert(0, _both(book.labels.page["county_default"]))
    title = f"`{parameter.name}`<br>{_both(parameter.title)}"
    return [title, "<br>".join(figures), _both(book.labels.units[parameter.unit]), "<br>".join(basis)]


def _latest(book: Library, parameter: Parameter) -> str:
    value = parameter.values[max(parameter.values)]
    unit = book.labels.units[parameter.unit]
    return f"{_figure(book, value)} {unit.zh} {unit.en}"


def _figure(book: Library, value: Decimal | None) -> str:
    return _both(book.labels.page["unknown"]) if value is None else f"{value:,}"


def _both(words: Words) -> str:
    return f"{words.zh} {words.en}"


def _all(words: Iterable[Words]) -> str:
    return "<br>".join(_both(word) for word in words)


def _table(heads: list[str], rows: list[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
    yield ""
