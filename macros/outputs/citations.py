"""How a page is cited, and which state of the data it shows: said on every page, the same for every engine."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from macros.ledger.model import Language
from macros.render.templates import environment
from macros.text.labels import wording
from macros.text.numbers import format_day

_CITED = re.compile(r'<aside class="cite .*?</aside>\n?', re.DOTALL)
_VERSION = re.compile(r'<p class="data-version">.*?</p>\n?', re.DOTALL)
_FOOTER = re.compile(r'(<div class="md-copyright__highlight">.*?)(</div>)', re.DOTALL)
_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')
# What TeX would read as its own.
_TEX, _ESCAPED = re.compile(r"[&%$#_{}]"), r"\\\g<0>"
_NO_INDEX = '<meta name="robots" content="noindex"'


@dataclass(frozen=True)
class Release:
    """One state of a site.

    `site` is its name, `slug` a short one in plain letters, `url` its address or nothing; `version` tells one state of
    the data from another, `day` is that of the newest document.
    """

    site: str
    slug: str
    url: str
    version: str
    day: dt.date


def citations(release: Release, title: str, key: str, address: str, language: Language) -> Mapping[str, str]:
    r"""Return how a page is cited: `zh` after GB/T 7714, `en` after APA, and `bibtex`; an empty address is left out.

    >>> release = Release("Orbit", "orbit", "", "2026-02-01.0a1b2c3", dt.date(2026, 2, 1))
    >>> citations(release, "Towers", "towers", "https://example.org/towers.html", "en")["en"]
    'Orbit. (2026). Towers [Data version 2026-02-01.0a1b2c3]. https://example.org/towers.html'
    >>> citations(release, "Towers", "towers", "", "en")["zh"]
    'Orbit. Towers[EB/OL]. 数据版本 2026-02-01.0a1b2c3.'
    >>> print(citations(release, "Towers", "towers", "", "en")["bibtex"].splitlines()[0])
    @misc{orbit-towers-2026,
    """
    said = {name: wording(name)["label.version"] for name in ("zh", "en")}
    end = f" {address}" if address else ""
    titled = title if language == "en" else f"{title} [in Chinese]"
    fields = {
        "author": f"{{{_TEX.sub(_ESCAPED, release.site)}}}",
        "title": _TEX.sub(_ESCAPED, title),
        "year": str(release.day.year),
        "note": f"{said[language]} {release.version}",
        "url": address,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return {
        "zh": f"{release.site}. {title}[EB/OL]. {said['zh']} {release.version}.{end}",
        "en": f"{release.site}. ({release.day.year}). {titled} [{said['en']} {release.version}].{end}",
        "bibtex": f"@misc{{{release.slug}-{key}-{release.day.year},\n{lines}\n}}",
    }


def cite(html: str, release: Release, page: str, language: Language) -> str:
    """Put a page's citation behind its article, and the version of the data into its footer.

    `page` is its address in the site, `stories/one.html`. A page that is no document, 404.html, is not cited.
    """
    html = _VERSION.sub("", _CITED.sub("", html))
    words = wording(language)
    footer = (
        environment().get_template("version.jinja").render(words=words, release=release, day=format_day(release.day, language))
    )
    html = _FOOTER.sub(lambda match: f"{match[1].rstrip()}\n{footer}\n{match[2]}", html, count=1)
    heading = _HEADING.search(html)
    if heading is None or _NO_INDEX in html or "</article>" not in html:
        return html
    title = unescape(re.sub(r"<a class=\"headerlink\".*?</a>|<[^>]+>", "", heading[1], flags=re.DOTALL)).strip()
    canonical = _CANONICAL.search(html)
    key = re.sub(r"[^a-z0-9]+", "-", page.removesuffix(".html").lower()).strip("-")
    texts = citations(release, title, key, unescape(canonical[1]) if canonical else "", language)
    block = environment().get_template("citation.jinja").render(words=words, texts=texts)
    article, end, rest = html.rpartition("</article>")
    return f"{article}{end}\n{block}\n{rest.lstrip()}"
