"""Pictures that are drawn anew: what comes out is what one sees, and nothing else."""

import io
import tracemalloc

import pytest
from PIL import Image

from bot.files.pictures import SIDE, Unsafe, drawn_anew
from tests.files.samples import HTML, RIGHT, SVG, archive, bomb, camera, drawn

NOTES = (b"Exif", b"GPS", b"adobe", b"Xiaomi")


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def test_no_position_is_left_and_it_stands_the_right_way_up() -> None:
    picture = drawn_anew(camera())
    image = opened(picture.content)
    assert (image.format, image.size, picture.photo) == ("JPEG", (300, 400), True)
    assert not [note for note in NOTES if note in picture.content]
    assert not image.getexif()
    upper, lower = image.getpixel((150, 50)), image.getpixel((150, 350))
    assert isinstance(upper, tuple)
    assert isinstance(lower, tuple)
    assert upper[0] > 200 > lower[0]


@pytest.mark.parametrize("turn", range(10))
def test_it_is_turned_as_any_viewer_would(turn: int) -> None:
    from PIL import ImageOps

    image = Image.radial_gradient("L").resize((64, 32)).convert("RGB")
    image.paste("red", (0, 0, 20, 10))
    notes = Image.Exif()
    notes[RIGHT] = turn
    target = io.BytesIO()
    image.save(target, "JPEG", exif=notes, quality=95)
    expected = ImageOps.exif_transpose(opened(target.getvalue()))
    found = opened(drawn_anew(target.getvalue()).content)
    assert found.size == expected.size
    differences = zip(found.convert("L").tobytes(), expected.convert("L").tobytes(), strict=True)
    assert max(abs(a - b) for a, b in differences) < 40


@pytest.mark.parametrize(
    ("format", "mode"),
    [
        *[("PNG", mode) for mode in ("RGBA", "P", "LA", "L", "1", "I;16")],
        *[("GIF", "P"), ("WEBP", "RGBA"), ("BMP", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L")],
    ],
)
def test_pictures_of_all_kinds_can_be_seen(format: str, mode: str) -> None:
    image = opened(drawn_anew(drawn(format, mode)).content)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (60, 40))


def test_what_shows_through_is_white() -> None:
    image = opened(drawn_anew(drawn("PNG", "RGBA")).content)
    assert image.getpixel((5, 5)) == (255, 255, 255)


def test_a_large_one_becomes_as_small_as_a_photo() -> None:
    image = opened(drawn_anew(drawn("JPEG", "RGB", (8000, 6000))).content)
    assert image.size == (SIDE, 1920)
    assert not drawn_anew(drawn("PNG", "L", (4200, 200))).photo


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xd8\xff", SVG, HTML, camera()[:2000], drawn("TIFF"), archive(size=1_000_000), b"\x89PNG\r\n\x1a\n"],
    ids=["nothing", "head", "svg", "html", "cut", "tiff", "zip", "png head"],
)
def test_what_cannot_be_drawn_is_said(content: bytes) -> None:
    with pytest.raises(Unsafe):
        drawn_anew(content)


def test_a_bomb_is_seen_before_it_goes_off() -> None:
    content = bomb()
    tracemalloc.start()
    try:
        with pytest.raises(Unsafe):
            drawn_anew(content)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_notes_that_cannot_be_read_hide_no_picture() -> None:
    content = camera()
    at = content.index(b"Exif\0\0") + 6
    broken = content[:at] + b"\xff" * 40 + content[at + 40 :]
    assert opened(drawn_anew(broken).content).size == (400, 300)
