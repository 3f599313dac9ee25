"""The journal in words: what was done, by whom when by no person, and to what kind of record."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lianjing.domain.authority import Action

ACTIONS: dict[str, Any] = {
    Action.NETWORK_READ: _("Read the network"),
    Action.NETWORK_EDIT: _("Changed the network"),
    Action.PERSON_READ: _("Read about a person"),
    Action.CONTACT_READ: _("Looked at phone and identity number, last four figures"),
    Action.STAFF_IMPORT: _("Handled a file of staff or units"),
    Action.IMPORT_READ: _("Read a file handed in"),
    Action.LEDGER_IMPORT: _("Handled a ledger"),
    Action.HANDOVER_OPEN: _("Opened a hand-over"),
    Action.HANDOVER_READ: _("Read a hand-over"),
    Action.HANDOVER_SIGN: _("Signed a hand-over"),
    Action.DECLARATION_WRITE: _("Declared a relative or an interest, or ended it"),
    Action.DECLARATION_READ: _("Read a declared relative or interest"),
    Action.RECUSAL_REQUEST: _("Asked for a recusal"),
    Action.RECUSAL_READ: _("Read a recusal"),
    Action.RECUSAL_DECIDE: _("Decided on a recusal"),
    Action.COVERAGE_READ: _("Read the proof of coverage"),
    Action.COVERAGE_RUN: _("Made the proof of coverage anew"),
    Action.DRAW_RUN: _("Handled a draw of peer pairs"),
    Action.FLAG_READ: _("Read a red flag"),
    Action.FLAG_READ_SEALED: _("Read a sealed red flag"),
    Action.FLAG_ANSWER: _("Answered a red flag"),
    Action.FLAG_REVIEW: _("Reviewed a red flag"),
    Action.FLAG_WEIGH: _("Weighed a sealed red flag"),
    Action.MODEL_KEEP: _("Decided on a suspended model"),
    Action.LINK_DECIDE: _("Looked at or decided on two records that may be one"),
    Action.WORK_READ: _("Read work"),
    Action.WORK_ACT: _("Handled work"),
    Action.WORK_REMIND: _("Reminded somebody of work"),
    Action.IMPACT_READ: _("Read an impact assessment"),
    Action.IMPACT_WRITE: _("Wrote an impact assessment"),
    Action.IMPACT_SIGN: _("Signed an impact assessment"),
    Action.JOURNAL_READ: _("Read the journal of a post or a record"),
    Action.ACCOUNT_MANAGE: _("Handled an account"),
    Action.STORY_READ: _("Read the plan"),
    Action.POWER_READ: _("Read a power item"),
    Action.POWER_EDIT: _("Edited a power item"),
    Action.POWER_APPROVE: _("Decided on a power item"),
    Action.MATTER_READ: _("Read a matter"),
    Action.MATTER_ACT: _("Took a step of a matter"),
    "operator.appoint": _("Named the first holder of a post"),
    "operator.bring_in": _("Brought in power items"),
    "operator.explain": _("Explained a red flag from the rows behind it"),
    "operator.hand_in": _("Handed in a file"),
    "operator.import_county": _("Loaded the county"),
    "clock._by_clock": _("Made the proof of coverage anew"),
    "clock._detected": _("Found a declared tie: asked whether to recuse"),
    "clock._lapse": _("A day passed without a decision"),
    "clock._succeed": _("Passed the work of the recused on"),
    "clock.call": _("Called one level up: a hand-over is late"),
    "clock.expire": _("An impact assessment ran out"),
    "clock.go_on_without": _("Went on without missing signatures"),
    "clock.keep": _("Counted how the steps of a power were taken"),
    "clock.keep_run": _("Asked the models of the new rows"),
    "clock.lapse": _("A day passed without an answer"),
    "clock.match_anew": _("Looked anew who is who"),
    "clock.name_another": _("Named another person to weigh a sealed flag"),
    "clock.pack": _("Packed the lake"),
    "clock.put": _("Put a question to the school"),
    "clock.raise_deviation": _("Raised a red flag"),
    "clock.raise_flag": _("Raised a red flag"),
    "clock.raise_question": _("Raised a red flag"),
    "clock.take_into_force": _("A power item came into force"),
    "clock.suspend": _("Suspended a model that is often wrong"),
}

TABLES: dict[str, Any] = {
    "coveragerun": _("Proof of coverage"),
    "draw": _("Draw of peer pairs"),
    "modelexception": _("Exception from a model"),
    "handover": _("Hand-over"),
    "impactassessment": _("Impact assessment"),
    "importbatch": _("File handed in"),
    "columnchoice": _("Choice of columns"),
    "laketable": _("Table of the lake"),
    "ledgerbatch": _("Ledger"),
    "linkdecision": _("Pair of records"),
    "modelsuspension": _("Suspended model"),
    "org": _("Unit"),
    "orgplace": _("Earlier place of a unit"),
    "edge": _("Line of supervision"),
    "edgechange": _("Change of a line"),
    "post": _("Post"),
    "holding": _("Holding of a post"),
    "person": _("Person"),
    "declaration": _("Declaration"),
    "powerversion": _("Power item"),
    "poweropinion": _("Opinion on a power item"),
    "matter": _("Matter"),
    "matterevent": _("Step of a matter"),
    "lightrun": _("Counting of steps"),
    "lightcell": _("Counting of steps"),
    "matterhand": _("Hand in a step of a matter"),
    "recusal": _("Recusal"),
    "redflag": _("Red flag"),
    "screeningrun": _("Run of the models"),
    "readiness": _("Readiness of a unit"),
    "workitem": _("Work"),
    "coveragecell": _("Proof of coverage"),
    "supervisor": _("Proof of coverage"),
    "gap": _("Gap in coverage"),
    "workcopy": _("Work"),
    "worksignature": _("Work"),
    "workmove": _("Work"),
}

KINDS = {"act": _("Acted"), "read": _("Looked")}


def action(code: str) -> str:
    """Return what was done, in words; a code of an older version stays as it is."""
    return str(ACTIONS.get(code, code))


def actor(code: str) -> str:
    """Return who acted when it was no person."""
    return str(_("The clock")) if code.startswith("clock.") else str(_("The operator"))
