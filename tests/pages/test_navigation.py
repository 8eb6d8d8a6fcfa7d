"""A page that the menu does not lead to is told by the author's check, not first by the build."""

from pathlib import Path

import pytest

from macros.ledger.editions import editions_of
from macros.pages.navigation import omitted_pages
from tests.conftest import ROOT, run, succeed
from tests.support.projects import PAGE, edit, make_project, write_pages


def omitted(root: Path, **configuration: str) -> list[str]:
    """What is told of a project with these keys in its configuration, and four pages."""
    write_pages(root, dict.fromkeys(("index.md", "stories/one.md", "stories/two.md", "sources/a.md"), ""), "zh")
    lines = "\n".join(f"{key}: {value}" for key, value in configuration.items())
    (root / "mkdocs.yml").write_text(f"docs_dir: docs/zh\n{lines}\n", "utf-8")
    (edition,) = editions_of(root)
    return [str(each) for each in omitted_pages(root, edition)]


@pytest.mark.parametrize("nav", ["[index.md, {Stories: [stories/two.md]}]", "{Home: index.md, Stories: {Two: stories/two.md}}"])
def test_a_page_without_an_entry_is_told_with_the_line_to_add(tmp_path: Path, nav: str) -> None:
    """Whatever the shape of the menu; what `not_in_nav` names needs none."""
    assert omitted(tmp_path, not_in_nav="/sources/**/*.md", nav=nav) == [
        "docs/zh/stories/one.md:1:1  the menu does not lead here; add a line below nav: (mkdocs.yml:3): - stories/one.md"
    ]


def test_where_there_is_no_menu_every_page_is_in_it(tmp_path: Path) -> None:
    """As mkdocs has it."""
    assert omitted(tmp_path) == []


def test_the_check_tells_what_the_build_would_refuse(tmp_path: Path) -> None:
    """In each edition, by its own configuration, which may inherit the menu's rules."""
    project = make_project(tmp_path / "project", {}, languages=("zh", "en"))
    for config, folder in (("mkdocs.yml", "zh"), ("mkdocs.en.yml", "en")):
        pages = [path.relative_to(project / "docs" / folder).as_posix() for path in (project / "docs" / folder).rglob("*.md")]
        (project / config).write_text((project / config).read_text("utf-8") + f"nav: {pages}\n", "utf-8")
        write_pages(project, {"new.md": PAGE.format("New", "A page.")}, folder)
    told = run(project, "macros", "check").stdout.splitlines()
    line = len((project / "mkdocs.en.yml").read_text("utf-8").splitlines())
    assert told[0] == (
        f"docs/en/new.md:1:1  the menu does not lead here; add a line below nav: (mkdocs.en.yml:{line}): - new.md"
    )
    assert [each.partition(":")[0] for each in told] == ["docs/en/new.md", "docs/zh/new.md", "2 problems"]
    refused = run(project, "mkdocs", "build", "--strict", "-d", str(tmp_path / "site"))
    assert "new.md" in refused.stderr
    for config in ("mkdocs.yml", "mkdocs.en.yml"):
        edit(project / config, "nav: [", "nav: ['new.md', ")
    succeed(project, "macros", "check")


def test_every_page_of_ours_is_in_its_menu() -> None:
    """And the check looked at them."""
    assert [each for edition in editions_of(ROOT) for each in omitted_pages(ROOT, edition)] == []
    assert all(list(edition.docs.rglob("*.md")) for edition in editions_of(ROOT))
