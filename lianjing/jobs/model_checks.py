"""Models checked as their author needs it: words, portable SQL, every example, the lock of their logic."""

import json
from pathlib import Path
from typing import Any

from django.db import DatabaseError

from lianjing.access import clock, model_health, modelbook
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import SupervisionModel
from lianjing.engines.content import CATALOGUE
from lianjing.engines.content.models import AREAS
from lianjing.engines.screening import faults, try_examples
from lianjing.jobs.ledger_folder import Told

_BEGINNINGS = CATALOGUE / "beginnings"


def listed() -> dict[str, Any]:
    """Return every model's id, area, status of its file, standing by evidence, version and title.

    standing: how far the county's own weighed flags carried it; None where no county's database is at hand.
    """
    stands = _standings()
    return {
        "models": [
            {
                **{"id": one.id, "area": one.area, "status": one.status, "standing": stands.get(one.id)},
                **{"version": one.version, "title": one.title.zh},
            }
            for one in modelbook.models().values()
        ]
    }


def check(names: list[str], told: Told, folder: Path | None = None) -> dict[str, Any]:
    """Return what is wrong with the named models, or with every one: file, line and fault in words.

    folder: of models begun elsewhere, which no lock knows. Raises RuleBroken: content_wrong (a YAML file that is not
    a model), model_unknown, models_not_found.
    """
    if folder is not None:
        return _elsewhere(names, told, modelbook.elsewhere(folder))
    models = [modelbook.chosen(name)[0] for name in names] or modelbook.chosen()
    found: list[dict[str, Any]] = []
    for done, model in enumerate(models):
        told(done, len(models), model.id)
        found += faults_of(model)
    return {"models": len(models), "examples": sum(len(model.examples) for model in models), "faults": found}


def _elsewhere(names: list[str], told: Told, known: dict[str, SupervisionModel]) -> dict[str, Any]:
    if unknown := [name for name in names if name not in known]:
        raise RuleBroken("model_unknown", model=unknown[0])
    models, found = [known[name] for name in names] or list(known.values()), list[dict[str, Any]]()
    for done, model in enumerate(models):
        told(done, len(models), model.id)
        found += _own_faults(model)
    return {"models": len(models), "examples": sum(len(model.examples) for model in models), "faults": found}


def faults_of(model: SupervisionModel) -> list[dict[str, Any]]:
    """Return every fault of one model of the catalogue, the lock's too."""
    found = _own_faults(model)
    if fault := _unlocked(model, modelbook.locked()):
        found.append({"file": model.file, "line": 1, "fault": fault})
    return found


def _own_faults(model: SupervisionModel) -> list[dict[str, Any]]:
    sql, yaml = model.file.removesuffix(".yaml") + ".sql", model.file
    found = [
        {"file": sql, "line": fault.line, "fault": f"{fault.code}: {fault.got}. {fault.instead}"}
        for fault in faults(model.sql, model.reads, model.parameters)
    ]
    if not found:
        missed = try_examples(model, modelbook.layouts(), modelbook.parameters(), modelbook.calendar())
        found += [{"file": yaml, "line": 1, "fault": f"example “{one.example}”: {one.got}"} for one in missed]
    return found


def lock() -> int:
    """Lock every model's logic as it is now and return how many there are.

    Raises RuleBroken: model_changed_under_its_version (who changed a question gives it a higher version, for flags
    name the version that raised them), model_not_as_it_says (a model that is new or changed has a fault, or its
    examples do not flag what they say: what is locked was proven).
    """
    old = modelbook.locked()
    changed = [model.id for model in modelbook.chosen() if _moved(model, old)]
    if changed:
        raise RuleBroken("model_changed_under_its_version", models=", ".join(changed))
    new = set(modelbook.unproven(modelbook.chosen()))
    wrong = [model.id for model in modelbook.chosen() if model.id in new and _own_faults(model)]
    if wrong:
        raise RuleBroken("model_not_as_it_says", models=", ".join(wrong))
    lines = [
        f'  "{model.id}": {json.dumps({"version": model.version, "sha256": model.logic_hash()})}'
        for model in sorted(modelbook.chosen(), key=lambda one: one.id)
    ]
    modelbook.LOCK.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    return len(lines)


def begin(name: str, area: str, folder: Path) -> list[Path]:
    """Write the two files of a new model and return them. Raises RuleBroken: area_unknown, model_known."""
    if area not in AREAS:
        raise RuleBroken("area_unknown", area=area[:40], known=", ".join(AREAS))
    if name in modelbook.models() or (folder / area / f"{name}.yaml").exists():
        raise RuleBroken("model_known", model=name)
    written = []
    (folder / area).mkdir(parents=True, exist_ok=True)
    for ending in ("yaml", "sql"):
        text = (_BEGINNINGS / f"supervision_model.{ending}.txt").read_text(encoding="utf-8")
        path = folder / area / f"{name}.{ending}"
        path.write_text(text.replace("M-XX-00", name), encoding="utf-8")
        written.append(path)
    return written


def _standings() -> dict[str, str]:
    try:
        return {name: health.standing for name, health in model_health.healths(clock.now().date()).items()}
    except DatabaseError:  # an author's checkout has no county
        return {}


def _moved(model: SupervisionModel, old: dict[str, dict[str, Any]]) -> bool:
    known = old.get(model.id)
    return known is not None and known["sha256"] != model.logic_hash() and known["version"] >= model.version


def _unlocked(model: SupervisionModel, old: dict[str, dict[str, Any]]) -> str:
    known = old.get(model.id)
    if known == {"version": model.version, "sha256": model.logic_hash()}:
        return ""
    if known is not None and known["version"] >= model.version:
        return f"its logic is not that of version {known['version']}. Raise `version`, then run: lianjing model lock"
    return "it is not locked yet. Run: lianjing model lock"
