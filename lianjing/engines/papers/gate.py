"""The poster at a school's gate, A4: the school, a QR code, four lines. All words come in."""

from dataclasses import asdict, dataclass

from lianjing.engines.papers.typesetting import pdf_of


@dataclass(frozen=True)
class GatePoster:
    """A gate poster's words. code: an SVG of a QR code of `address`. key: the public log's, with words before it."""

    title: str
    lead: str
    lines: tuple[str, ...]
    address: str
    code: str
    foot: str
    key: str = ""


def gate_pdf(poster: GatePoster) -> bytes:
    """Return the poster as PDF. Raises RuleBroken("paper_not_set", template, said)."""
    return pdf_of("gate", asdict(poster))
