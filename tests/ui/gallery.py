"""Every part on one page, and a list: what the browser tests look at. Served only by tests."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from lianjing.access.policy import visible
from lianjing.domain.authority import Action
from lianjing.records.models import Org
from lianjing.ui.listing import Choice, Column, Days, Listing, Search
from lianjing.ui.page import open_page, page

NOW = datetime(2026, 10, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))

PARTS = (Path(__file__).parent / "parts.html").read_text("utf-8")
LIST = '{% extends "ui/base.html" %}{% load ui %}{% block content %}{% listing shown %}{% endblock %}'


class Sample(forms.Form):
    """A field of each kind."""

    name = forms.CharField(label="单位名称", help_text="写全称，与公章一致。")
    kind = forms.ChoiceField(label="类别", choices=[("a", "中心学校"), ("b", "县直学校")])
    day = forms.DateField(label="任职时间", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    side = forms.ChoiceField(label="方向", choices=[("u", "上级"), ("p", "同级")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="我已核对名单")
    words = forms.CharField(label="说明", widget=forms.Textarea, required=False)


class FileSample(forms.Form):
    """A file."""

    file = forms.FileField(label="把名册拖到这里，或选择文件", help_text="xlsx、xls 或 csv，不超过 20 MB。")


def shown():
    """Return what the parts page shows."""
    form = Sample({"name": "", "kind": "a", "side": "u", "words": ""})
    return {
        "title": "部件",
        "crumbs": [("监督网络", "#"), ("业州镇", "#")],
        "today": NOW.date(),
        "tabs": [
            {"label": "待办", "url": "#", "here": True, "count": 3},
            {"label": "已办", "url": "#", "here": False, "count": 128},
            {"label": "我发起", "url": "#", "here": False, "count": 0},
            {"label": "抄送", "url": "#", "here": False},
        ],
        "figures": [
            {"label": "学校", "value": 168, "unit": "所", "of": "19 个监督执纪小组"},
            {"label": "监督点", "value": "33,912", "of": "34 项权力 × 步骤"},
            {"label": "未覆盖", "value": 7, "tone": "red", "url": "#"},
            {"label": "空缺岗位", "value": 12},
        ],
        "form": form,
        "file": FileSample(),
        "late": NOW.date() - timedelta(3),
        "soon": NOW.date() + timedelta(1),
        "later": NOW.date() + timedelta(20),
        "entries": [
            {"at": NOW, "title": "触发", "words": "同一人任采购员和验收员", "tone": "yellow"},
            {"at": NOW, "title": "已说明", "who": "李账 报账员", "tone": "blue"},
            {"at": date(2026, 10, 20), "title": "关闭：已自纠", "who": "刘成 组长", "tone": "green"},
        ],
        "bars": [
            ("业州执纪监督小组", 12),
            ("花坪执纪监督小组", 5),
            ("长梁执纪监督小组", None),
            ("景阳执纪监督小组", 0),
        ],
        "cells": [
            (group, [("red" if n == 3 else "green" if n % 5 else "grey", f"第{n}校", "#") for n in range(1, 18)])
            for group in ("业州组", "花坪组")
        ],
        "spark": [3, 5, None, 4, 8, 6, 7, 2, 3, 1],
        "nodes": [
            {
                "label": "县纪委监委",
                "url": "#",
                "open": True,
                "children": [
                    {"label": "派出第七纪检监察组", "note": "3 人", "url": "#"},
                    {
                        "label": "业州执纪监督小组",
                        "children": [{"label": "业州中心学校", "state": ("red", "缺同级监督")}],
                    },
                ],
            }
        ],
        "problems": [
            {
                "row": 17,
                "column": "身份证号",
                "value": "42282319900101001X",
                "words": "最后一位校验码不符。核对身份证原件后改正。",
            },
            {"row": 23, "column": "任职时间", "value": "2021年13月", "words": "没有 13 月。写成 2021-09 这样的年月。"},
        ],
        "consequences": ["学校不再需要整改，期限停止计算。", "学校和抄送人会看到撤回的理由。"],
    }


@open_page("tests")
def parts(request):
    """Show every part."""
    return HttpResponse(engines["django"].from_string(PARTS).render(shown(), request))


@page(Action.NETWORK_READ)
def listing(request, post):
    """Show a list of units."""
    kinds = [("school", "学校"), ("section", "股室")]
    rows = Listing(
        visible(post, Action.NETWORK_READ, Org).select_related("parent"),
        columns=[
            Column("name", "名称", lambda row: row.name, sort="name", link=lambda row: f"/network/{row.pk}/"),
            Column("kind", "类别", lambda row: row.get_kind_display(), sort="kind"),
            Column("above", "上级", lambda row: row.parent.name if row.parent else None),
            Column("since", "自", lambda row: row.valid_from, kind="date", sort="valid_from"),
            Column("money", "金额", lambda row: row.pk * 1234, kind="money"),
        ],
        filters=[
            Search("q", "名称或拼音", ("name", "sought")),
            Choice("kind", "类别", kinds, "kind"),
            Days("since", "自", "valid_from"),
        ],
        order=("path",),
        page_rows=8,
    )
    if request.GET.get("as"):
        return rows.respond(request, "", {"title": "单位"})
    page_of = engines["django"].from_string(LIST).render({"title": "单位", "shown": rows.page(request)}, request)
    return HttpResponse(page_of)


PROGRESS = """{% extends "ui/base.html" %}{% load ui %}{% block content %}{% progress "正在核对" 0 3 "step/1/" %}
<button class="btn" id="send" hx-post="/gallery/sent/" hx-target="#answer">发送</button>
<div id="answer"></div>{% endblock %}"""


@open_page("tests")
def progress(request):
    """Show a progress bar that asks for itself, and a button that htmx sends."""
    return HttpResponse(engines["django"].from_string(PROGRESS).render({"title": "进度"}, request))


@open_page("tests")
def step(request, done):
    """Answer with the bar again, without an address once it is full."""
    again = f"/gallery/progress/step/{done + 1}/" if done < 3 else ""
    part = '{% load ui %}{% progress "正在核对" done 3 again %}'
    return HttpResponse(engines["django"].from_string(part).render({"done": done, "again": again}, request))


@open_page("tests")
def sent(request):
    """Answer a form that htmx sent; without the token the middleware refuses it before."""
    return HttpResponse('<p id="sent">已收到</p>')


urlpatterns = [
    path("", include("lianjing.site.urls")),
    path("gallery/", parts),
    path("gallery/list/", listing),
    path("gallery/progress/", progress),
    path("gallery/progress/step/<int:done>/", step),
    path("gallery/sent/", sent),
]
handler404, handler500 = "lianjing.ui.errors.not_found", "lianjing.ui.errors.broken"
