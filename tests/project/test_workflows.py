"""The commands: `make` targets, `make check`, and the workflows on GitHub, which run those targets."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT
from tests.support.make import make, recipe
from tests.support.projects import edit

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):(?!=)", MAKEFILE, re.MULTILINE))
INSTALLED = [f"--assume-old={stamp}" for stamp in (".venv/site.stamp", ".venv/dev.stamp", ".venv-properdocs/stamp")]


def test_help_lists_every_target() -> None:
    """With what it does, in a line each."""
    lines = make("help", *INSTALLED).stdout.splitlines()
    assert {line.split()[0] for line in lines} == TARGETS
    assert len(TARGETS) > 12
    assert all(len(line.split()) > 3 for line in lines)


@pytest.mark.parametrize(
    ("document", "least"),
    [("README.md", {"test", "check"}), ("CONTRIBUTING.md", {"new", "check-data", "build"}), ("HACKING.md", {"test", "check"})],
)
def test_documents_name_commands_that_exist(document: str, least: set[str]) -> None:
    """README commands run as printed."""
    named = set(re.findall(r"(?:^|`|… )make ([a-z-]+)", (ROOT / document).read_text("utf-8"), re.MULTILINE))
    assert least <= named
    assert named <= TARGETS


def test_workflows_run_targets_and_pin_actions() -> None:
    """Each step is one of the targets, an action a commit with its version beside it.

    On each push the tests, each night and for a release all of them.
    """
    assert re.search(r"^make test$", (ROOT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)
    triggers: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        text = path.read_text("utf-8")
        workflow = yaml.safe_load(text)
        commands = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
        font = [command for command in commands if command.startswith("sudo apt-get ") and "fonts-noto-cjk" in command]
        assert set(commands) - set(font) <= {f"make {target}" for target in TARGETS}, path.name
        assert len(font) == any(command in ("make test", "make test-all") for command in commands), path.name
        triggers |= {command: set(workflow[True]) for command in commands}  # YAML 1.1 reads the key `on` as yes.
        uses = re.findall(r"uses: (.+)", text)
        assert commands, path.name
        assert uses, path.name
        assert [each for each in uses if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*", each)] == [], path.name
    assert triggers["make check"] == triggers["make test"] == triggers["make build"] == {"push", "pull_request"}
    assert triggers["make test-all"] == {"schedule", "push", "workflow_dispatch"}


def test_the_published_address_is_the_one_that_github_knows() -> None:
    """A repository called owner.github.io is published at the root of its host, and a domain of one's own replaces both."""
    site = yaml.safe_load((ROOT / ".github" / "workflows" / "site.yml").read_text("utf-8"))
    assert site[True]["push"] == {"branches": ["main"]}
    steps = site["jobs"]["build"]["steps"]
    asked = next(step for step in steps if "configure-pages" in step.get("uses", ""))
    built = next(step for step in steps if step.get("run") == "make build")
    assert f"steps.{asked['id']}.outputs.base_url" in built["env"]["SITE_URL"]
    assert steps.index(asked) < steps.index(built)


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("de0fac2e4500dabe0009e67214ff5f5447ce83dd", "v4", "unpinned-uses"),
        ("timeout-minutes: 30", "timeout-minute: 30", "'timeout-minute' was unexpected"),
    ],
)
def test_make_check_finds_a_fault_of_a_workflow(tmp_path: Path, before: str, after: str, rule: str) -> None:
    """By zizmor and by the schema of GitHub's workflows: each was tried on the workflow that publishes the site."""
    for folder in (".github", "new_ledger/common/.github"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    edit(tmp_path / ".github" / "workflows" / "site.yml", before, after)
    linters = [line.replace(".venv", str(ROOT / ".venv")) for line in recipe("check", *INSTALLED) if ".github" in line]
    results = [
        subprocess.run(line, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S602 - of our Makefile
        for line in linters
    ]
    assert any(result.returncode for result in results)
    assert rule in "".join(result.stdout + result.stderr for result in results)


@pytest.mark.parametrize(
    ("arguments", "system", "options"),
    [((), "en_US:en", "--port 8000"), ((), "zh", "--port 8000"), (("EDITION=en", "PORT=80"), "", "--port 80 --edition en")],
)
def test_all_editions_are_previewed_or_one(arguments: tuple[str, ...], system: str, options: str) -> None:
    """`make serve`, `make serve EDITION=en`; the system's own LANGUAGE changes nothing."""
    assert recipe("serve", *INSTALLED, *arguments, LANGUAGE=system) == [f".venv/bin/python -m macros serve {options}"]


def test_an_author_needs_no_tools_of_development() -> None:
    """`make new` and `make check-data` install what the site needs alone; a document without a name is asked for."""
    assert recipe("check-data", *INSTALLED) == [".venv/bin/python -m macros check"]
    assert recipe("new", "DOCUMENT=a-2026-10-29", *INSTALLED) == [".venv/bin/python -m macros new-document a-2026-10-29"]
    for target in ("check-data", "new"):
        assert re.search(rf"^{target}: \.venv/site\.stamp ##", MAKEFILE, re.MULTILINE)
    assert "name it: make new DOCUMENT=" in make("new", *INSTALLED).stderr


def test_the_checks_pass_within_half_a_minute() -> None:
    """`make check`, as the workflow runs it, where its tools have run before; a busy machine changes CPU time little."""
    before = os.times()
    result = make("check", *INSTALLED)
    after = os.times()
    assert result.returncode == 0, result.stdout + result.stderr
    assert after.children_user + after.children_system - before.children_user - before.children_system < 30
