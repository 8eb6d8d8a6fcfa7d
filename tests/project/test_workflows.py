"""What runs on GitHub: each workflow says only what is known, may do the least, and runs what a person types here.

The linter of workflows that everybody knows, actionlint, is a program that its packages fetch from GitHub while they are
installed; these are the rules of it that this project's workflows can break.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
OUTSIDE = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
"""The environment as it is outside of `make test`."""
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")

TOP = {"name", "on", "permissions", "concurrency", "env", "jobs"}
EVENTS = {"push", "pull_request", "workflow_dispatch", "schedule"}
JOB = {"name", "if", "needs", "runs-on", "timeout-minutes", "permissions", "environment", "env", "steps", "outputs"}
STEP = {"id", "name", "if", "uses", "with", "run", "env", "timeout-minutes"}
CONTEXTS = {"github", "vars", "env", "job", "steps", "runner", "needs", "inputs"}
"""Where expressions may look; `secrets` are not among them, for none is needed."""
FUNCTIONS = {"format", "contains", "startsWith", "endsWith", "hashFiles", "success", "failure", "always", "cancelled"}
INPUTS = {
    "actions/checkout": {"persist-credentials", "fetch-depth", "ref"},
    "actions/setup-python": {"python-version", "cache"},
    "actions/upload-artifact": {"path", "name", "retention-days", "if-no-files-found"},
    "actions/upload-pages-artifact": {"path", "name", "retention-days"},
    "actions/deploy-pages": {"artifact_name", "timeout"},
}
"""What each action that is used takes."""


class OnceLoader(yaml.SafeLoader):
    """Refuses a key that stands twice, of which YAML would take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - as inherited
        """Make a mapping whose keys differ."""
        names = [key.value for key, _ in node.value]
        assert len(names) == len(set(names)), f"line {node.start_mark.line + 1}: a key stands twice among {names}"
        return super().construct_mapping(node, deep)


def faults(text: str) -> Iterator[str]:
    """Yield what is wrong with a workflow."""
    workflow = yaml.load(text, OnceLoader)  # noqa: S506 - a safe loader that is stricter
    workflow["on"] = workflow.pop(True, None)  # YAML 1.1 reads the key `on` as yes.
    yield from (f"unknown key {key}" for key in workflow.keys() - TOP)
    yield from (f"unknown event {event}" for event in set(workflow["on"] or {"none": 0}) - EVENTS)
    if workflow.get("permissions") != {"contents": "read"}:
        yield "by default a workflow may read the contents and nothing else"
    jobs = workflow["jobs"]
    for name, job in jobs.items():
        for fault in faults_of_job(job, set(jobs) - {name}):
            yield f"{name}: {fault}"
    for expression in re.findall(r"\$\{\{(.*?)\}\}", text):
        yield from faults_of_expression(expression)
    for condition in re.findall(r"^[ -]*if: (.*)$", text, re.MULTILINE):
        yield from faults_of_expression(condition)
    if text.count("${{") != len(re.findall(r"\$\{\{.*?\}\}", text)):
        yield "an expression opens and does not close"


def faults_of_job(job: dict[str, Any], others: set[str]) -> Iterator[str]:
    """Yield what is wrong with one job."""
    yield from (f"unknown key {key}" for key in job.keys() - JOB)
    if job.get("needs", next(iter(others), None)) not in others | {None}:
        yield f"needs {job['needs']}, which is no other job"
    if job.get("runs-on") != "ubuntu-latest":
        yield "runs on ubuntu-latest"
    if not 0 < job.get("timeout-minutes", 0) <= 60:
        yield "ends after a time that it names, an hour at the most"
    writes = {right for right, how in job.get("permissions", {}).items() if how != "read"}
    if writes and (writes != {"pages", "id-token"} or "github-pages" not in str(job.get("environment"))):
        yield "nothing may write but the deployment of the pages"
    for number, step in enumerate(job["steps"], 1):
        for fault in faults_of_step(step):
            yield f"step {number}: {fault}"


def faults_of_step(step: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one step."""
    yield from (f"unknown key {key}" for key in step.keys() - STEP)
    if ("uses" in step) == ("run" in step):
        yield "either uses an action or runs a command"
    if "run" in step:
        target = re.fullmatch(r"make ([a-z]+)", step["run"])
        if target is None or not re.search(rf"^{target[1]}:", MAKEFILE, re.MULTILINE):
            yield f"runs {step['run']!r}, which is no target of the Makefile"
        return
    action, _, version = step.get("uses", "").partition("@")
    if not re.fullmatch(r"[0-9a-f]{40}", version):
        yield f"{action} is pinned by the forty digits of a commit"
    yield from (f"{action} takes no {key}" for key in step.get("with", {}).keys() - INPUTS.get(action, set()))
    if action == "actions/checkout" and step.get("with", {}).get("persist-credentials") is not False:
        yield "a checkout keeps no credentials"


def faults_of_expression(expression: str) -> Iterator[str]:
    """Yield what is wrong with one expression."""
    bare = re.sub(r"'(?:[^']|'')*'", "''", expression)
    if '"' in bare or bare.count("(") != bare.count(")"):
        yield f"{expression.strip()}: a text stands in single quotes, and brackets close"
    for name, opens in re.findall(r"(?<![\w.-])([A-Za-z_][\w-]*)(\(?)", bare):
        known = FUNCTIONS if opens else CONTEXTS | {"true", "false", "null"}
        if name not in known:
            yield f"{expression.strip()}: {name} is unknown"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_is_without_fault(path: Path) -> None:
    """Keys, events, jobs, steps, rights, inputs and expressions; each pin has its version beside it."""
    text = path.read_text("utf-8")
    assert list(faults(text)) == []
    for line in re.findall(r"uses: (.+)", text):
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*", line), line


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("permissions:\n  contents: read", "permissions: write-all", "by default a workflow may read"),
        ("timeout-minutes: 30", "timeout-minute: 30", "test: unknown key timeout-minute"),
        ("needs: test", "needs: tests", "build: needs tests, which is no other job"),
        ("ubuntu-latest", "ubuntu-latst", "test: runs on ubuntu-latest"),
        ("run: make build", "run: make site", "build: step 3: runs 'make site', which is no target"),
        ("run: make test", "run: pytest", "test: step 4: runs 'pytest', which is no target"),
        ("11bd71901bbe5b1630ceea73d27597364c9af683", "v4", "test: step 1: actions/checkout is pinned by"),
        ("persist-credentials: false", "persist-credential: false", "actions/checkout takes no persist-credential"),
        ("  pull_request:\n", "  pull_requests:\n", "unknown event pull_requests"),
        ("vars.SITE_URL", "var.SITE_URL", "var is unknown"),
        ("format('https", "fmt('https", "fmt is unknown"),
        ("'push'", '"push"', "a text stands in single quotes"),
        ("steps.deployment.outputs.page_url }}", "steps.deployment.outputs.page_url }", "opens and does not close"),
        ("    needs: build\n", "    needs: build\n    continue: true\n", "deploy: unknown key continue"),
        (
            "    runs-on: ubuntu-latest\n    timeout-minutes: 15",
            "    permissions: {contents: write}\n    timeout-minutes: 15",
            "nothing may write",
        ),
    ],
)
def test_a_fault_would_be_found(before: str, after: str, told: str) -> None:
    """Each of these was tried on the workflow that publishes the site."""
    text = (ROOT / ".github" / "workflows" / "site.yml").read_text("utf-8")
    assert before in text
    found = list(faults(text.replace(before, after, 1)))
    assert any(told in fault for fault in found), found


def test_a_key_that_stands_twice_is_found() -> None:
    """YAML itself takes the last one silently."""
    with pytest.raises(AssertionError, match="a key stands twice"):
        list(faults("on: push\njobs:\n  a: {}\n  a: {}\n"))


def test_workflows_check_test_build_and_deploy() -> None:
    """`main` is deployed by the Pages artifact."""
    text = "\n".join(path.read_text("utf-8") for path in WORKFLOWS)
    for wanted in ("make check", "make test", "make build", "actions/upload-pages-artifact", "actions/deploy-pages"):
        assert wanted in text


def recipe(target: str) -> list[str]:
    """What make runs for a target, what sets up the environment left out."""
    command = [
        "make",
        "--no-print-directory",
        "--dry-run",
        "--assume-old=.venv/site.stamp",
        "--assume-old=.venv/dev.stamp",
        target,
    ]
    said = subprocess.run(command, cwd=ROOT, env=OUTSIDE, capture_output=True, text=True, check=True, timeout=60).stdout
    return [line for line in said.splitlines() if line]


def test_the_steps_of_the_workflow_run_here() -> None:
    """Its commands lead to what these tests run by themselves: the tests, the build of both editions, and the checks below."""
    assert recipe("test") == [".venv/bin/python -m tests.support.browser", ".venv/bin/python -m pytest"]
    assert recipe("build") == [".venv/bin/python -m macros build"]
    assert len(recipe("check")) == 6


def processor_time() -> float:
    """The seconds that finished child processes have computed: a busy machine does not change them much."""
    spent = os.times()
    return spent.children_user + spent.children_system


def test_the_checks_pass_within_half_a_minute() -> None:
    """`make check`, as the workflow runs it, where its tools have run before."""
    command = ["make", "--assume-old=.venv/site.stamp", "--assume-old=.venv/dev.stamp", "check"]
    begin = processor_time()
    result = subprocess.run(command, cwd=ROOT, env=OUTSIDE, capture_output=True, text=True, check=False, timeout=300)
    assert result.returncode == 0, result.stdout + result.stderr
    assert processor_time() - begin < 30
