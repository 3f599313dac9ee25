"""Planted in the canteen's books: what is no cost of meals, and what only sounds like it."""

from lianjing.county.ledgers.money import hands_of, pay
from lianjing.county.plants.canteen_books import away, cooks
from lianjing.county.plants.plot import Plot

REPAIRS = 200_000  # fen: small mending is nobody's question

# Summary, class of the government's economic classification, least and most fen.
_WRONG = (
    ("来客接待用餐", "30217", 40_000, 160_000),
    ("购教师节慰问福利", "30229", 200_000, 480_000),
    ("购办公桌椅", "30201", 150_000, 400_000),
    ("教室门窗维修", "30213", 207_000, 207_000),
    ("校门维修", "30213", 214_500, 214_500),
    ("围墙修缮", "30213", 226_000, 226_000),
)
_RIGHT = (
    ("教室门窗维修", "30213", 193_000, 193_000),
    ("校门维修", "30213", 197_500, 197_500),
    ("围墙修缮", "30213", 178_000, 178_000),
    ("食堂灶具维修", "30213", 350_000, 480_000),
    ("困难学生伙食补贴", "30308", 120_000, 300_000),
    ("来客接待用餐", "30217", 40_000, 160_000),
)


def no_cost_of_meals(plot: Plot) -> None:
    """The canteen pays for guests, presents, desks or walls; or mends a little, its own stove, or takes it back."""
    for wrong, kinds in ((True, _WRONG), (False, _RIGHT)):
        for site, (summary, econ, least, most) in zip(plot.sites(len(kinds), cooks), kinds, strict=False):
            day = plot.chance.choice(plot.days.of_month("2025-10")[3:-4])
            fen = plot.chance.randrange(least, most + 1)
            number = f"ST{site.code}{day:%y%m%d}"
            firm = plot.chance.choice(plot.world.firms("办公用品"))
            pay(plot.world, site, hands_of(site), number, day, firm, fen, None, "goods", f"付{summary}款",
                "食堂-食材", None, "canteen")  # fmt: skip
            book = plot["vouchers"]
            place = book.length - 1
            book.put(place, econ_code=econ)
            back = not wrong and (summary, econ) == _WRONG[0][:2]
            if back:
                end = plot.days.of_month("2025-10")[-1]
                book.copy(
                    place, voucher_no=f"PZ{number}C", on_date=end, summary="冲销误记食堂账的接待用餐款", debit=-fen
                )
            mended = econ == "30213" and "灶" not in summary
            fine = "taken back in the month" if back else "small mending" if mended else "a cost of meals"
            why = f"paid from meal fees, class {econ}" if wrong else fine
            say = plot.irregular if wrong else plot.innocent
            say(site.code, f"PZ{number}", f"{day}", away(fen, REPAIRS) if mended else None, why)
