"""Write catalogue/legal/calendar/<year>.yaml from the `holidays` library, which records the State Council's notices.

Run it when the notice of a new year is out and the library knows it:
    .venv/bin/python bench/make_calendar.py 2019 2026
A year without any made-up day is refused: the library then knows the festivals but not yet the notice.
"""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import holidays

FOLDER = Path(__file__).parents[1] / "lianjing" / "catalogue" / "legal" / "calendar"
DAY = timedelta(days=1)


def blocks(year: int) -> Iterator[tuple[date, date]]:
    """Yield each run of free days that holds a holiday, from its first to its last day named or beside a named one."""
    known = holidays.country_holidays("CN", years=year)
    day = date(year, 1, 1)
    while day.year == year:
        first = day
        while day.year == year and not known.is_working_day(day):
            day += DAY
        run = [first + DAY * step for step in range((day - first).days)]
        if any(free in known for free in run):
            yield run[0], run[-1]
        day += DAY


def names(first: date, last: date) -> dict[str, str]:
    """Return the names of the festivals in a run, by language, without the notes on substitution."""
    found = {}
    for key, language in (("zh", "zh_CN"), ("en", "en_US")):
        known = holidays.country_holidays("CN", years=first.year, language=language)
        run = [known.get(first + DAY * step, "") for step in range((last - first).days + 1)]
        each = [part.strip() for name in run for part in name.split(";")]
        plain = [name.split(" (observed)")[0].split("\uff08")[0] for name in each]
        kept = [n for n in dict.fromkeys(plain) if n and not n.startswith(("Day off", "\u4f11\u606f\u65e5"))]
        found[key] = ("\u3001" if key == "zh" else ", ").join(kept)
    return found


def page(year: int) -> str:
    """Return the file of one year."""
    known = holidays.country_holidays("CN", years=year)
    made_up = sorted(
        day
        for step in range(366)
        if (day := date(year, 1, 1) + DAY * step).year == year and day.weekday() > 4 and known.is_working_day(day)
    )
    if not made_up:
        raise SystemExit(f"{year}: no made-up working day; the notice of that year is not in the library yet")
    off = "\n".join(
        f'  - {{name: {{zh: {named["zh"]}, en: "{named["en"]}"}}, first: {first}, last: {last}}}'
        for first, last in blocks(year)
        for named in [names(first, last)]
    )
    return (
        f"# Written by bench/make_calendar.py from holidays {holidays.__version__}; "
        "check it against the notice itself.\n"
        f"kind: calendar\nyear: {year}\n"
        "source:\n"
        f"  zh: \u56fd\u52a1\u9662\u529e\u516c\u5385\u5173\u4e8e{year}\u5e74\u90e8\u5206\u8282\u5047\u65e5"
        "\u5b89\u6392\u7684\u901a\u77e5\n"
        f"  en: General Office of the State Council, notice on the holidays of {year}\n"
        f"tag: seen\ndays_off:\n{off}\nmade_up: [{', '.join(str(day) for day in made_up)}]\n"
    )


def main() -> None:
    """Write the files of the years from the first argument to the second."""
    if len(sys.argv) != 3 or not all(word.isdecimal() for word in sys.argv[1:]):
        raise SystemExit("usage: make_calendar.py FIRST_YEAR LAST_YEAR")
    for year in range(int(sys.argv[1]), int(sys.argv[2]) + 1):
        target = FOLDER / f"{year}.yaml"
        target.write_text(page(year), encoding="utf-8")
        print(target.relative_to(Path(__file__).parents[1]))


if __name__ == "__main__":
    main()
