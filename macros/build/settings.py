"""Check what a build is given before it begins: the site's address and names, the clock, the port, the files of docs/."""

import errno
import os
import re
import socket
from collections.abc import Iterable
from ipaddress import IPv6Address
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import idna
from mkdocs.exceptions import Abort, PluginError

from macros.build.editions import CHILD, PREVIEW, TOGETHER
from macros.ledger.editions import editions_of
from macros.ledger.errors import printable
from macros.ledger.values import HOST, STRAY_PERCENT
from macros.text.labels import wording

_EPOCH = "SOURCE_DATE_EPOCH"
_LAST_SECOND = 2**32 - 1
"""The last time that a compressed site map can have: in the year 2106."""


def complete_config(config: Any, root: Path) -> None:
    """Set the edition and the address in a configuration.

    Raises PluginError where the address or SOURCE_DATE_EPOCH is none, or where the theme would write a name as markup.
    """
    check_clock()
    for key in ("site_name", "site_description"):
        unfit = re.search(r'[<>"&]', str(config[key] or ""))
        if unfit:
            file = Path(config["config_file_path"]).name
            raise PluginError(f'{file}: {key} holds {unfit[0]} and the theme writes it unescaped; leave out < > & and "')
    describe_edition(config, root)
    set_site_address(config)


def check_clock() -> None:
    """Raise PluginError where SOURCE_DATE_EPOCH is no time that files can have."""
    given = os.environ.get(_EPOCH, "0")
    if not re.fullmatch(r"[0-9]{1,10}", given) or int(given) > _LAST_SECOND:
        raise PluginError(f'{_EPOCH}: "{given}" is no time; write the seconds since 1970, such as 1767225600, or unset it')


def describe_edition(config: Any, root: Path) -> None:
    """Tell the templates, by `extra.edition`, of this edition's folder and its twin, unless the configuration does."""
    editions = editions_of(root)
    own = next((each for each in editions if each.docs.resolve() == Path(config.docs_dir).resolve()), None)
    twin = next((each for each in editions if own and each is not own), None)
    edition: dict[str, Any] = {"folder": f"{own.folder}/" if own and own.folder else "", "archive": os.environ.get(CHILD, "")}
    if twin:
        words, up = wording(twin.language), "../" if edition["folder"] else ""
        named = {"name": words["edition.name"], "label": words["edition.label"]}
        edition["twin"] = {"language": twin.code, "home": f"{up}{twin.folder}/" if twin.folder else up, **named}
        edition["together"] = os.environ.get(TOGETHER, "")
    config.extra["edition"] = edition | config.extra.get("edition", {})


def set_site_address(config: Any) -> None:
    """Set the address of an edition: a preview's, the configuration's, or else by SITE_URL; raises PluginError.

    mkdocs.yml does not name SITE_URL: mkdocs reads the addresses of a configuration before it calls anybody, and ends in a
    traceback at one such as `https://[::1`.
    """
    address = site_address(os.environ.get(PREVIEW) or config.site_url or "")
    if not address and (site := site_address(os.environ.get("SITE_URL", ""))):
        address = f"{site}{config.extra['edition']['folder']}"
    config.site_url = address


def site_address(given: str) -> str:
    """Return a site's address in ASCII with a slash at its end, or "" where none is given; raises PluginError.

    >>> site_address(" https://例子.测试/账本 ")
    'https://xn--fsqu00a.xn--0zwm56d/%E8%B4%A6%E6%9C%AC/'
    """
    given = given.strip()
    if not given:
        return ""

    def refuse(reason: str) -> PluginError:
        return PluginError(f"SITE_URL: {given!r} {reason}; write an address such as https://example.org/ledger/")

    try:
        given = given.encode("utf-8", "surrogateescape").decode()  # what an ASCII locale has made of UTF-8
    except UnicodeDecodeError:
        raise refuse("is not UTF-8") from None
    address = re.sub(r"[\s/]*$", "", given)  # mkdocs puts a slash after a space.
    if not address.isprintable() or re.search(r"[\s<>\"'\\^`{|}]|" + STRAY_PERCENT, address):
        raise refuse("holds a character that no address has")
    try:
        parts = urlsplit(address)
        name, port = parts.hostname or "", parts.port
        host = f"[{IPv6Address(name)}]" if ":" in name else name
        host = host if host.isascii() else idna.encode(host, uts46=True).decode()
    except ValueError as error:  # idna's errors are too
        raise refuse(f"is no address ({error})") from None
    if parts.scheme not in ("http", "https"):
        raise refuse("begins with neither https:// nor http://")
    if parts.username is not None or "?" in address or "#" in address:
        raise refuse("has a user, a query or a fragment")
    if not re.fullmatch(rf"{HOST}|\[[0-9a-f:]+\]", host) or port == 0:
        raise refuse("names no host")
    if re.search(r"/\.\.?(/|$)", parts.path):
        raise refuse("has a part that is . or ..")
    path = quote(parts.path, safe="/%:@!$()*+,;=~")
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{path}/"


def require_free_port(host: str, port: int) -> None:
    """Raise Abort where a preview could not listen, before it has built anything."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the preview's server does
            listener.bind((host, port))
    except (OSError, OverflowError) as error:
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        reason = "is taken" if taken else f"cannot be used ({getattr(error, 'strerror', None) or error})"
        raise Abort(f"port {port} {reason}; make serve PORT=… takes another one") from None


def check_files(names: Iterable[str], docs: Path, project: Path) -> None:
    """Raise PluginError where a file of docs/ has an invisible character in its name, or is a link that leaves the project.

    The second would publish a file that nobody put there: docs/secret.txt, a link to /etc/hostname.
    """
    inside = tuple(Path(os.path.realpath(folder)) for folder in (docs, project))
    for name in names:
        path = docs / name
        shown = path.relative_to(project) if path.is_relative_to(project) else path
        if printable(name) != name:
            raise PluginError(f"{printable(str(shown))}: the name holds a character that nobody sees; rename the file")
        target = Path(os.path.realpath(path))
        if not any(target.is_relative_to(folder) for folder in inside):
            raise PluginError(f"{shown} leads outside the project, to {target}; put the file itself here, or remove the link")
