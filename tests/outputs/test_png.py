"""Images of shared links as PNG: the shipped font alone, with every character that a title may have."""

import stat
import struct
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from macros.outputs.social_images import FAMILY, FONT, HEIGHT, WIDTH, first_sentence, png, sharing_image, sharing_images
from macros.render.load_site import checked_site
from macros.text.labels import wording
from tests.conftest import ROOT, Site


def size(image: bytes) -> tuple[int, int]:
    """The width and the height of a PNG, from its header."""
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", image[16:24])
    return width, height


def test_text_is_drawn_with_the_shipped_font_alone() -> None:
    """It has a name that no machine's font has; text in a family of the machine is not drawn at all. It is small and free."""
    assert TTFont(FONT)["name"].getDebugName(1) == FAMILY
    image = sharing_image("账本", "账本", "账本")
    without_text = png(image.replace("账本", ""))
    assert png(image) != without_text
    for family in ("DejaVu Sans", "Noto Sans CJK SC", "sans-serif"):
        assert png(image.replace(FAMILY, family)) == without_text
    assert FONT.stat().st_size < 3_500_000
    assert not FONT.stat().st_mode & stat.S_IXUSR
    assert "SIL OPEN FONT LICENSE Version 1.1" in Path(FONT.parent, "OFL.txt").read_text("utf-8")


def test_every_character_that_is_drawn_is_in_the_font() -> None:
    """Titles, descriptions and labels, in both languages."""
    site = checked_site(ROOT, ROOT / "docs" / "zh", "zh")
    texts = [value for front in site.fronts.values() for value in front.values()]
    texts += [text for metric in site.ledger.metrics.values() for text in (metric.label.zh, metric.label.en)]
    texts += [text for entity in site.ledger.entities.values() for text in (entity.label.zh, entity.label.en)]
    texts += [
        *(text for of in ("zh", "en") for name, text in wording(of).items() if not name.startswith("search.")),
        *sharing_images(site, "AI 豪赌账本", "").values(),
    ]
    assert len(texts) > 500
    missing = {each for text in texts for each in text if each.isprintable()} - set(map(chr, TTFont(FONT).getBestCmap()))
    remedy = f"add it to MORE in {(FONT.parent / 'README.md').relative_to(ROOT)} and run the command there"
    assert not missing, f"the font has no {' '.join(sorted(missing))}: {remedy}"


def test_stories_and_the_site_have_images_to_share(site: Site) -> None:
    """In the size that sites ask for."""
    folder = site.folder / "assets" / "sharing"
    images = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.png")}
    stories = {"stories/2025-02-doubt.png", "stories/2025-the-year.png", "stories/2026-02-promise.png"}
    stories.add("stories/2026-07-the-bill.png")
    assert set(images) == {"site.png"} | stories
    assert {size(image) for image in images.values()} == {(WIDTH, HEIGHT)}
    assert len(set(images.values())) == len(images)


def test_a_title_is_drawn_as_it_is_written() -> None:
    """Signs of XML in it are text; a long one leaves the description fewer lines."""
    svg = sharing_image("账本", "R&D <投入>", "一句。又一句。")
    assert "R&amp;D &lt;投入&gt;" in svg
    assert "又一句" not in svg
    assert size(png(svg)) == (WIDTH, HEIGHT)
    assert first_sentence("没有句号") == "没有句号"
    long = "这是一个非常长的标题，" * 9
    assert [sharing_image("账本", title, long).count("<text") for title in ("短", long)] == [1 + 3 + 1, 3 + 1 + 1]
