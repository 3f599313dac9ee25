"""No check-ins, points, ranks, online time, study hours, install rates, forced uploads, scores (N6, J5, A5)."""

import pytest

from tests.house import sources
from tests.house.formalism import Allowed, Hit, allowed, hits, is_read, terms

VOCABULARY = terms()

# One broken sample per term and kind of place; each must be noticed for what it is.
FIELDS = {
    "check-in": "check_in_days = models.IntegerField()",
    "points": "points = models.IntegerField(default=0)",
    "rank": "rank = models.PositiveSmallIntegerField()",
    "online-time": "online_minutes = models.IntegerField()",
    "study-hours": "study_hours = models.DecimalField()",
    "install-rate": "install_rate = models.FloatField()",
    "forced-uploads": "photo_quota = models.IntegerField()",
    "person-score": "score = models.FloatField()",
    "private-life": "home_address = models.TextField()",
}
ENGLISH = {
    "check-in": "Daily check-ins this month",
    "points": "You earn points for answering",
    "rank": "Ranking of schools",
    "online-time": "Time online this week",
    "study-hours": "Hours of training this term",
    "install-rate": "Installation rate by school",
    "forced-uploads": "You must upload 3 photos",
    "person-score": "Integrity score",
    "private-life": "Face recognition at the gate",
}
CHINESE = {
    "check-in": "今日打卡",
    "points": "学习积分",
    "rank": "学校排名",
    "online-time": "在线时长",
    "study-hours": "完成学时",
    "install-rate": "安装率",
    "forced-uploads": "每校必传照片",
    "person-score": "综合评分",
    "private-life": "行动轨迹",
}


def found(path, text):
    return {hit.term for hit in hits(path, text, VOCABULARY)}


def test_nothing_that_is_stored_shown_or_exported_measures_people_this_way():
    listed = allowed()
    seen = [
        hit
        for path in sources.ours(under="lianjing/")
        if is_read(sources.relative(path))
        for hit in hits(sources.relative(path), path.read_text("utf-8"), VOCABULARY)
    ]
    open_hits = [hit for hit in seen if not any(entry.covers(hit) for entry in listed)]
    assert not open_hits, "forbidden by formalism.toml:\n" + "\n".join(map(str, open_hits))
    stale = [entry for entry in listed if not any(entry.covers(hit) for hit in seen)]
    assert not stale, f"no longer needed in formalism_allowed.toml: {stale}"


def test_every_term_has_broken_samples_and_a_source():
    names = {term.id for term in VOCABULARY}
    assert names == set(FIELDS) == set(ENGLISH) == set(CHINESE)
    assert all(term.source and term.names and term.chinese for term in VOCABULARY)


@pytest.mark.parametrize(("term", "line"), FIELDS.items())
def test_a_stored_field_is_noticed(term, line):
    assert term in found("lianjing/records/people.py", f"class Person(Table):\n    {line}\n")


@pytest.mark.parametrize(("term", "line"), FIELDS.items())
def test_a_field_that_only_a_migration_adds_is_noticed(term, line):
    name = line.split(" = ")[0]
    code = f'operations = [migrations.AddField(model_name="person", name="{name}", field=models.IntegerField())]'
    assert term in found("lianjing/records/migrations/0009_more.py", code)


@pytest.mark.parametrize(("term", "sentence"), [*ENGLISH.items(), *CHINESE.items()])
def test_a_sentence_on_a_page_is_noticed(term, sentence):
    assert term in found("lianjing/rooms/network/templates/network/a.html", f"<h2>{sentence}</h2>")
    assert term in found("lianjing/locale/zh_Hans/LC_MESSAGES/django.po", f'msgid "x"\nmsgstr "{sentence}"\n')
    assert term in found("lianjing/rooms/network/views.py", f'TITLE = _("{sentence}")')


@pytest.mark.parametrize(("term", "sentence"), CHINESE.items())
def test_a_heading_of_an_export_is_noticed(term, sentence):
    assert term in found("lianjing/rooms/network/queries.py", f'COLUMNS = {{"x": "{sentence}"}}')
    assert term in found("lianjing/catalogue/duties/a.yaml", f"title: {{zh: {sentence}}}")


@pytest.mark.parametrize(
    ("path", "text", "term"),
    [
        ("lianjing/rooms/network/urls.py", 'path("schools/ranking/", views.page, name="ranking")', "rank"),
        ("lianjing/rooms/network/queries.py", "return {'personScore': value}", "person-score"),
        ("lianjing/rooms/network/queries.py", "rows.annotate(rank=Window(Rank()))", "rank"),
        ("lianjing/rooms/network/queries.py", "class Line:\n    online_hours: float", "online-time"),
        ("lianjing/rooms/network/queries.py", "def leaderboard(post): ...", "rank"),
        ("lianjing/records/people.py", "class StudyHours(Table): ...", "study-hours"),
        ("lianjing/catalogue/a.sql", "SELECT school, n AS school_rank FROM t", "rank"),
        ("lianjing/catalogue/a.csv", "school,login_count", "online-time"),
        ("lianjing/ui/templates/a.html", '<td data-key="upload-count"></td>', "forced-uploads"),
    ],
)
def test_addresses_names_and_headings_are_noticed(path, text, term):
    assert term in found(path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("lianjing/records/powers.py", "risk_points = models.ManyToManyField(RiskPoint)\nclass SupervisionPoint: ..."),
        ("lianjing/records/leads.py", "points_at_people = lead.points_to(person)"),
        ("lianjing/catalogue/org/b.yaml", "{zh: 开学时间写成百分数, en: Risk points}"),
        ("lianjing/ui/charts.py", "points = [value for value in values]"),
        ("lianjing/catalogue/org/a.yaml", "post: {rank: head}  # 排名"),
        ("lianjing/catalogue/a.sql", "SELECT rank() OVER (ORDER BY paid) AS nth, percent_rank() OVER w FROM t"),
        (
            "lianjing/catalogue/supervision_models/staff/a.sql",
            "SELECT post_rank FROM recruitment_scores",
        ),
        ("lianjing/rooms/network/queries.py", "from django.db.models.functions import Rank\nx = Window(Rank())"),
        (
            "lianjing/rooms/network/views.py",
            '"""No score, no ranking, 不打卡."""\nNOTE = _("Sign in to check the list")',
        ),
        ("lianjing/ui/templates/a.html", "{# no ranking here #}<p>Two percentage points; it points at a school.</p>"),
        ("lianjing/rooms/network/views.py", '_("The school underscores its answer; the check is in the file")'),
    ],
)
def test_what_is_harmless_stays_quiet(path, text):
    assert found(path, text) == set()


def test_a_model_may_name_intake_columns_and_nothing_else_that_measures_people():
    path = "lianjing/catalogue/supervision_models/staff/a.sql"
    assert found(path, "SELECT post_rank AS teacher_ranking FROM recruitment_scores") == {"rank"}
    assert found("lianjing/catalogue/a.sql", "SELECT post_rank FROM b") == {"rank"}


def test_intake_columns_and_the_synthetic_county_are_not_read():
    assert not is_read("lianjing/engines/intake/formats/staff.py")
    assert not is_read("lianjing/catalogue/formats/staff.yaml")
    assert not is_read("lianjing/county/exports/staff.py")
    assert is_read("lianjing/records/people.py")
    assert is_read("lianjing/rooms/network/templates/network/a.html")
    assert is_read("lianjing/locale/zh_Hans/LC_MESSAGES/django.po")


def test_an_allowed_place_needs_a_reason_and_covers_only_itself(tmp_path):
    table = tmp_path / "allowed.toml"
    table.write_text('[[allowed]]\npath = "a.py"\nterm = "rank"\ntext = "no ranking"\nwhy = ""\n', "utf-8")
    with pytest.raises(ValueError, match="leaves out"):
        allowed(table)
    entry = Allowed("a.py", "rank", "no ranking", "the plan's own sentence")
    assert entry.covers(Hit("a.py", 3, "rank", "there is no ranking"))
    assert not entry.covers(Hit("a.py", 4, "rank", "a ranking of schools"))
    assert not entry.covers(Hit("b.py", 3, "rank", "there is no ranking"))
