"""Drawings: made once, the same on every machine, with every character in the font that ships."""

from __future__ import annotations

import stat
import struct
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from macros.outputs.social_images import HEIGHT, WIDTH, first_sentence, sharing_image, sharing_images
from macros.render.cache import Cache
from macros.render.charts.drawing import FAMILY, FONT, FONTS, png
from macros.render.load_site import checked_site
from macros.text.labels import wording
from tests.conftest import ROOT, Site


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """A cache whose folder does not exist yet."""
    return Cache(tmp_path / "deep" / "drawings")


def never() -> bytes:
    """What must not be called."""
    raise AssertionError("it was made anew")


def size(image: bytes) -> tuple[int, int]:
    """The width and the height of a PNG, from its header."""
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", image[16:24])
    return width, height


def test_what_was_drawn_is_kept(cache: Cache) -> None:
    """By the whole of its text, however long; another text is another drawing."""
    assert cache.get("a" * 9999, lambda: b"one") == b"one"
    assert cache.get("a" * 9999, never) == b"one"
    assert cache.get("a" * 9998, lambda: b"two") == b"two"


@pytest.mark.parametrize("damage", [b"", b"one", b"\0" * 200])
def test_what_was_damaged_is_drawn_anew(cache: Cache, damage: bytes) -> None:
    """An emptied, a cut and an overwritten file."""
    cache.get("key", lambda: b"one")
    (path,) = cache.folder.iterdir()
    path.write_bytes(damage)
    assert cache.get("key", lambda: b"two") == b"two"
    assert cache.get("key", never) == b"two"


def test_a_drawing_that_fails_leaves_nothing(cache: Cache) -> None:
    """And is tried again."""
    with pytest.raises(ValueError, match="SVG"):
        cache.get("key", lambda: png("no drawing"))
    assert not cache.folder.exists()


def test_where_nothing_can_be_kept_it_is_drawn_all_the_same(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "taken").write_text("")
    assert Cache(tmp_path / "taken").get("key", lambda: b"one") == b"one"


def test_the_folder_holds_nothing_half_written(cache: Cache) -> None:
    """One file for each drawing, under its final name."""
    for key in ("one", "two"):
        cache.get(key, key.encode)
    assert len(list(cache.folder.iterdir())) == 2
    assert all(len(path.name) == 64 for path in cache.folder.iterdir())


def test_the_shipped_font_is_the_one_that_is_drawn_with() -> None:
    """Under a name that no machine's font has; and a name that none has draws otherwise."""
    font = TTFont(FONT)
    assert font["name"].getDebugName(1) == FAMILY
    image = sharing_image("账本", "账本", "账本")
    assert png(image) != png(image.replace(FAMILY, "No Such Family"))


def test_every_character_that_is_drawn_is_in_the_font() -> None:
    """Titles, descriptions and labels, in both languages."""
    site = checked_site(ROOT, ROOT / "docs" / "zh", "zh")
    texts = [value for front in site.fronts.values() for value in front.values()]
    texts += [text for metric in site.ledger.metrics.values() for text in (metric.label.zh, metric.label.en)]
    texts += [text for entity in site.ledger.entities.values() for text in (entity.label.zh, entity.label.en)]
    texts += [*wording("zh").values(), *wording("en").values(), *sharing_images(site, "AI 豪赌账本", "").values()]
    assert len(texts) > 500
    missing = {each for text in texts for each in text if each.isprintable()} - set(map(chr, TTFont(FONT).getBestCmap()))
    remedy = f"add it to MORE in {(FONTS / 'README.md').relative_to(ROOT)} and run the command there"
    assert not missing, f"the font has no {' '.join(sorted(missing))}: {remedy}"


def test_the_font_stays_small_and_free() -> None:
    """Its licence stands beside it."""
    assert FONT.stat().st_size < 3_500_000
    assert not FONT.stat().st_mode & stat.S_IXUSR
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text("utf-8")


def test_stories_and_the_site_have_images_to_share(site: Site) -> None:
    """In the size that sites ask for."""
    folder = site.folder / "assets" / "sharing"
    images = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.png")}
    stories = {"stories/2025-02-doubt.png", "stories/2025-the-year.png", "stories/2026-02-promise.png"}
    assert set(images) == {"site.png"} | stories
    assert {size(image) for image in images.values()} == {(WIDTH, HEIGHT)}
    assert len(set(images.values())) == len(images)


def test_a_title_is_drawn_as_it_is_written() -> None:
    """Signs of XML in it are text; a long one leaves the description fewer lines."""
    svg = sharing_image("账本", "R&D <投入>", "一句。又一句。")
    assert "R&amp;D &lt;投入&gt;" in svg
    assert "又一句" not in svg
    assert size(png(svg)) == (WIDTH, HEIGHT)
    long = "这是一个非常长的标题，" * 9
    assert [sharing_image("账本", title, long).count("<text") for title in ("短", long)] == [1 + 3 + 1, 3 + 1 + 1]


def test_the_first_sentence_ends_where_it_ends() -> None:
    """Not at a decimal point."""
    assert first_sentence("增长 4.5 个点。然后呢？") == "增长 4.5 个点。"
    assert first_sentence("没有句号") == "没有句号"
