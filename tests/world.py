"""Builders that tests read like sentences: fixed Chinese names, adversarial paths, no random data."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lianjing.access import posts
from lianjing.domain.authority import Role, Seat
from lianjing.records.models import Account, Edge, Holding, Org, Person, Post, Recusal, RedFlag

DAY = date(2026, 10, 12)


def at(day: str | date = DAY, hour: int = 9) -> datetime:
    """Return a moment in the county, on a day such as "2026-10-12"."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


class County:
    """A county of eleven units with one person in each role; grows by calls."""

    def __init__(self) -> None:
        self._orgs: dict[str, Org] = {}
        self.posts: dict[int, Post] = {}
        for code, name, kind, parent in _UNITS:
            self.unit(code, name, kind, parent)
        self.edge("pz7", "jyj")
        self.edge("jcs", "jyj")
        self.edge("xz1", "zj01")
        for name, seat in self._found().items():
            setattr(self, name, seat)

    def _found(self) -> dict[str, Seat]:
        """Return the seats of the founders by their names here: made in a handful of statements, for thousands ask."""
        people = [Person(name=name, home=self.org(org)) for _, name, org, *_ in _FOUNDERS]
        own = [
            Post(org=self.org(org), code=code, title=title, role=role, valid_from=date(2020, 6, 12))
            for _, _, org, role, code, title in _FOUNDERS
        ]
        for rows in (people, own):
            type(rows[0])._base_manager.bulk_create(rows)
        held = [
            Holding(post=post, person=who, valid_from=date(2021, 9, 1)) for who, post in zip(people, own, strict=True)
        ]
        Holding._base_manager.bulk_create(held)
        opened = [_account(who, post) for who, post in zip(people, own, strict=True)]
        Account._base_manager.bulk_create(opened)
        self.posts |= {post.pk: post for post in own}
        return {row[0]: _seat(row[0], who, post) for row, who, post in zip(_FOUNDERS, people, own, strict=True)}

    def unit(self, code: str, name: str, kind: str, parent: str | None, **fields: object) -> Org:
        """Add a unit below `parent`; its path segment is its code."""
        above = self._orgs.get(parent or "")
        path = f"{above.path}{code}/" if above else f"/{code}/"
        org = Org(code=code, name=name, kind=kind, parent=above, path=path, valid_from=date(2020, 6, 12), **fields)
        org.save()
        self._orgs[code] = org
        return org

    def org(self, code: str) -> Org:
        return self._orgs[code]

    def edge(self, subject: str, obj: str, kind: str = "line") -> Edge:
        edge = Edge(subject=self.org(subject), object=self.org(obj), kind=kind, valid_from=date(2020, 6, 12))
        edge.save()
        return edge

    def person(self, name: str, home: str) -> Person:
        person = Person(name=name, home=self.org(home))
        person.save()
        return person

    def post(self, org: str, role: Role | str = "", code: str = "JS", title: str = "教师") -> Post:
        post = Post(org=self.org(org), code=code, title=title, role=role, valid_from=date(2020, 6, 12))
        post.save()
        self.posts[post.pk] = post
        return post

    def holder(self, name: str, org: str, role: Role | str, code: str = "JS", title: str = "教师") -> Seat:
        """Add a person in a post with an account, and return the seat."""
        person, post = self.person(name, org), self.post(org, role, code, title)
        Holding(post=post, person=person, valid_from=date(2021, 9, 1)).save()
        _account(person, post).save()
        return posts.seat_for(person.pk, post, DAY)

    def flag(
        self, org: str = "s001", *, sealed: bool = False, about: Seat | None = None, to: tuple[Seat, ...] = ()
    ) -> RedFlag:
        flag = RedFlag(
            org=self.org(org),
            code="incompatible_posts",
            dedup_key=f"k{RedFlag._base_manager.count()}",
            sealed=sealed,
            state="sealed" if sealed else "answered",
            raised_at=at(),
        )
        flag.save()
        if about:
            flag.about.through(redflag_id=flag.pk, person_id=about.person_id).save()
        for seat in to:
            flag.handlers.through(redflag_id=flag.pk, person_id=seat.person_id).save()
        return flag

    def recuse(self, seat: Seat, record: object) -> Recusal:
        recusal = Recusal(
            person_id=seat.person_id,
            table=record._meta.model_name,
            record_id=record.pk,
            path="/js/",
            ground="kin",
            raised_by="own",
            state="recused",
            raised_at=at(),
        )
        recusal.save()
        return recusal


def _account(person: Person, post: Post) -> Account:
    return Account(username=f"{post.org.code}-{post.code.lower()}-{person.pk}", person=person)


def _seat(name: str, person: Person, post: Post) -> Seat:
    """Return a founder's seat: the product's answer in the first county, and in every later one the same reach."""
    if name not in _SEATS:
        _SEATS[name] = posts.seat_for(person.pk, post, DAY)
    return replace(_SEATS[name], person_id=person.pk, post_id=post.pk)


_SEATS: dict[str, Seat] = {}
_FOUNDERS = (
    ("inspector", "何立", "pz7", Role.TEAM_INSPECTOR, "ZZ", "组长"),
    ("chief", "向东", "jyj", Role.BUREAU_CHIEF, "JZ", "局长"),
    ("officer", "谭敏", "jcs", Role.BUREAU_OFFICER, "ZR", "主任"),
    ("township", "覃刚", "xz1", Role.TOWNSHIP_OFFICER, "JWSJ", "纪委书记"),
    ("section", "黄静", "gs-jc", Role.SECTION_OFFICER, "GZ", "股长"),
    ("guiding", "朱文", "xcb", Role.GUIDING_OFFICER, "KZ", "科长"),
    ("leader", "刘成", "zj01", Role.GROUP_LEADER, "ZZ", "组长"),
    ("member", "罗芳", "zj01", Role.GROUP_MEMBER, "ZY", "组员"),
    ("other_leader", "田勇", "zj10", Role.GROUP_LEADER, "ZZ", "组长"),
    ("principal", "杨校", "s001", Role.PRINCIPAL, "XZ", "校长"),
    ("clerk", "李账", "s001", Role.CLERK, "BZY", "报账员"),
    ("teacher", "王老", "s001", Role.TEACHER, "JS", "教师"),
    ("other_clerk", "陈记", "s010", Role.CLERK, "BZY", "报账员"),
    ("tech", "吴技", "dj", Role.TECH_ADMIN, "GLY", "技术管理员"),
)
_UNITS = (
    ("js", "建始县", "county", None),
    ("jw", "县纪委监委", "commission", "js"),
    ("pz7", "派出第七纪检监察组", "dispatched_team", "jw"),
    ("xz1", "业州镇纪委", "township_committee", "jw"),
    ("xcb", "宣传部", "guiding_office", "jw"),
    ("jyj", "县教育局", "bureau", "js"),
    ("jcs", "监察室", "bureau_office", "jyj"),
    ("gs-jc", "基教股", "section", "jyj"),
    ("dj", "电教馆", "second_level_unit", "jyj"),
    ("zj01", "业州执纪监督小组", "supervision_group", "jyj"),
    ("zj10", "花坪执纪监督小组", "supervision_group", "jyj"),
    ("s001", "业州中心学校", "central_school", "zj01"),
    ("s002", "业州二小", "school", "zj01"),
    ("s010", "花坪中心学校", "central_school", "zj10"),
)
