"""Pictures: refused unless the system drew them; said besides, what the camera wrote into them."""

import hashlib
import io
from collections.abc import Iterator, Mapping
from contextlib import suppress

from lianjing.engines.privacy.findings import Finding

_GPS = 0x8825
_MAKER = {0x010F, 0x0110, 0x013B, 0x8298, 0x9C9D, 0x9C9C, 0x010E, 0xA430, 0xA431, 0x0132, 0x9003, 0x9286}


def found(data: bytes, place: Mapping[str, str | int], drawn: frozenset[str]) -> Iterator[Finding]:
    """Yield what speaks against letting a picture out; nothing for one that the system drew."""
    if hashlib.sha256(data).hexdigest() in drawn:
        return
    yield Finding("image", place)
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = 200_000_000
    with suppress(Exception), Image.open(io.BytesIO(data)) as picture:  # a broken one is refused all the same
        exif = picture.getexif()
        if exif.get_ifd(_GPS):
            yield Finding("gps", place)
        inside = set(exif) | set(exif.get_ifd(0x8769))
        if inside & _MAKER or {"xmp", "comment", "photoshop"} & set(picture.info):
            yield Finding("metadata", place)
