"""How a page is cited, and the version of the data that it shows: what the theme's templates print on every page."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from macros.ledger.model import Language
from macros.text.dates import format_day
from macros.text.labels import wording

# What TeX would read as its own.
_TEX, _ESCAPED = re.compile(r"[&%$#_{}]"), r"\\\g<0>"


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


def citations(release: Release, title: str, url: str, address: str, language: Language) -> Mapping[str, str]:
    r"""Return how a page is cited: `zh` after GB/T 7714, `en` after APA, and `bibtex`; `label` says what they are.

    `url` is its address in the site, `stories/one.html`, and `address` its whole one, empty where that is not known.

    >>> release = Release("Orbit", "orbit", "", "2026-02-01.0a1b2c3", dt.date(2026, 2, 1))
    >>> citations(release, "Towers", "towers.html", "https://example.org/towers.html", "en")["en"]
    'Orbit. (2026). Towers [Data version 2026-02-01.0a1b2c3]. https://example.org/towers.html'
    >>> citations(release, "Towers", "towers.html", "", "en")["zh"]
    'Orbit. Towers[EB/OL]. 数据版本 2026-02-01.0a1b2c3.'
    >>> print(citations(release, "Towers", "towers.html", "", "en")["bibtex"].splitlines()[0])
    @misc{orbit-towers-2026,
    """
    key = re.sub(r"[^a-z0-9]+", "-", url.removesuffix(".html").lower()).strip("-")
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
        "label": wording(language)["label.cite"],
        "zh": f"{release.site}. {title}[EB/OL]. {said['zh']} {release.version}.{end}",
        "en": f"{release.site}. ({release.day.year}). {titled} [{said['en']} {release.version}].{end}",
        "bibtex": f"@misc{{{release.slug}-{key}-{release.day.year},\n{lines}\n}}",
    }


def data_version(release: Release, language: Language) -> Mapping[str, str]:
    """Return what `overrides/partials/copyright.html` shows: the version of the data, and its day.

    >>> data_version(Release("Orbit", "orbit", "", "2026-02-01.0a1b2c3", dt.date(2026, 2, 1)), "en")["label"]
    'Data version 2026-02-01.0a1b2c3, events to'
    """
    words = wording(language)
    label = f"{words['label.version']} {release.version}{words['separator']}{words['label.as_of']}"
    return {"label": label, "date": release.day.isoformat(), "day": format_day(release.day, language)}
