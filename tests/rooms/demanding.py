"""A county in which people demand things of one another: short words for drafting and moving directives."""

from datetime import date, datetime, timedelta

from lianjing.jobs import duties
from lianjing.records.models import Directive, Matter, Person, PowerVersion
from lianjing.rooms.directives.usecases import issuing, receiving
from tests.world import DAY, at

MARCH = "报送食堂大宗食材采购自查情况"
TEXT = "请对照小微权力清单自查本学期食堂大宗食材采购，逐笔核对合同、验收和付款，并说明不一致的地方。"


def draft(county, *, by=None, org="s001", now=None, **fields) -> Directive:
    """Return a draft of the bureau's supervision office to a school, due a fortnight from now."""
    now = now or at()
    told = {"title": MARCH, "text": TEXT, "basis": "建教监督〔2026〕3号", "due_on": now.date() + timedelta(days=14)}
    return issuing.draft_for(post=by or county.officer, org=county.org(org), now=now, **{**told, **fields})


def issued(county, *, by=None, now=None, not_twin="", **fields) -> Directive:
    """Return a directive issued at `now`."""
    now = now or at()
    made = draft(county, by=by, now=now, **fields)
    return issuing.issue(post=by or county.officer, directive=made, not_twin=not_twin, now=now)


def doing(county, **fields) -> Directive:
    """Return a directive that the principal signed for."""
    now = fields.get("now") or at()
    return receiving.sign(post=county.principal, directive=issued(county, **fields), now=now)


def replied(county, **fields) -> Directive:
    """Return a directive with a reply that points to a matter of the school."""
    now = fields.get("now") or at()
    made = doing(county, **fields)
    return receiving.reply(post=county.principal, directive=made, record=matter(county), words="", now=now)


def matter(county, org="s001") -> Matter:
    """Return a running matter of a school, the record a reply points to."""
    someone = Person(pk=county.officer.person_id)
    version = PowerVersion(org=county.org("jyj"), item="ST-03", number=PowerVersion._base_manager.count() + 1)
    version.text, version.sha256, version.drafted_by, version.drafted_at = "", "0", someone, at()
    version.save()
    made = Matter(version=version, org=county.org(org), title="九月食堂采购", opened_at=at(), opened_by=someone)
    made.save()
    return made


def tick(day: str | date, hour: int = 9) -> datetime:
    """Let the clock of directives do what is due at an hour of a day; return that moment."""
    now = at(day, hour)
    duties.ALL["directive.clock"](now)
    return now


def fresh(directive: Directive) -> Directive:
    """Return the directive as the database has it."""
    return Directive._base_manager.get(pk=directive.pk)


TODAY = DAY
