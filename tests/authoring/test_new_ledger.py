"""A ledger of one's own: written, checked, built and given newer code by one command, in one language or in two."""

import re
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import macros
from macros.authoring.new_ledger import new_ledger, update_code
from macros.ledger.errors import RequestError
from macros.ledger.load import load, load_unchecked
from tests.conftest import ROOT, Site, run, succeed
from tests.support.links import follow_links
from tests.support.projects import PAGE, contents, edit

FISCAL = ROOT / "tests" / "fixtures" / "fiscal_ledger"
ADDRESS = "https://mine.example/ledger/"
SPENT = {"en": "US$91.4 billion", "zh": "914亿美元"}
COMMANDS = (("check",), ("schema", "--check"), ("build",))
"""What its `make test` runs."""


def ledger_of(folder: Path, *languages: str) -> Path:
    """Write a ledger by the command."""
    result = run(ROOT, "macros", "new-ledger", str(folder), *(["--languages", *languages] if languages else []))
    assert (result.returncode, result.stderr) == (0, "")
    return folder


def require_it_builds(folder: Path) -> Site:
    """Run what its `make test` runs, and return the site."""
    for command in COMMANDS:
        succeed(folder, "macros", *command, SITE_URL=ADDRESS)
    followed, broken = follow_links(folder / "site", ADDRESS)
    assert (followed > 200, broken) == (True, [])
    return Site(folder / "site")


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A ledger in English alone, built."""
    return require_it_builds(ledger_of(tmp_path_factory.mktemp("english") / "mine"))


@pytest.mark.parametrize(
    "languages", [(), ("zh", "en"), pytest.param(("en", "zh"), marks=pytest.mark.soak)], ids=["en", "zh-en", "en-zh"]
)
def test_it_is_tested_and_built_at_once_and_shows_a_number_with_its_source(
    tmp_path: Path, english: Site, languages: tuple[str, ...]
) -> None:
    """The first language's edition is at the address, the other one below it; each has a switch where there are two."""
    whole = require_it_builds(ledger_of(tmp_path / "mine", *languages)) if languages else english
    for language in languages or ("en",):
        first = language == (languages or ("en",))[0]
        site = whole if first else Site(whole.folder / language)
        (figure,) = site.article("index.html").xpath(".//p/a[@data-fact='alphabet-capex@FY2025']")
        assert figure.text_content() == SPENT[language]
        page, _, line = figure.get("href").partition("#")
        cells = site.tree(page).get_element_by_id(line)
        assert cells.xpath(".//a[starts-with(@href, 'https://www.sec.gov/')]")
        assert "(91,447)" in cells.text_content()
        switch = site.tree("index.html").xpath("//a[@class='language']/@href")
        leads = [] if not languages else [f"{languages[1]}/index.html" if first else "../index.html"]
        assert [str(each).removeprefix("./") for each in switch] == leads


def test_a_ledger_in_english_alone_has_no_chinese(english: Site) -> None:
    """Neither in its data, nor on its pages, nor in the table of its facts; a text in English is asked for."""
    folder = english.folder.parent
    assert not [path for path in (folder / "data").rglob("*.yml") if re.search("(?m)^ +(zh|hant):", path.read_text("utf-8"))]
    for name in english.pages:
        assert not re.search("[㐀-鿿]", english.tree(name).text_content()), name
    assert not re.search("[㐀-鿿]", (english.folder / "downloads" / "facts.csv").read_text("utf-8"))
    edit(folder / "data" / "topics.yml", "    en: Capital expenditure\n", "    zh: 开支\n")
    result = run(folder, "macros", "check")
    assert result.stdout.startswith("data/topics.yml:4:5  spending.label: add en: …")


@pytest.mark.parametrize("language", ["en", pytest.param("zh", marks=pytest.mark.soak)])
def test_an_author_adds_a_number_and_sees_it(tmp_path: Path, language: str) -> None:
    """By the steps of the new ledger's README: a fact below the others, and a call on a page."""
    folder = ledger_of(tmp_path / "mine", language)
    document = folder / "data" / "documents" / "alphabet-10k-2025.yml"
    fact = yaml.safe_load(document.read_text("utf-8"))["facts"][0] | {"period": "FY2023", "value": 32251, "printed": "(32,251)"}
    with document.open("a", encoding="utf-8") as file:
        lines = [f"    {key}: {value}\n" for key, value in fact.items()]
        file.write("".join(lines).replace("    ", "  - ", 1))
    home = folder / "docs" / language / "index.md"
    home.write_text(home.read_text("utf-8").replace("FY2025", "FY2023"), "utf-8")
    (figure, *_) = require_it_builds(folder).article("index.html").xpath(".//p/a[@data-fact='alphabet-capex@FY2023']")
    assert figure.text_content() == {"en": "US$32.3 billion", "zh": "323亿美元"}[language]


def test_what_its_guides_name_is_there(tmp_path: Path) -> None:
    """Files, targets of make, commands and links; in the README, on the data and in what the configuration says."""
    folder = ledger_of(tmp_path / "mine")
    texts = [folder / name for name in ("README.md", "data/README.md", "Makefile", "common.yml", "mkdocs.yml")]
    targets = set(re.findall(r"^([a-z-]+):", (folder / "Makefile").read_text("utf-8"), re.MULTILINE))
    commands = set(re.findall(r"    ([a-z-]+) ", run(folder, "macros", "--help").stdout))
    followed = 0
    for path in texts:
        text = path.read_text("utf-8")
        named = re.findall(r"(?<![\w/<*.])(?:data|docs|macros|overrides|\.github)/[\w./-]*[\w/]|(?<![\w/*>-])[A-Z]+\.md", text)
        assert [each for each in named if not (folder / each).exists()] == [], path
        assert set(re.findall(r"(?m)(?:`|^)make ([a-z-]+)", text)) <= targets, path
        assert set(re.findall(r"python -m macros ([a-z-]+)", text)) <= commands, path
        links = [each for each in re.findall(r"\]\(([^)#:]+)", text) if not (path.parent / each).exists()]
        assert links == [], path
        followed += len(named)
    assert followed > 10


def test_a_folder_that_holds_anything_is_refused(tmp_path: Path) -> None:
    """Nothing is written, and nothing is left beside it."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    result = run(ROOT, "macros", "new-ledger", str(tmp_path / "mine"))
    assert (result.returncode, "is no empty folder" in result.stderr) == (1, True)
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "notes.txt"]


@pytest.mark.parametrize("place", ["file/mine", "itself", "long"])
def test_a_place_that_the_system_refuses_is_told_in_a_line(tmp_path: Path, place: str) -> None:
    """Below a file, at a link to itself, with a name too long; nothing is left there."""
    (tmp_path / "file").write_text("")
    (tmp_path / "itself").symlink_to("itself")
    before = sorted(tmp_path.iterdir())
    for option in ((), ("--update",)):
        result = run(ROOT, "macros", "new-ledger", *option, str(tmp_path / place.replace("long", "x" * 300)))
        assert (result.returncode, result.stdout, len(result.stderr.splitlines())) == (1, "", 1), result.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_a_ledger_is_not_written_into_this_project() -> None:
    """It would be copied into itself, without end."""
    result = run(ROOT, "macros", "new-ledger", "macros/mine")
    assert (result.returncode, "macros/mine is inside this project" in result.stderr) == (1, True)
    assert not (ROOT / "macros" / "mine").exists()


def test_a_document_and_a_metric_are_begun_in_the_ledger_s_languages(tmp_path: Path) -> None:
    """The check asks for nothing in another one, and no question does."""
    folder = ledger_of(tmp_path / "mine")
    succeed(folder, "macros", "new-document", "alphabet-2026-04-29")
    begun = (folder / "data" / "documents" / "alphabet-2026-04-29.yml").read_text("utf-8")
    assert not re.search(r"(?m)^ +zh:|\bzh: …|other language|both languages|[㐀-鿿]", begun)
    told = run(folder, "macros", "check").stdout
    assert re.findall(r"  (title|short)\.(\w+): ", told) == [("title", "en"), ("short", "en")]
    assert re.findall(r"\.zh|hant", told) == []
    answers = ("topic=spending", "entity=alphabet", "dimension=money", "label_en=Leases", "definition_en=What leases cost.")
    result = run(folder, "macros", "new-metric", "alphabet-leases", *answers, "aliases_en=rents")
    assert (result.returncode, result.stderr) == (0, "")
    assert "alphabet-leases" in load_unchecked(folder).metrics


def test_the_sample_gives_way_to_a_story_of_one_s_own(tmp_path: Path) -> None:
    """By the steps of the new ledger's README, in their order: the company first; nothing of the sample is left over."""
    folder = ledger_of(tmp_path / "mine")
    own = {"entities": "orbit: {type: company, label: {en: Orbit}, aliases: {en: [Orbital]}}\n"}
    own["topics"] = "towers: {label: {en: Towers}, description: {en: Towers that stand.}}\n"
    for name, record in own.items():
        (folder / "data" / f"{name}.yml").write_text((folder / "data" / f"{name}.yml").read_text("utf-8") + record, "utf-8")
    page = folder / "docs" / "en" / "catalogue" / "spending.md"
    page.with_name("towers.md").write_text(page.read_text("utf-8").replace("spending", "towers"), "utf-8")
    edit(folder / "mkdocs.yml", "catalogue/spending.md", "catalogue/towers.md")
    succeed(folder, "macros", "new-document", "orbit-2026-10-28", "--paragraphs", "9")
    answers = (
        "topic=towers",
        "entity=orbit",
        "dimension=money",
        "label_en=Cost",
        "definition_en=What they cost.",
        "aliases_en=",
    )
    succeed(folder, "macros", "new-metric", "orbit-cost", *answers)
    document = folder / "data" / "documents" / "orbit-2026-10-28.yml"
    text = re.sub("(?m)^  en:$", "  en: A report", document.read_text("utf-8"))
    for key, value in {"language": "en", "trust": "primary", "author": "null", "address": "https://example.com/a"}.items():
        text = re.sub(f"(?m)^{key}:.*", f"{key}: {value}", text)
    fact = "  - {metric: orbit-cost, period: 2026Q3, value: 12, unit: usd, kind: reported, paragraph: p.3, printed: '12'}\n"
    document.write_text(text + fact, "utf-8")
    sample = (
        "data/documents/alphabet*",
        "data/metrics/spending.yml",
        "docs/en/sources/alphabet*",
        "docs/en/catalogue/spending.md",
    )
    for path in (each for pattern in (*sample, "docs/en/stories/the-plan.md") for each in folder.glob(pattern)):
        path.unlink()
    for name, kept in {**dict.fromkeys(("events", "derived", "doubts", "charts"), "[]\n"), **own}.items():
        path = folder / "data" / f"{name}.yml"
        path.write_text(path.read_text("utf-8").partition("\n")[0] + "\n" + kept, "utf-8")
    for name in ("mkdocs.yml", "docs/en/stories/index.md"):
        (folder / name).write_text(re.sub("(?m)^.*the-plan.*\n", "", (folder / name).read_text("utf-8")), "utf-8")
    call = '{{ fact("orbit-cost", "2026Q3") }}'
    home = PAGE.format("Home", f"{call} is the cost.\n\n{{{{ page_sources() }}}}")
    (folder / "docs" / "en" / "index.md").write_text(home, "utf-8")
    succeed(folder, "macros", "schema")
    assert require_it_builds(folder).article("index.html").xpath(".//a[@data-fact='orbit-cost@2026Q3']")


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A ledger with the code of an earlier day: without a version, and with a module that is gone since."""
    new_ledger(ROOT, tmp_path / "mine", ["en"])
    code = tmp_path / "mine" / "macros"
    (code / "__init__.py").write_text("")
    (code / "gone.py").write_text("")
    (tmp_path / "mine" / "overrides" / "main.html").write_text("older")
    git(tmp_path / "mine", "init", "--quiet")
    git(tmp_path / "mine", "add", ".")
    git(tmp_path / "mine", "commit", "--quiet", "--message", "Begin")
    return tmp_path / "mine"


def git(folder: Path, *command: str) -> None:
    """Run git in a ledger."""
    subprocess.run(["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@b.example", *command], check=True)


def own_of(folder: Path) -> dict[str, str]:
    """All that is the ledger's own."""
    kept = contents(folder).items()
    return {name: digest for name, digest in kept if not name.startswith(("macros/", "overrides/", ".git/"))}


def test_a_ledger_gets_today_s_code_and_nothing_else(older: Path) -> None:
    """The version that came, and what the form of the data asks for that it did not before, are told."""
    edit(older / "data" / "entities.yml", "type: company", "type: firm")
    before = own_of(older)
    result = run(ROOT, "macros", "new-ledger", "--update", str(older))
    told, problem, count = result.stdout.splitlines()
    assert told == f"{older}: version unknown of macros/ and overrides/ is {macros.__version__} now; its check says:"
    assert problem.startswith('data/entities.yml:3:9  alphabet.type: "firm" is not one of company')
    assert (count, result.returncode) == ("1 problem", 1)
    assert own_of(older) == before
    for name in ("macros", "overrides"):
        assert contents(older / name) == contents(ROOT / name)
    edit(older / "data" / "entities.yml", "type: firm", "type: company")
    succeed(older, "macros", "check")
    told = run(ROOT, "macros", "new-ledger", "--update", str(older)).stdout.splitlines()[0]
    assert told == f"{older}: macros/ and overrides/ stay at version {macros.__version__}; its check says:"


@pytest.mark.parametrize("lacking", ["macros", "data", "mkdocs.yml", "requirements.txt", "macros/__init__.py"])
def test_what_is_no_ledger_gets_no_code(older: Path, lacking: str) -> None:
    """It is told what the folder lacks; this project itself is none either, nor one whose code lies elsewhere."""
    (older / lacking).rename(older / "elsewhere")
    before = contents(older)
    with pytest.raises(RequestError, match=f"is no ledger: it has no {lacking}.*; nothing was changed"):
        update_code(ROOT, older)
    (older / lacking).symlink_to(older / "elsewhere")
    if lacking == "macros":
        with pytest.raises(RequestError, match="has links to code elsewhere; nothing was changed"):
            update_code(ROOT, older)
        with pytest.raises(RequestError, match="is this project"):
            update_code(ROOT, ROOT)
    (older / lacking).unlink()
    assert contents(older) == before


def test_code_that_is_a_file_is_no_code(older: Path) -> None:
    """It is not replaced."""
    shutil.rmtree(older / "macros")
    (older / "macros").write_text("mine")
    with pytest.raises(RequestError, match=r"is no ledger: it has no macros/__init__\.py; nothing was changed"):
        update_code(ROOT, older)
    assert (older / "macros").read_text() == "mine"


def test_edits_of_the_code_are_not_lost(older: Path) -> None:
    """Git holds those that are committed; what is today's already, after a kill midway, is none. Nor is a clone updated."""
    (older / "overrides" / "main.html").write_text("mine")
    (older / "macros" / "账本.py").write_text("mine")
    before = contents(older)
    with pytest.raises(
        RequestError, match=r"git does not hold: overrides/main\.html, macros/账本\.py; commit or stash it first"
    ):
        update_code(ROOT, older)
    (older / ".git").rename(older / "elsewhere")
    with pytest.raises(RequestError, match=r"git does not hold: macros, overrides; commit .* after git init where git is new"):
        update_code(ROOT, older)
    (older / "elsewhere").rename(older / ".git")
    edit(older / ".gitignore", "/site/\n", "/site/\n/macros/账本.py\n")
    git(older, "checkout", "--quiet", "overrides")
    with pytest.raises(RequestError, match=r"git does not hold: macros/账本\.py; .*nothing was changed"):
        update_code(ROOT, older)
    edit(older / ".gitignore", "/macros/账本.py\n", "")
    git(older, "checkout", "--quiet", "overrides")
    (older / "overrides" / "main.html").write_text("mine")
    assert contents(older).keys() == before.keys()
    git(older, "stash", "--quiet")
    shutil.rmtree(older / "macros")
    shutil.copytree(ROOT / "macros", older / "macros")
    update_code(ROOT, older)
    assert contents(older / "overrides") == contents(ROOT / "overrides")
    (older / "new_ledger").mkdir()
    with pytest.raises(RequestError, match="is a copy of this whole project, which git updates; nothing was changed"):
        update_code(ROOT, older)


@pytest.mark.parametrize("after", [0, 1])
def test_a_kill_midway_loses_nothing(older: Path, after: int) -> None:
    """Before the first folder is exchanged or between the two; the next run completes it and leaves nothing beside."""
    before = own_of(older)
    killed = (
        "import os, sys; from pathlib import Path; from macros.authoring import new_ledger as n\n"
        f"real, left = n.exchange, [{after}]\n"
        "def exchange(*each):\n"
        "    if not left[0]: os.kill(os.getpid(), 9)\n"
        "    left[0] -= 1; real(*each)\n"
        "n.exchange = exchange; n.update_code(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    ended = subprocess.run([sys.executable, "-c", killed, str(ROOT), str(older)], cwd=ROOT, check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    assert (older / "macros" / "gone.py").exists() == (after == 0)
    assert (older / "overrides" / "main.html").read_text() == "older"
    update_code(ROOT, older)
    assert own_of(older) == before
    assert contents(older / "macros") == contents(ROOT / "macros")


def test_the_version_is_one_and_in_the_changelog() -> None:
    """Of the package, of the project, and the newest that CHANGELOG.md tells of."""
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == macros.__version__
    (newest, *_) = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest.endswith(f": {macros.__version__}")


def test_its_workflow_uses_the_actions_of_ours() -> None:
    """By the same commits."""
    ours, theirs = (
        set(re.findall(r"uses: (\S+)", (ROOT / folder / ".github/workflows/site.yml").read_text("utf-8")))
        for folder in ("", "new_ledger/common")
    )
    assert len(theirs) > 3
    assert theirs <= ours


@pytest.fixture(scope="module")
def fiscal(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A third ledger, of a company whose fiscal year ends in June: twenty facts in English, with the code as it is."""
    folder = tmp_path_factory.mktemp("fiscal") / "ledger"
    new_ledger(ROOT, folder, ["en"])
    kept = (folder / "data" / "units.yml").read_text("utf-8")
    for name in ("data", "docs"):
        shutil.rmtree(folder / name)
        shutil.copytree(FISCAL / name, folder / name)
    (folder / "data" / "units.yml").write_text(kept, "utf-8")
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").partition("\nnav:")[0] + "\n", "utf-8")
    assert len(load(folder)[0].facts) == 20
    for command in (("check",), ("build",)):
        succeed(folder, "macros", *command, SITE_URL=ADDRESS)
    return Site(folder / "site")


def test_its_fiscal_quarters_are_told_in_months(fiscal: Site) -> None:
    """And drawn in their order; the plan for the calendar year is not one for the fiscal year."""
    text = " ".join(fiscal.tree("catalogue/spending.html").text_content().split())
    assert "Q4 of fiscal 2026 (April to June 2026)" in text
    assert "calendar 2026 guidance about US$175 billion" in text
    (chart,) = fiscal.article("index.html").xpath(".//figure[@data-chart='capex']")
    periods = [each.rpartition("@")[2] for each in chart.xpath(".//table//a/@data-fact")]
    assert periods == ["FY2025Q4", "FY2026Q1", "FY2026Q2", "FY2026Q3", "FY2026Q4"]


def test_its_growth_is_checked_against_what_is_printed(fiscal: Site) -> None:
    """And the share is computed."""
    (share,) = fiscal.article("index.html").xpath(".//p/a[@data-derived='capex-of-revenue']")
    assert share.text_content() == "34.9%"
    assert fiscal.article("checks.html").xpath(".//*[@data-fact='microsoft-revenue-growth@FY2026Q4']")
