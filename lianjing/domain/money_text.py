"""Amounts of money as people write them in China, read exactly or refused; and the capitals of vouchers.

Characters are written as code points because source files hold no Chinese; tests show them in clear.
"""

from decimal import Decimal
from re import compile as pattern
from typing import NoReturn
from unicodedata import normalize

from lianjing.domain.refusals import RuleBroken

DIGITS = "\u96f6\u58f9\u8d30\u53c1\u8086\u4f0d\u9646\u67d2\u634c\u7396"  # capitals: ling yi er san si wu liu qi ba jiu
_PLAIN = "\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d"  # plain: ling yi er san si wu liu qi ba jiu
SHI, BAI, QIAN, WAN, YI = "\u62fe", "\u4f70", "\u4edf", "\u4e07", "\u4ebf"  # 10, 100, 1,000, 10**4, 10**8
YUAN, JIAO, FEN, WHOLE, MINUS = "\u5143", "\u89d2", "\u5206", "\u6574", "\u8d1f"
_POINT = "\u70b9"  # dian
_ZERO = DIGITS[0]
LONGEST = 40
_EXACT = 24  # significant digits that Decimal multiplies by powers of ten without rounding

_SAME = str.maketrans(
    {
        **{plain: capital for plain, capital in zip(_PLAIN, DIGITS, strict=True)},
        "\u4e24": DIGITS[2],  # liang
        "\u9678": DIGITS[6],  # liu, as often typed
        "\u5341": SHI,
        "\u767e": BAI,
        "\u5343": QIAN,
        "\u842c": WAN,
        "\u5104": YI,
        "\u5706": YUAN,  # yuan, round
        "\u5713": YUAN,
        "\u5757": YUAN,  # kuai
        "\u6bdb": JIAO,  # mao
        "\u6b63": WHOLE,  # zheng
        "\u2212": "-",
        "\u2013": "-",
    }
)
_PREFIX = pattern(r"(?:\u4eba\u6c11\u5e01:?|RMB|CNY|\u00a5)\s*")
_ARABIC = pattern(rf"((?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)(?:\.[0-9]+)?)([{SHI}{BAI}{QIAN}]?[{WAN}{YI}]?)")
_DIGIT = f"[1-9{DIGITS[1:]}]"
_SECTION = pattern(
    rf"{_ZERO}?(?:({_DIGIT}){QIAN})?({_ZERO}?)(?:({_DIGIT}){BAI})?({_ZERO}?)(?:({_DIGIT}?){SHI})?({_ZERO}?)({_DIGIT}?)"
)
_SMALL = pattern(rf"{_ZERO}?(?:([0-9{DIGITS}]){JIAO})?{_ZERO}?(?:([0-9{DIGITS}]){FEN})?")
_SCALES = {SHI: 10, BAI: 100, QIAN: 1000, WAN: 10**4, YI: 10**8}


def fen_in(text: str) -> int:
    """Return the amount that `text` says, in fen.

    Reads 12.50, 1,234.50 yuan, 1.2 wan, full-width digits, capitals of vouchers, jiao and fen, a leading
    minus or brackets. Raises RuleBroken("money_unreadable", text, why) for anything with two readings or
    none, and RuleBroken("money_too_fine", text) for parts of a fen: nothing is rounded.
    """
    if len(text) > LONGEST:
        _unreadable(text, "too_long")
    plain = normalize("NFKC", text).strip().translate(_SAME)
    sign, plain = _sign(plain, text)
    plain = _PREFIX.sub("", plain, count=1) if _PREFIX.match(plain) else plain
    if not plain:
        _unreadable(text, "empty")
    body, mark, rest = plain.removesuffix(WHOLE).partition(YUAN)
    if not mark and (JIAO in body or FEN in body):
        body, rest = "", body
    small = _small(rest.strip(), text) if rest.strip() else 0
    if not body.strip():
        return sign * small if small and not mark else _unreadable(text, "empty")
    fen = _number(body.strip(), text) * 100
    if small and fen % 100:
        _unreadable(text, "after_yuan")
    if fen != fen.to_integral_value():
        raise RuleBroken("money_too_fine", text=text[:40])
    return sign * (int(fen) + small)


def capitals(fen: int) -> str:
    """Return the amount in the capitals that vouchers and contracts need; it reads back by `fen_in`."""
    yuan, small = divmod(abs(fen), 100)
    jiao, cents = divmod(small, 10)
    text = f"{_whole(yuan)}{YUAN}" if yuan or not small else ""
    text += f"{DIGITS[jiao]}{JIAO}" if jiao else (_ZERO if yuan and cents else "")
    text += f"{DIGITS[cents]}{FEN}" if cents else WHOLE
    return (MINUS if fen < 0 else "") + text


def _unreadable(text: str, why: str) -> NoReturn:
    raise RuleBroken("money_unreadable", text=text[:40], why=why)


def _sign(plain: str, text: str) -> tuple[int, str]:
    bracketed = plain.startswith("(") and plain.endswith(")")
    bare = plain[1:-1].strip() if bracketed else plain
    rest = bare.lstrip()
    for minus in ("-", MINUS):
        if rest.startswith(minus):
            return (-1, rest[1:].strip()) if not bracketed else _unreadable(text, "two_signs")
    return (-1, rest) if bracketed else (1, rest)


def _number(body: str, text: str) -> Decimal:
    if found := _ARABIC.fullmatch(body):
        if len(found[1]) > _EXACT:
            _unreadable(text, "too_long")
        scale = 1
        for mark in found[2]:
            scale *= _SCALES[mark]
        return Decimal(found[1].replace(",", "")) * scale
    if _POINT in body:
        return _pointed(body, text)
    return Decimal(_whole_in(body, text))


def _pointed(body: str, text: str) -> Decimal:
    """Read a spoken decimal: digits after the point, then perhaps wan or yi."""
    scale = _SCALES[body[-1]] if body[-1] in (WAN, YI) else 1
    head, _, tail = (body[:-1] if scale > 1 else body).partition(_POINT)
    places = "".join(str(_digit(mark)) for mark in tail if mark in f"0123456789{DIGITS}")
    if not tail or len(places) != len(tail) or len(places) > _EXACT // 2:
        _unreadable(text, "point")
    return (Decimal(_whole_in(head, text)) + Decimal(int(places)).scaleb(-len(places))) * scale


def _whole_in(body: str, text: str) -> int:
    """Read a whole number of sections: yi, wan and what is left. Each lower part may open with a zero."""
    high, yi, low = body.rpartition(YI)
    above, wan, below = low.rpartition(WAN)
    value = _whole_in(high, text) * 10**8 if yi else 0
    value += _section(above, text, after=bool(yi)) * 10**4 if wan else 0
    return value + (_section(below, text, after=bool(yi or wan)) if below or not (yi or wan) else 0)


def _section(part: str, text: str, *, after: bool) -> int:
    """Read 0..9999. `after` a higher part a lone digit without a zero could mean two amounts: refused."""
    if part.isascii() and part.isdecimal():
        return int(part) if len(part) == 4 or (not after and len(part) < 4) else _unreadable(text, "ambiguous")
    if part == _ZERO and not after:
        return 0
    found = _SECTION.fullmatch(part)
    if not part or part == _ZERO or found is None:
        _unreadable(text, "not_a_number")
    qian, zero1, bai, zero2, shi, zero3, one = found.groups()
    if one and shi is None and not (zero1 or zero2 or zero3) and (qian or bai or (after and part[0] != _ZERO)):
        _unreadable(text, "ambiguous")
    tens = 0 if shi is None else _digit(shi) if shi else 1
    return 1000 * _digit(qian) + 100 * _digit(bai) + 10 * tens + _digit(one)


def _small(rest: str, text: str) -> int:
    found = _SMALL.fullmatch(rest)
    if found is None or not (found[1] or found[2]):
        _unreadable(text, "after_yuan")
    return 10 * _digit(found[1]) + _digit(found[2])


def _digit(mark: str | None) -> int:
    if not mark:
        return 0
    return int(mark) if mark.isdecimal() else DIGITS.index(mark)


def _whole(number: int) -> str:
    """Return a whole number in capitals; zeros inside are said once, zeros at the end of a part not at all."""
    if number >= 10**8:
        return _joined(_whole(number // 10**8) + YI, number % 10**8, 10**7)
    if number >= 10**4:
        return _joined(_whole(number // 10**4) + WAN, number % 10**4, 10**3)
    for mark, size in ((QIAN, 1000), (BAI, 100), (SHI, 10)):
        if number >= size:
            return _joined(DIGITS[number // size] + mark, number % size, size // 10)
    return DIGITS[number]


def _joined(head: str, rest: int, full: int) -> str:
    """Join `rest` to `head`, with one zero between when the place just below `head` is empty."""
    return head if not rest else head + (_ZERO if rest < full else "") + _whole(rest)
