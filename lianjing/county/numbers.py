"""Numbers that look real, pass every checksum and belong to nobody.

Identity numbers: GB 11643 (17 digits and a check sign). Their region starts with 6999: province codes 66 to 70
do not exist in GB/T 2260, so no such number was ever issued, and demo rows can be told from real ones.
Phones: 142 and eight digits. The block 140 to 144 is kept for machines, whose numbers have 13 digits, so no
person has such an 11-digit number, while the shape 1[3-9] and nine digits is kept.
Credit codes: GB 32100 (check sign modulo 31), with the same region and an organisation code of GB 11714.
"""

import random
from datetime import date

from lianjing.county.streams import unused

REGION = "6999"
PHONE_PREFIX = "142"
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_SIGNS = "10X98765432"
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def id_check_sign(first17: str) -> str:
    """Return the 18th sign that GB 11643 gives to 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, _ID_WEIGHTS, strict=True))
    return _ID_SIGNS[total % 11]


def credit_check_sign(first17: str) -> str:
    """Return the 18th sign that GB 32100 gives to 17 signs."""
    total = sum(_CREDIT_SIGNS.index(sign) * weight for sign, weight in zip(first17, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_SIGNS[(31 - total % 31) % 31]


def _organisation_sign(first8: str) -> str:
    total = sum(int(sign, 36) * weight for sign, weight in zip(first8, _ORG_WEIGHTS, strict=True))
    return "0123456789X"[(11 - total % 11) % 11]


class Mint:
    """Issues numbers that are unique in the county."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._phones: set[str] = set()
        self._credits: set[str] = set()

    def id_no(self, chance: random.Random, region: int, born: date, gender: str) -> str:
        """Return an identity number: region 00 to 99 below 6999, odd sequence for men, even for women."""

        def draw() -> str:
            sequence = chance.randrange(0, 500) * 2 + (1 if gender == "M" else 0)
            first17 = f"{REGION}{region:02d}{born:%Y%m%d}{sequence:03d}"
            return first17 + id_check_sign(first17)

        return unused(self._ids, draw)

    def phone(self, chance: random.Random) -> str:
        """Return an 11-digit phone number that no person can have."""
        return unused(self._phones, lambda: f"{PHONE_PREFIX}{chance.randrange(10**8):08d}")

    def credit_code(self, chance: random.Random, region: int) -> str:
        """Return a unified social credit code of a firm (91) in the invented region.

        The organisation part may end in X only as GB 11714 says; draws that end in X are drawn again, because
        many ledgers drop them.
        """

        def draw() -> str:
            while (sign := _organisation_sign(body := f"{chance.randrange(10**8):08d}")) == "X":
                pass
            first17 = f"91{REGION}{region:02d}{body}{sign}"
            return first17 + credit_check_sign(first17)

        return unused(self._credits, draw)
