"""Every address as every role, with records one may and may not see; and secrets that no page may show."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from unittest import mock

import pytest
from django.db import transaction
from django.test import Client

from lianjing.access import clock
from lianjing.domain.authority import Role
from lianjing.records import models as m
from lianjing.rooms.powers.usecases import publishing
from tests.access import mutants
from tests.access.matrix import expected, read_matrix
from tests.access.planted import Planted
from tests.access.rows import NOON, Rows
from tests.access.walking import ALSO, TABLES, THROUGH_ANOTHER, address, bare, table_of, text_of, walk

pytestmark = pytest.mark.django_db
ROLES = [str(role) for role in Role]
UNITS = {
    "team_inspector": "/js/jw/pz7/",
    "bureau_chief": "/js/jyj/",
    "bureau_officer": "/js/jyj/jcs/",
    "township_officer": "/js/jw/xz01/",
    "guiding_officer": "/js/jw/xcb/",
    "section_officer": "/js/jyj/gs/",
    "group_leader": "/js/jyj/zj01/",
    "group_member": "/js/jyj/zj01/",
    "principal": "/js/jyj/zj01/s001/",
    "clerk": "/js/jyj/zj01/s001/",
    "teacher": "/js/jyj/zj01/s001/",
    "tech_admin": "/js/jyj/dj/",
}
KINDS = {
    "js": "county",
    "jw": "commission",
    "pz7": "dispatched_team",
    "xz01": "township_committee",
    "xcb": "guiding_office",
    "jyj": "bureau",
    "jcs": "bureau_office",
    "gs": "section",
    "dj": "second_level_unit",
    "zj01": "supervision_group",
    "zj10": "supervision_group",
    "s001": "central_school",
}
_RARE = 0x3400  # ten signs of Extension A, a digit each
HOME, FAR = "/js/jyj/zj01/s001/", "/js/jyj/zj10/s010/"
SHOWN, ABSENT = {200, 302, 405, 422}, {404, 405}  # 405: a page that only takes a POST says so of any number
MATRIX = read_matrix()
SECRET = re.compile(rf"zq[0-9]{{4,}}xk|[{chr(_RARE)}-{chr(_RARE + 9)}]{{4}}")


class House:
    """The planted county with a signed-in browser for each role, and every secret with the records that hold it."""

    def __init__(self) -> None:
        self.county = Planted()
        for path in (
            "/js/", "/js/jw/", "/js/jyj/", "/js/jyj/zj01/", "/js/jyj/zj10/", *UNITS.values(), FAR, "/js/jyj/zj01/s002/",
        ):  # fmt: skip
            unit = self.county.unit(path)
            unit.kind = KINDS.get(path.rstrip("/").rsplit("/", 1)[1], "school")
            unit.save()
        for subject, obj in (
            ("/js/jw/pz7/", "/js/jyj/"),
            ("/js/jyj/jcs/", "/js/jyj/"),
            ("/js/jw/xz01/", "/js/jyj/zj01/"),
        ):
            self.county.edge(subject, obj)
        self.seats = {role: self.county.seat(self.county.person(unit), unit, role) for role, unit in UNITS.items()}
        self.chairs = {chair.role: chair for chair in self.county.chairs}
        self.secrets: dict[str, list[tuple[type, int, tuple[str, ...]]]] = {}
        self.seen: set[str] = set()
        self.rows = Rows(self.county, self.county.post("/js/jw/xcb/", ""))
        self._plant()
        self.browsers = {role: self._browser(role) for role in ROLES}

    def person(self, role: str) -> m.Person:
        return m.Person(pk=self.chairs[role].person)

    def _browser(self, role: str) -> Client:
        browser = Client(raise_request_exception=False)
        browser.force_login(m.Account.objects.get(person=self.chairs[role].person))
        session = browser.session
        session["trusted_sign_in"] = "demo"
        session.save()
        return browser

    def hide(self, record, column: str, actions: tuple[str, ...], wrap=lambda word: word) -> None:
        """Put a word nobody else uses into a column; whoever may take one of `actions` on the record may read it."""
        word = f"zq{len(self.secrets):04d}xk"
        if record._meta.get_field(column).max_length == 4:  # too short for the word: signs that no page writes
            word = "".join(chr(_RARE + int(digit)) for digit in f"{len(self.secrets):04d}")
        assert SECRET.fullmatch(word)
        setattr(record, column, wrap(word))
        record.save()
        self.secrets[word] = [(type(record), record.pk, actions)]

    def flag(self, path: str, **flavour) -> m.RedFlag:
        flag = self.rows.redflag(path, **flavour)
        flag.code = "incompatible_posts"
        self.hide(flag, "facts", ("flag.read", "flag.read_sealed"), _question)
        self.hide(flag, "answer", ("flag.read", "flag.read_sealed"))
        return flag

    def _plant(self) -> None:
        publishing.publish_catalogue(NOON)
        for path in (HOME, FAR, "/js/jyj/zj01/", "/js/jyj/", "/js/jw/pz7/"):
            self._plant_at(path)
        for role in ROLES:
            person, post, own = self.person(role), self.seats[role], UNITS[role]
            self.hide(self.rows.declaration(own, owner=person), "other_name", ("declaration.read", "declaration.write"))
            kept = [self.flag(HOME), self.flag(own), self.flag(HOME, sealed=True, named=person)]
            for flag in kept:
                self.hide(self.rows.recusal(own, about=person, of=flag), "reason", ("recusal.read", "recusal.decide"))
                self._work(own, post, flag, sealed=flag.sealed)
            self._work(own, post, None, sealed=True)
            self.flag(HOME, sealed=True, named=person)
            self.flag(HOME, about=person)
            self._casework(own, person, post)

    def _casework(self, path: str, person: m.Person, post: m.Post) -> None:
        """Plant problems about and with a person, and what their post puts right."""
        said = ("problem.handle",)
        for about, named in ((person, None), (None, person), (None, None)):
            problem = self.rows.problem(path, person=about, named=named)
            self.hide(problem, "direct", said, lambda word: dict.fromkeys(("who", "owed", "done", "reason"), word))
        self.hide(self.rows.rectification(FAR, post=post), "measures", ("rectify.read",))

    def _plant_at(self, path: str) -> None:
        person = self.county.person(path)
        self.hide(person, "phone_last_four", ("contact.read",))
        self.hide(person, "id_last_four", ("contact.read",))
        self.hide(self.rows.declaration(path, owner=person), "relation", ("declaration.read",))
        flag = self.flag(path)
        self.flag(path, sealed=True)
        self.hide(self.rows.recusal(path, of=flag), "reason", ("recusal.read",))
        self.hide(self.rows.matter(path), "title", ("matter.read",))
        self.rows.matterhand(path)
        self.hide(self.rows.rectification(path), "measures", ("rectify.read",))
        for name in ("edge", "edgechange", "holding", "handover", "importbatch", "impactassessment"):
            getattr(self.rows, name)(path)

    def _work(self, path: str, post, flag, *, sealed: bool) -> None:
        item = self.rows.workitem(path, post=post, of=flag, sealed=sealed)
        item.code, item.due_on = "flag_to_answer", NOON.date()
        item.due_on = item.due_on.replace(day=1)
        self.hide(item, "facts", ("work.read", "work.remind"), lambda word: {"subject": word})

    def allows(self, role: str, table: type, key: int, actions: tuple[str, ...]) -> bool:
        """Return whether the matrix lets a role take one of `actions` on a planted record."""
        chair, truth = self.chairs[role], self.county.truths[table][key]
        return any(expected(MATRIX[action, role], chair, truth, self.county.recused) for action in actions)

    def told(self, role: str, text: str) -> list[str]:
        """Return the secrets a text tells that the role may not know."""
        return [
            f"{word} of {table.__name__} {key}"
            for word in sorted(self.words(text))
            for table, key, actions in self.secrets[word]
            if not self.allows(role, table, key, actions)
        ]

    def words(self, text: str) -> set[str]:
        """Return the secrets that stand in a text."""
        return self.secrets.keys() & set(SECRET.findall(text))


def _question(word: str) -> dict[str, object]:
    return {"person": word, "posts": [word], "items": []}


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker) -> Iterator[House]:
    """Plant once; the walk only looks, and what looking writes down is undone at the end."""
    now = datetime(2026, 10, 12, 4, tzinfo=UTC)
    with mock.patch.object(clock, "now", return_value=now), django_db_blocker.unblock(), transaction.atomic():
        yield House()
        transaction.set_rollback(True)


def granted(action: str, role: str) -> bool:
    """Return whether the matrix gives a role anything at all for an action."""
    return any(MATRIX[action, role].values())


def test_every_number_in_an_address_is_known():
    for pattern, _action in walk():
        table_of(pattern)
    assert set(TABLES)


def _status(house: House, role: str, pattern: str, action: str, table: type | None, key: int) -> set[int]:
    if not granted(action, role) or key == 10**8:
        return ABSENT
    if "<str:name>" in pattern:
        return ABSENT  # a step is taken by a POST, and is one that exists
    if table is None:
        return SHOWN
    if any(part in pattern for part in THROUGH_ANOTHER):
        return SHOWN | ABSENT
    if "recusals/ask" in pattern or "journal/records" in pattern:
        return SHOWN if granted("flag.read", role) and house.allows(role, table, key, ("flag.read",)) else ABSENT
    asked = (action, *ALSO.get(action, ()))
    return SHOWN if house.allows(role, table, key, asked) else ABSENT


def _keys(house: House, role: str, pattern: str, action: str, table: type) -> tuple[list[int], list[int]]:
    """Return a few records of a table that the address shows to the role, and a few that it must not: recused first."""
    shown, kept = [], []
    for key, truth in reversed(house.county.truths[table].items()):
        recused = any(house.chairs[role].person in house.county.recused[name] for name in truth.names)
        if _status(house, role, pattern, action, table, key) == ABSENT:
            kept.append((not recused, not truth.sealed, key))
        else:
            shown.append(key)
    return shown[:2] + shown[-1:], [key for *_, key in sorted(kept)[:2] + sorted(kept)[-1:]]


def _visits(house: House, role: str, pattern: str, action: str) -> Iterator[tuple[str, set[int]]]:
    """Yield (url, statuses expected) for one address: lists with their downloads, a few records, one that is not."""
    table = table_of(pattern)
    if table is None:
        yield address(pattern), _status(house, role, pattern, action, None, 0)
        ends = (
            ("?as=xlsx", "?as=print", *(f"?tab={tab}" for tab in ("done", "raised", "copies")))
            if granted(action, role)
            else ()
        )
        if "search" in pattern:
            ends = [f"?q={word}" for word in list(house.secrets)[::15]]
        for end in ends:
            yield address(pattern) + end, SHOWN | ABSENT
        return
    shown, kept = _keys(house, role, pattern, action, table)
    for key in [*shown, *kept] if granted(action, role) else kept[:1]:
        yield address(pattern, key), _status(house, role, pattern, action, table, key)


def _wrong(house: House, role: str) -> Iterator[str]:
    """Yield what one role's walk over every address finds wrong, and nothing more."""
    browser = house.browsers[role]
    for pattern, action in walk():
        absent = address(pattern, 10**8)
        nothing = browser.get(absent)
        words = bare(text_of(nothing).replace(absent, ""))
        for url, want in _visits(house, role, pattern, action):
            response = browser.get(url)
            text = text_of(response).replace(url, "")
            house.seen |= house.words(text) - {url.rpartition("=")[2]}
            if response.status_code not in want:
                yield f"{response.status_code} {url}, expected {sorted(want)}"
            if (
                want == ABSENT
                and table_of(pattern)
                and (response.status_code, bare(text)) != (nothing.status_code, words)
            ):
                yield f"{url} tells that there is something"
            yield from (f"{url} tells {secret}" for secret in house.told(role, text) if "?q=" not in url)


@pytest.mark.parametrize("role", ROLES)
def test_each_address_answers_as_the_matrix_says_and_tells_no_secret(house, role):
    """Statuses, secrets, and that a record kept from one looks exactly like one that is not there."""
    house.seen = set()
    wrong = list(_wrong(house, role))
    assert not wrong, f"{role}\n" + "\n".join(wrong[:60])
    assert house.seen, "nobody is told anything: the secrets were planted in vain"


@pytest.mark.parametrize(
    ("role", "mutant"),
    [
        ("group_leader", mutants.recusal_is_forgotten),
        ("bureau_officer", mutants.below_means_own_unit),
        ("clerk", mutants.a_grant_of_every_role_is_one_wider),
        ("group_leader", mutants.seals_are_ignored),
        ("tech_admin", mutants.the_technician_reads_people_and_declarations),
        ("tech_admin", mutants.the_technician_reads_recusals),
    ],
)
def test_the_walk_notices_a_wrong_policy(house, monkeypatch, role, mutant):
    mutant(monkeypatch)
    assert next(_wrong(house, role), None) is not None


def test_a_list_of_work_handed_over_hides_what_its_reader_is_recused_from(house):
    flag, kept = house.rows.redflag(HOME), house.rows.redflag(HOME)
    house.rows.recusal(HOME, about=house.person("group_leader"), of=kept)
    items = [house.rows.workitem(HOME, post=house.seats["clerk"], of=about) for about in (flag, kept)]
    handover = house.rows.handover(HOME, post=house.seats["clerk"])
    handover.items = [
        {"item": item.pk, "code": "flag_to_answer", "facts": {"subject": word}, "opened": "2026-10-12", "due": None}
        for item, word in zip(items, ("zqopenxk", "zqkeptxk"), strict=True)
    ]
    handover.save()
    url = f"/network/handovers/{handover.pk}/"
    leader, office = (text_of(house.browsers[role].get(url)) for role in ("group_leader", "bureau_officer"))
    assert "zqopenxk" in leader
    assert "zqkeptxk" not in leader
    assert "zqkeptxk" in office
