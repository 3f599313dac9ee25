"""Chinese and English are both whole: nothing untranslated, nothing doubtful, the same values on both sides."""

import shutil

import polib
import pytest

from tests.house.sources import ROOT
from tests.house.translations import flaws, gathered

needs_gettext = pytest.mark.skipif(not shutil.which("xgettext"), reason="the Debian package gettext is missing")


@needs_gettext
def test_every_message_has_its_chinese(tmp_path):
    found = flaws(gathered(ROOT / "lianjing", tmp_path, "zh_Hans"))
    assert not found, f"{len(found)} messages:\n" + "\n".join(found)


@needs_gettext
def test_a_message_without_chinese_is_noticed(tmp_path):
    package = tmp_path / "package"
    (package / "locale" / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)
    (package / "views.py").write_text('from x import gettext as _\nA = _("Sign")\nB = _("Return")\n', "utf-8")
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    catalogue.append(polib.POEntry(msgid="Sign", msgstr="签字"))
    catalogue.save(str(package / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
    assert flaws(gathered(package, tmp_path / "copy", "zh_Hans")) == ["Return: not translated"]


@pytest.mark.parametrize(
    ("entry", "flaw"),
    [
        (polib.POEntry(msgid="Row %(row)s", msgstr="第 %(line)s 行"), "names other values"),
        (polib.POEntry(msgid="{n} days", msgstr="若干天"), "names other values"),
        (polib.POEntry(msgid="Sign", msgstr="签字", flags=["fuzzy"]), "doubtful"),
        (polib.POEntry(msgid="签字", msgstr="签字"), "not English"),
        (polib.POEntry(msgid="Sign", msgstr=" "), "not translated"),
    ],
)
def test_a_flawed_entry_is_noticed(entry, flaw):
    catalogue = polib.POFile()
    catalogue.append(entry)
    assert [row for row in flaws(catalogue) if flaw in row]


def test_a_sound_entry_passes():
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Row %(row)s: 100%% of {n}", msgstr="第 %(row)s 行：{n} 的 100%%"))
    catalogue.append(polib.POEntry(msgid="%(n)s day", msgid_plural="%(n)s days", msgstr_plural={0: "%(n)s 天"}))
    assert flaws(catalogue) == []
