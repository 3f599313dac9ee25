"""Models checked as their author needs it: words, portable SQL, every example, the lock of their logic."""

import json
from pathlib import Path
from typing import Any

from django.db import DatabaseError

from lianjing.access import clock, model_health, modelbook
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import SupervisionModel
from lianjing.engines.content import CATALOGUE
from lianjing.engines.content.models import AREAS, FOLDER
from lianjing.engines.screening import faults, try_examples
from lianjing.jobs.ledger_folder import Told

LOCK = CATALOGUE / FOLDER / "models.lock.json"
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


def check(names: list[str], told: Told) -> dict[str, Any]:
    """Return what is wrong with the named models, or with every one: file, line and fault in words.

    Raises RuleBroken: content_wrong (a YAML file that is not a model), model_unknown.
    """
    models = [modelbook.chosen(name)[0] for name in names] or modelbook.chosen()
    found: list[dict[str, Any]] = []
    for done, model in enumerate(models):
        told(done, len(models), model.id)
        found += faults_of(model)
    return {"models": len(models), "examples": sum(len(model.examples) for model in models), "faults": found}


def faults_of(model: SupervisionModel) -> list[dict[str, Any]]:
    """Return every fault of one model."""
    sql, yaml = model.file.removesuffix(".yaml") + ".sql", model.file
    found = [
        {"file": sql, "line": fault.line, "fault": f"{fault.code}: {fault.got}. {fault.instead}"}
        for fault in faults(model.sql, model.reads, model.parameters)
    ]
    if not found:
        missed = try_examples(model, modelbook.layouts(), modelbook.parameters(), modelbook.calendar())
        found += [{"file": yaml, "line": 1, "fault": f"example “{one.example}”: {one.got}"} for one in missed]
    if fault := _unlocked(model, locked()):
        found.append({"file": yaml, "line": 1, "fault": fault})
    return found


def locked() -> dict[str, dict[str, Any]]:
    """Return the lock: model → version and hash of its logic."""
    return dict(json.loads(LOCK.read_text(encoding="utf-8"))) if LOCK.exists() else {}


def lock() -> int:
    """Lock every model's logic as it is now and return how many there are.

    Raises RuleBroken("model_changed_under_its_version", models): who changed a question gives it a higher version,
    for flags name the version that raised them.
    """
    old = locked()
    changed = [model.id for model in modelbook.chosen() if _moved(model, old)]
    if changed:
        raise RuleBroken("model_changed_under_its_version", models=", ".join(changed))
    lines = [
        f'  "{model.id}": {json.dumps({"version": model.version, "sha256": model.logic_hash()})}'
        for model in sorted(modelbook.chosen(), key=lambda one: one.id)
    ]
    LOCK.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
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
