"""Parts that rooms share, as values: what they say without a page around them."""

from datetime import UTC, datetime

from django.utils import translation

from lianjing.ui.templatetags import ui


def test_a_moment_is_told_in_the_countys_time():
    with translation.override("zh-hans"):
        assert "12:05" in ui.moment(datetime(2026, 10, 12, 4, 5, tzinfo=UTC))
        assert ui.moment(None) == "\u2014"
