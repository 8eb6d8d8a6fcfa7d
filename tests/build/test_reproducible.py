"""The same files give the same site, byte for byte, wherever and whenever and by whomever it is built."""

import gzip
import re
import struct
from pathlib import Path

import pytest

from tests.conftest import ADDRESS, succeed
from tests.support.projects import PAGE, contents, make_project

FACT = "fact('orbit-spending', 'FY2024', 'orbit-2026-02-01')"
CALLS = (FACT, "derived('plan-raised')", "charts()", "checks()", "documents()", "downloads()", "page_sources()")
HOME = PAGE.format("Home", "\n\n".join(f"{{{{ {call} }}}}" for call in CALLS))
STORY = "---\ntitle: A story\ndescription: Of it.\nschema: Article\ndate: 2026-03-04\nupdated: 2026-05-06\n---\n\n# A story\n"
NEWEST_DOCUMENT = "2026-02-01"

HERE = {"TZ": "Pacific/Kiritimati", "LANG": "zh_CN.UTF-8", "LANGUAGE": "zh", "PYTHONHASHSEED": "1"}
ELSEWHERE = {
    "TZ": "America/Los_Angeles",
    "LC_ALL": "C",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONHASHSEED": "4242",
    "HOME": "/nonexistent",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both editions of a small ledger with something in every file."""
    return build(tmp_path_factory.mktemp("here") / "这里", HERE)


def build(folder: Path, environment: dict[str, str]) -> Path:
    """Build the small ledger's site in a folder, with an address of its own."""
    project = make_project(folder / "project", {"index.md": HOME, "story.md": STORY}, languages=("zh", "en"))
    succeed(project, "macros", "build", SITE_URL=ADDRESS, **environment)
    return project / "site"


def test_another_path_time_zone_language_and_hash_seed_change_no_byte(built: Path, tmp_path: Path) -> None:
    """Of any file: pages, downloads, feed, search, drawings, images, the compressed site map; nor does a second build."""
    first, second = contents(built), contents(build(tmp_path / "another name" / "below", ELSEWHERE))
    assert len(first) > 60
    assert {path.suffix for path in map(Path, first)} > {".html", ".json", ".csv", ".xml", ".gz", ".png", ".svg"}
    succeed(built.parent, "macros", "build", SITE_URL=ADDRESS, **HERE)
    for again in (second, contents(built)):
        assert {path for path in first.keys() | again.keys() if first.get(path) != again.get(path)} == set()


def test_a_page_and_the_site_map_are_dated_by_their_content(built: Path) -> None:
    """By the front matter, or else by the newest document; never by the day of the build.

    The header of the compressed site map has the newest day, at midnight in Greenwich.
    """
    text, raw = (built / "sitemap.xml").read_text("utf-8"), (built / "sitemap.xml.gz").read_bytes()
    dated = dict(re.findall(r"<loc>(\S+?)</loc>\s*<lastmod>(\S+?)</lastmod>", text))
    assert dated[f"{ADDRESS}story.html"] == "2026-05-06"
    assert set(dated.values()) == {"2026-05-06", NEWEST_DOCUMENT}
    assert struct.unpack("<I", raw[4:8]) == (1778025600,)  # 2026-05-06
    assert gzip.decompress(raw).decode() == text
