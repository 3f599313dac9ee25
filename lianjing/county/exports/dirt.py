"""How people write the same thing: dates, phones, names, numbers, blanks."""

import random
from datetime import date

from lianjing.county.exports.sheets import Cell

_WIDE = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
DATE_SHAPES = ("dotted", "chinese", "iso", "slashed", "compact", "wide", "cell", "serial", "chinese_day")


def written_date(day: date, shape: str) -> Cell:
    """Return the first of a month in one of DATE_SHAPES; shapes without a day lose nothing."""
    match shape:
        case "dotted":
            return f"{day.year}.{day.month}"
        case "chinese":
            return f"{day.year}年{day.month}月"
        case "chinese_day":
            return f"{day.year}年{day.month}月{day.day}日"
        case "iso":
            return day.isoformat()
        case "slashed":
            return f"{day.year}/{day.month}/{day.day}"
        case "compact":
            return f"{day:%Y%m}"
        case "wide":
            return f"{day.year}.{day.month}".translate(_WIDE)
        case "serial":
            return (day - date(1899, 12, 30)).days
        case _:
            return day


def written_phone(chance: random.Random, phone: str) -> Cell:
    """Return a phone as text, as a number, in groups, in wide digits or with a blank behind it."""
    draw = chance.random()
    if draw < 0.08:
        return int(phone)
    if draw < 0.12:
        return f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"
    if draw < 0.14:
        return phone.translate(_WIDE)
    return f"{phone} " if draw < 0.16 else phone


def written_id(chance: random.Random, id_no: str) -> str:
    """Return an identity number as text: sometimes a small x, wide digits or a blank."""
    draw = chance.random()
    if draw < 0.01:
        return id_no.translate(_WIDE)
    if draw < 0.03:
        return f"{id_no} "
    return id_no.lower() if draw < 0.3 else id_no


def written_name(chance: random.Random, name: str) -> str:
    """Return a name; short ones are stretched with a blank by some, and some leave a blank behind."""
    if len(name) == 2 and chance.random() < 0.25:
        return f"{name[0]}{chance.choice('　 ')}{name[1]}"
    return padded(chance, name)


def padded(chance: random.Random, text: str) -> str:
    """Return the text, one time in twenty with a blank before or behind it."""
    draw = chance.random()
    if draw < 0.03:
        return f"{text} "
    if draw < 0.04:
        return f" {text}"
    return f"{text}　" if draw < 0.05 else text


def as_lossy_number(id_no: str) -> float:
    """Return what a spreadsheet keeps of an 18-digit number: 15 digits and three noughts."""
    return float(int(id_no[:15]) * 1000)
