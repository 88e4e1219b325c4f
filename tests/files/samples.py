"""Files as people send them, good and bad."""

import io
import zipfile

from PIL import Image

RIGHT, UP = 0x0112, 6  # the tag that says how a camera was held, and upright


def camera(width: int = 400, height: int = 300) -> bytes:
    """A picture as a phone keeps it: taken upright, with a position, the phone's name, and words beside it. Its upper
    half is red, as it lies in the file its left."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    notes = Image.Exif()
    notes[RIGHT] = UP
    notes[0x010F] = "Xiaomi"
    notes.get_ifd(0x8825).update({1: "N", 2: (36.0, 3.0, 41.3), 3: "E", 4: (103.0, 49.0, 10.6)})
    target = io.BytesIO()
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>36,3.688N</exif:GPSLatitude></x:xmpmeta>'
    image.save(target, "JPEG", exif=notes, comment=b"GPS 36.0615", xmp=xmp)
    assert b"GPSLatitude" in target.getvalue()
    assert dict(Image.open(target).getexif().get_ifd(0x8825))
    return target.getvalue()


def bomb() -> bytes:
    """17 KB that decode to 432 MB."""
    target = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(target, "PNG", optimize=True)
    assert len(target.getvalue()) < 20_000
    return target.getvalue()


def archive(name: str = "a.txt", size: int = 200_000_000) -> bytes:
    """195 KB that unpack to 200 MB."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed, packed.open(name, "w", force_zip64=True) as file:
        for _ in range(size // 1_000_000):
            file.write(bytes(1_000_000))
    return target.getvalue()


def drawn(format: str, mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, format)
    return target.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
