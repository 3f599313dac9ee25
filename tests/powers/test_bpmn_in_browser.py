"""bpmn-js opens the BPMN of every item without a warning, under our content security policy, in both languages."""

from pathlib import Path

import pytest
from django.conf import settings

from lianjing.engines.content import read_library
from lianjing.engines.content.powers import read_items
from lianjing.engines.flowcharts.bpmn_export import bpmn_of
from lianjing.engines.flowcharts.bpmn_import import item_of
from lianjing.engines.flowcharts.bpmn_model import read_bpmn
from tests.powers.random_items import legend

pytestmark = pytest.mark.browser

STATIC = Path(__file__).resolve().parents[2] / "lianjing" / "ui" / "static"
LEGEND = legend()
ITEMS = read_items(read_library())
PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>chart</title>
<link rel="stylesheet" href="/vendor/bpmn.css"><link rel="stylesheet" href="/size.css"></head>
<body><div id="chart"></div><script src="/vendor/bpmn-{tool}.min.js"></script>
<script src="/vendor/bpmn.zh.js"></script><script src="/ui/bpmn.js"></script></body></html>"""
KINDS = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}
OPEN = """async (xml) => {
  document.querySelector("#chart").replaceChildren();
  const { drawing, warnings } = await openBpmn(document.querySelector("#chart"), xml);
  const parsed = await drawing.get("moddle").fromXML(xml);
  globalThis.drawing = drawing;
  return {
    warnings: warnings.map((one) => one.message), parsed: parsed.warnings.map((one) => one.message),
    drawn: drawing.get("elementRegistry").getAll().map((one) => one.id),
  };
}"""


@pytest.fixture
def page(chromium):
    """Open a page that holds bpmn-js and nothing else: page(language, tool) -> page, with what it complained of."""
    opened = []

    def open_page(language="zh-hans", tool="viewer"):
        context = chromium.new_context(viewport={"width": 1400, "height": 800})
        opened.append(context)
        shown = context.new_page()
        shown.complaints = []
        shown.on("console", lambda said: said.type in ("error", "warning") and shown.complaints.append(said.text))
        shown.on("pageerror", lambda error: shown.complaints.append(str(error)))
        shown.route("**/*", lambda route: _answer(route, language, tool))
        shown.goto("http://localhost/")
        return shown

    yield open_page
    for context in opened:
        context.close()


def _answer(route, language, tool):
    name = route.request.url.removeprefix("http://localhost/").partition("?")[0]
    rules = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    policy = "; ".join(f"{key} {' '.join(map(str, said))}" for key, said in rules.items())
    if not name:
        body = PAGE.format(language=language, tool=tool)
        route.fulfill(body=body, content_type="text/html", headers={"Content-Security-Policy": policy})
    elif name == "size.css":
        route.fulfill(body="#chart { height: 760px }", content_type="text/css")
    else:
        path = STATIC / name
        route.fulfill(body=path.read_bytes(), content_type=KINDS[path.suffix]) if path.is_file() else route.abort()


@pytest.mark.parametrize("tool", ["viewer", "modeler"])
def test_every_item_opens_without_a_warning(page, tool):
    shown = page(tool=tool)
    for name, item in ITEMS.items():
        for language in ("zh", "en"):
            raw = bpmn_of(item, LEGEND, language)
            found = shown.evaluate(OPEN, raw.decode())
            assert found["warnings"] == found["parsed"] == [], name
            model = read_bpmn(raw)
            assert {node.id for node in model.nodes} | {way.id for way in model.ways} <= set(found["drawn"]), name
    assert not shown.complaints


def test_what_bpmn_js_writes_again_still_holds_every_mark(page):
    shown = page(tool="modeler")
    for name, item in ITEMS.items():
        shown.evaluate(OPEN, bpmn_of(item, LEGEND, "zh").decode())
        again = shown.evaluate("async () => (await drawing.saveXML({ format: true })).xml")
        back = item_of(read_bpmn(again.encode()), LEGEND.said)
        assert back == item_of(read_bpmn(bpmn_of(item, LEGEND, "zh")), LEGEND.said), name


@pytest.mark.parametrize(("language", "says"), [("zh-hans", "启动 Lasso 工具"), ("en", "Activate lasso tool")])
def test_the_tools_speak_the_language_of_the_page(page, language, says):
    shown = page(language, "modeler")
    shown.evaluate(OPEN, bpmn_of(ITEMS["ST-03"], LEGEND, "zh").decode())
    said = "all => all.map(one => one.ariaLabel || one.title)"
    assert says in shown.eval_on_selector_all(".djs-palette .entry", said)


def test_the_mark_of_bpmn_io_is_visible_and_uncovered(page):
    shown = page()
    shown.evaluate(OPEN, bpmn_of(ITEMS["ST-03"], LEGEND, "zh").decode())
    mark = shown.locator(".bjs-powered-by")
    assert mark.is_visible()
    box = mark.bounding_box()
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    on_top = "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('.bjs-powered-by'))"
    assert shown.evaluate(on_top, middle)


def test_a_warning_would_be_seen(page):
    shown = page()
    raw = bpmn_of(ITEMS["ST-03"], LEGEND, "zh").replace(b'bpmnElement="step_2"', b'bpmnElement="step_77"')
    assert shown.evaluate(OPEN, raw.decode())["warnings"]
