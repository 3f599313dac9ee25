"""The words of the house hold in every file, and each guard notices what it is for."""

import pytest

from tests.house import sources, words

# The guards themselves and their samples quote what they forbid.
GUARDS = ("tests/house/words.py", "tests/house/test_words.py")


def scan(check, *suffixes, under=""):
    return [
        row
        for path in sources.ours(*suffixes, under=under)
        if sources.relative(path) not in GUARDS
        for row in check(sources.relative(path), path.read_text("utf-8"))
    ]


def test_no_chinese_in_code_outside_content_folders():
    found = scan(words.chinese_in_code, ".py", ".html")
    assert not found, "\n".join(found)


def test_no_foreign_traces_anywhere():
    found = scan(words.traces)
    assert not found, "\n".join(found)


def test_no_name_means_nothing():
    found = scan(words.banned_names, ".py", under="lianjing/")
    assert not found, "\n".join(found)


def test_no_default_password_key_or_token():
    found = scan(words.written_secrets, ".py", under="lianjing/")
    assert not found, "\n".join(found)


def test_chinese_is_noticed_in_code_and_not_in_content():
    assert words.chinese_in_code("lianjing/ui/page.py", 'TITLE = "疑点"') == ['lianjing/ui/page.py:1: TITLE = "疑点"']
    assert words.chinese_in_code("lianjing/ui/templates/a.html", "<p>Done。</p>")
    assert words.chinese_in_code("lianjing/catalogue/a.py", "# 疑点") == []


@pytest.mark.parametrize(
    "line",
    [
        "see /" + "home/someone/notes.md",
        "open('/" + "root/.ssh')",
        "pip install --index" + "-url https://mirror.example/x",
        "https://files.python" + "hosted.org/x.whl",
        "Co-authored" + "-by: somebody",
        "# TO" + "DO: later",
    ],
)
def test_a_foreign_trace_is_noticed(line):
    assert words.traces("a.md", line)


@pytest.mark.parametrize("line", ["https://localhost:8000/work/", "/usr/bin/chromium", "a session ends", "user agent"])
def test_ordinary_lines_are_no_traces(line):
    assert words.traces("a.md", line) == []


def test_a_meaningless_name_is_noticed():
    assert words.banned_names("lianjing/rooms/x/utils.py", "") == ["lianjing/rooms/x/utils.py: a module named utils"]
    assert words.banned_names("a.py", "class Report: ...") == ["a.py:1: Report"]
    assert words.banned_names("a.py", "class PublicNotice: ...\ndef form_answers(): ...") == []


@pytest.mark.parametrize(
    "code",
    [
        'ADMIN_PASSWORD = "lianjing123"',
        'class Settings:\n    secret_key: str = "change-me"',
        'make_person(password="123456")',
        'person.set_password("123456")',
        'def open_account(name, password="123456"): ...',
        'def open_account(*, api_key="abc"): ...',
    ],
)
def test_a_default_password_is_noticed(code):
    assert words.written_secrets("a.py", code)


@pytest.mark.parametrize(
    "code",
    ['PASSWORD_FIELD = "pw"', 'password = ""', "password = secrets.token_urlsafe(12)", "open_account(password=given)"],
)
def test_a_secret_that_comes_from_elsewhere_is_fine(code):
    assert words.written_secrets("a.py", code) == []
