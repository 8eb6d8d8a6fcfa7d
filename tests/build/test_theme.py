"""What overrides/ takes for granted of the theme: a release that writes something else ends the build."""

import jinja2
import pytest
from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from tests.conftest import ROOT

CITATION = {"label": "Cite", "zh": "中文", "en": "English", "bibtex": "@misc"}


def rendered(template: str = "", before: str = "", after: str = "") -> str:
    """Render a page by the theme; in one of its templates something is written in another way."""
    config = load_config(str(ROOT / "mkdocs.yml"))
    page = Page("Title", File("a.md", "", "", use_directory_urls=False), config)
    page.content, page.meta = "<h1>Title</h1>", {"citation": CITATION}
    environment = config.theme.get_env()
    theme = environment.loader
    assert theme is not None

    def source(name: str) -> str:
        text = theme.get_source(environment, name)[0]
        assert name != template or before in text
        return text.replace(before, after) if name == template else text

    environment.loader = jinja2.FunctionLoader(source)
    return environment.get_template("main.html").render(get_context(Navigation([], []), Files([]), config, page))


@pytest.mark.parametrize(
    ("template", "before", "after"),
    [
        ("base.html", "</article>", "</section>"),
        ("base.html", '"search": "assets', '"worker": "assets'),
        ("partials/header.html", 'for="__drawer"', "data-drawer"),
        ("partials/header.html", 'for="__search"', "data-search"),
        ("partials/search.html", 'role="dialog"', "popover"),
    ],
    ids=["article", "worker", "drawer", "search", "dialog"],
)
def test_a_theme_that_lacks_it_ends_the_build(template: str, before: str, after: str) -> None:
    """Rather than publish pages that lack what was to go there."""
    with pytest.raises((jinja2.TemplateNotFound, ValueError), match=r"no longer what the theme writes|not enough values"):
        rendered(template, before, after)
