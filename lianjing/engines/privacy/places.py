"""Where people live, and words that tell of their circumstances, in running text. Sources: domain 1G, S13."""

import re
from collections.abc import Iterator

from lianjing.engines.privacy.numbers import Span, plain

_N = "[0-9一二三四五六七八九十百]{1,4}"
_HAN = "[\u4e00-\u9fff]"
_LIVES = (
    re.compile(rf"{_HAN}{{1,8}}(?:村|社区|居委会|居)\s?第?{_N}\s?(?:组|社|队|屯|户)"),
    re.compile(rf"{_HAN}{{1,10}}(?:路|街|大道|巷|弄|胡同)\s?(?:{_N}\s?巷\s?)?{_N}\s?(?:号|弄)(?!线|公路)"),
    re.compile(
        rf"{_HAN}{{2,10}}(?:小区|花园|公寓|家园|花苑|新村|佳苑|华庭|安置点|安置房)\s?[A-Za-z]?{_N}?\s?(?:区|期)?\s?[A-Za-z]?{_N}\s?(?:栋|幢|号楼|座|单元|室|号)"
    ),
    re.compile(rf"{_N}\s?(?:栋|幢|号楼|座)\s?{_N}\s?(?:单元|门)\s?(?:{_N}\s?(?:室|号|楼|层)?)?"),
    re.compile(
        rf"{_HAN}{{2,6}}(?:镇|乡)\s?{_HAN}{{1,6}}村\s?{_HAN}{{1,4}}(?:湾|坝|坪|屋场|岭|沟|寨|垭|坡)(?=[\s,，。;；)）]|$)"
    ),
)
_LABELLED = re.compile(
    r"(?:家庭住址|家庭地址|现住址|住址|户籍地址|户籍所在地|家住|现住)\s?[:：为是在]?\s?([^\s,，。;；:：（）()]{4,40})"
)
CIRCUMSTANCES = re.compile(
    "低保|五保|特困供养|孤儿|残疾|智障|自闭|建档立卡|脱贫户|监测户|单亲|离异|父母双亡|服刑|患病|重病|癌|白血病|尿毒症"
    "|艾滋|抑郁|精神病|精神障碍|致困原因|困难等级|特别困难|家庭年收入|人均收入"
)


def addresses(text: str, allowed: tuple[str, ...] = ()) -> Iterator[Span]:
    """Yield where home addresses stand. allowed: addresses that may be shown, such as the school's own."""
    said = plain(text)
    for pattern in _LIVES:
        for found in pattern.finditer(said):
            if not _is_allowed(said, found.span(), allowed):
                yield found.span()
    for found in _LABELLED.finditer(said):
        if not _is_allowed(said, found.span(1), allowed) and "*" not in found[1]:
            yield found.span(1)


def circumstances(text: str) -> Iterator[Span]:
    """Yield words that tell of hardship, illness or family. Only beside people's names do they tell of a person."""
    for found in CIRCUMSTANCES.finditer(text):
        yield found.span()


def _is_allowed(text: str, span: Span, allowed: tuple[str, ...]) -> bool:
    """Return whether a span lies inside an allowed string as it stands in the text."""
    return any(
        found.start() <= span[0] and span[1] <= found.end()
        for one in allowed
        if one
        for found in re.finditer(r"\s*".join(map(re.escape, one)), text)  # pages are read with spaces round figures
    )
