"""A picture drawn anew: at most so many pixels, the right way up, and nothing in it but what one sees.

Cameras write into a picture where it was taken, when, and with what. Telegram's clients take that out of a photo, but
not of a picture that is sent as a file.
"""

import io
import threading
import warnings
from dataclasses import dataclass

from PIL import Image

PIXELS = 50_000_000  # of a JPEG, which is decoded at a half, a quarter or an eighth of its size
DECODED = 20_000_000  # of what stands in memory: 80 MB
SIDE = 2560  # the longer one of what comes out; Telegram shows no more
NARROWEST = 20  # times as long as it is wide: what Telegram takes as a photo
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")  # others have too few users, and parsers with too many faults

warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)  # the limits here are stricter


_one = threading.Lock()  # a picture at a time: each may take 200 MB while it is drawn


class Unsafe(Exception):
    """It cannot be drawn: broken, of too many pixels, or no picture."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG; `photo` if its shape is that of one, so that Telegram takes it as a photo."""

    content: bytes
    photo: bool


def drawn_anew(content: bytes) -> Picture:
    """The picture without anything beside it. Raises Unsafe. Works for a second at most: call it in a thread."""
    try:
        with _one, Image.open(io.BytesIO(content), formats=FORMATS) as image:
            _check(image, PIXELS)
            image.draft("RGB", (SIDE, SIDE))
            _check(image, DECODED)
            canvas = _drawn(image)
        target = io.BytesIO()
        canvas.save(target, "JPEG", quality=85)
    except Exception as error:  # whatever a decoder meets in a broken file
        raise Unsafe(type(error).__name__) from None
    return Picture(target.getvalue(), max(canvas.size) <= NARROWEST * min(canvas.size))


def _check(image: Image.Image, most: int) -> None:
    if image.width * image.height > most:
        raise Unsafe(f"{image.width} x {image.height}")


def _drawn(image: Image.Image) -> Image.Image:
    """On white, for what shows through; a new image, which has none of the old one's notes."""
    shown: Image.Image = image
    if image.mode not in ("RGB", "L", "CMYK"):
        shown = image.convert("RGBA")
    turned = _orientation(image)
    shown.thumbnail((SIDE, SIDE), reducing_gap=2.0)
    if turned is not None:
        shown = shown.transpose(turned)
    canvas = Image.new("RGB", shown.size, "white")
    canvas.paste(shown.convert("RGB") if shown.mode == "CMYK" else shown, mask=shown if shown.mode == "RGBA" else None)
    return canvas


def _orientation(image: Image.Image) -> Image.Transpose | None:
    try:
        said = image.getexif().get(0x0112)
    except Exception:  # notes that cannot be read are no reason not to show the picture
        return None
    return _TURNS.get(said) if isinstance(said, int) else None


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
