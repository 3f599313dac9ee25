"""Many published notices at once, as years of weekly menus leave them: rows and log entries, without the people."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from lianjing.access import notices, powers
from lianjing.domain.worktime import CHINA
from lianjing.engines.publiclog import canonical, merkle
from lianjing.records import models as m

_FIRST = date(2012, 1, 2)  # a Monday before anything else hangs
_DAYS = ("周一", "周二", "周三", "周四", "周五")
_DISHES = ("土豆烧肉", "番茄炒蛋", "清炒时蔬", "红烧豆腐", "紫菜蛋汤", "胡萝卜鸡丁", "冬瓜排骨汤", "手撕包菜")


def hang(schools: Iterable[m.Org], weeks: range, now: datetime) -> int:
    """Hang a menu for each of some weeks at each school; return how many. The same weeks only once."""
    count = 0
    for school in schools:
        version = powers.in_force("ST-04", school, now.date())
        slots = [_slot(school, version, _FIRST + timedelta(weeks=week)) for week in weeks]
        m.Disclosure._base_manager.bulk_create(slots)
        hung = [_notice(slot, number) for number, slot in enumerate(slots)]
        m.NoticeVersion._base_manager.bulk_create(hung)
        _enter(slots, hung)
        count += len(slots)
    return count


def _slot(school: m.Org, version: m.PowerVersion, monday: date) -> m.Disclosure:
    at = _at(monday)
    return m.Disclosure(
        org=school, item="ST-04", step="2w", slot=monday.isoformat(), kind="disclosure", audience="public",
        version=version, first_day=monday, last_day=monday + timedelta(days=4), due_on=monday, state="published",
        since=at, made_at=at,
    )  # fmt: skip


def _notice(slot: m.Disclosure, number: int) -> m.NoticeVersion:
    dishes = [_DISHES[(number + shift + (slot.org_id or 0)) % len(_DISHES)] for shift in range(15)]
    menu = "；".join(f"{day}：{'、'.join(dishes[3 * at : 3 * at + 3])}" for at, day in enumerate(_DAYS))
    content = notices.canonical({"recipe": menu, "unit_price": "每餐 4.50 元"})
    mark, at = notices.fingerprint(content), _at(slot.first_day)
    return m.NoticeVersion(
        disclosure=slot, content=content, sha256=mark, passed=mark, prepared_at=at, published_at=at, approved_at=at,
        salt=secrets.token_bytes(16),
    )  # fmt: skip


def _enter(slots: list[m.Disclosure], hung: list[m.NoticeVersion]) -> None:
    leaves, contents = [], []
    for slot, notice in zip(slots, hung, strict=True):
        said = {"slot": slot.pk, "unit": slot.org.code, "power": slot.item, "period": slot.slot, "version": 1}
        text = {**said, "ends_on": "", "sha256": notice.sha256, "content": bytes(notice.content).decode()}
        payload, salt = canonical.canonical(text), secrets.token_bytes(canonical.SALT)
        entry = canonical.closed_entry("notice", payload, salt, slot.since)
        leaf = m.PublicLeaf(
            at=slot.since, kind="notice", entry=entry, hash=merkle.leaf_hash(entry).hex(),
            subject_table="noticeversion", subject_id=notice.pk,
        )  # fmt: skip
        leaves.append(leaf)
        contents.append(m.PublicContent(leaf=leaf, payload=payload, salt=salt))
    m.PublicLeaf._base_manager.bulk_create(leaves)
    m.PublicContent._base_manager.bulk_create(contents)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10), CHINA)
