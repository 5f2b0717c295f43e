"""What is deployed is what its tools take, and speaks of settings and commands that there are."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE = DEPLOY / "Dockerfile"
COMPOSE = DEPLOY / "compose.yaml"
UNIT = DEPLOY / "systemd" / "roundtable.service"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
KUSTOMIZATION = DEPLOY / "kubernetes" / "kustomization.yaml"
GITHUB = ROOT / ".github"

Json = Mapping[str, Any]


def _resources() -> Iterator[Json]:
    for path in MANIFESTS:
        if path != KUSTOMIZATION:
            yield from yaml.safe_load_all(path.read_text("utf-8"))


def _workloads() -> dict[str, Json]:
    """Return what runs pods, by name."""
    kinds = ("Deployment", "StatefulSet", "Job")
    return {each["metadata"]["name"]: each for each in _resources() if each["kind"] in kinds}


def _schema_problems(schema: str, *paths: Path) -> str:
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, paths)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return "" if checked.returncode == 0 else checked.stdout + checked.stderr


def test_every_setting_that_is_deployed_exists():
    files = [DOCKERFILE, COMPOSE, UNIT, DEPLOY / "Caddyfile", DEPLOY / "nginx.conf", *MANIFESTS]
    named = {
        name
        for path in files
        for name in re.findall(r"\bROUNDTABLE_([A-Z_]+)", path.read_text("utf-8"))
    }

    assert named
    assert named <= {field.upper() for field in Settings.model_fields}


# --- the image ------------------------------------------------------------------------------------


def test_an_image_is_built_of_what_it_copies_alone(tmp_path: Path):
    copied = re.findall(r"^COPY ((?!--).+) \S+$", DOCKERFILE.read_text("utf-8"), re.MULTILINE)
    names = {name.rstrip("/") for line in copied for name in line.split()}
    let_in = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    for name in names:
        subprocess.run(["cp", "-r", str(ROOT / name), str(tmp_path)], check=True)

    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--wheel-dir", "dist", "."],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert built.returncode == 0, built.stderr
    assert {line[1:] for line in let_in if line.startswith("!")} == names


def test_an_image_runs_as_nobody_in_particular_and_tells_how_it_is():
    _, last = DOCKERFILE.read_text("utf-8").rsplit("\nFROM ", 1)

    assert "\nUSER 10001:10001\n" in last
    assert "/readyz" in last
    assert '\nENTRYPOINT ["roundtable"]\nCMD ["serve"]\n' in last


# --- compose --------------------------------------------------------------------------------------


def test_the_compose_file_is_one():
    assert _schema_problems("vendor.compose-spec", COMPOSE) == ""


def test_what_compose_starts_cannot_write_to_its_image_and_has_no_rights():
    services = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    ours = {name: each for name, each in services.items() if each["image"] == "roundtable"}

    assert set(ours) == {"roundtable", "migration", "web", "discord-0", "discord-1"}
    for name, service in {**ours, "caddy": services["caddy"]}.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
    assert not any("ports" in service for service in ours.values())


def test_with_many_workers_one_migrates_before_the_others_start_and_each_shard_runs_once():
    services = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    workers = {name: each for name, each in services.items() if each.get("profiles") == ["scale"]}

    for name in ("web", "discord-0", "discord-1"):
        before = workers[name]["depends_on"]["migration"]
        assert before["condition"] == "service_completed_successfully"
        assert workers[name]["environment"]["ROUNDTABLE_DATABASE_URL"].startswith("postgresql://")
    shards = [
        each["environment"]["ROUNDTABLE_DISCORD_SHARDS"]
        for each in workers.values()
        if "ROUNDTABLE_DISCORD_SHARDS" in each.get("environment", {})
    ]
    assert shards == ["0/2", "1/2"]
    assert workers["web"]["environment"]["ROUNDTABLE_DISCORD_TOKEN"] == ""


# --- Kubernetes -----------------------------------------------------------------------------------


def test_kubernetes_takes_each_resource():
    resources = list(_resources())

    assert {each["kind"] for each in resources} >= {
        "ConfigMap", "Deployment", "Job", "NetworkPolicy", "PodDisruptionBudget", "Service",
        "StatefulSet",
    }  # fmt: skip
    for resource in resources:
        kubernetes_validate.validate(resource, "1.31", strict=True)


def test_kustomize_is_told_of_each_file():
    told = yaml.safe_load(KUSTOMIZATION.read_text("utf-8"))["resources"]

    assert sorted(told) == [path.name for path in MANIFESTS if path != KUSTOMIZATION]


def test_a_pod_is_shut_in_and_each_that_serves_is_looked_at():
    for name, workload in _workloads().items():
        pod = workload["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert container["securityContext"]["readOnlyRootFilesystem"] is True, name
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}, name
        if workload["kind"] != "Job":
            probes = {each[:-5]: container[each] for each in container if each.endswith("Probe")}
            paths = {each: probe["httpGet"]["path"] for each, probe in probes.items()}
            assert paths == {"startup": "/readyz", "readiness": "/readyz", "liveness": "/healthz"}


def test_what_selects_pods_selects_those_of_one_workload():
    labels = {
        name: each["spec"]["template"]["metadata"]["labels"] for name, each in _workloads().items()
    }
    for resource in _resources():
        selector = resource["spec"].get("selector") if "spec" in resource else None
        if selector:
            wanted = selector.get("matchLabels", selector)
            assert [each for each in labels.values() if wanted.items() <= each.items()] == [wanted]


def test_there_are_as_many_shards_as_pods():
    stateful = _workloads()["roundtable-discord"]["spec"]
    (container,) = stateful["template"]["spec"]["containers"]

    values = {each["name"]: each.get("value") for each in container["env"]}
    assert values["ROUNDTABLE_DISCORD_SHARDS"] == f"$(SHARD)/{stateful['replicas']}"


# --- the repository's own -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ("vendor.github-workflows", "workflows/*.yml"),
        ("vendor.github-issue-forms", "ISSUE_TEMPLATE/[!c]*.yml"),
        ("vendor.github-issue-config", "ISSUE_TEMPLATE/config.yml"),
    ],
)
def test_what_github_reads_is_as_it_wants_it(schema: str, pattern: str):
    paths = sorted(GITHUB.glob(pattern))

    assert paths
    assert _schema_problems(schema, *paths) == ""
