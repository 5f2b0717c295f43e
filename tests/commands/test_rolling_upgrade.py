"""Workers of two versions on one PostgreSQL database, while they are exchanged one by one.

The next version is a copy of this one with one schema more. With the thorough profile alone: each
start of a process takes seconds.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from sqlalchemy import URL

from bot.storage.migrations import REVISIONS
from tests.processes.roundtable import environment_of
from tests.profiles import thorough

ROOT = Path(__file__).resolve().parents[2]
_STEP = """
from alembic import op
import sqlalchemy as sa

revision, down_revision = "{name}", "{before}"


def upgrade() -> None:
    {change}
"""
_EXPAND = 'op.add_column("rounds", sa.Column("weight", sa.Integer, server_default="1"))'
_CONTRACT = 'op.drop_column("rounds", "weight")'


def _next_version(folder: Path, *steps: tuple[str, str]) -> Path:
    """Return the folder of a copy of the package that has more schemas: names and changes."""
    shutil.copytree(ROOT / "bot", folder / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "content", folder / "content")
    there = folder / "bot" / "storage" / "migrations"
    known = list(REVISIONS)
    for name, change in steps:
        written = _STEP.format(name=name, before=known[-1], change=change)
        (there / "versions" / f"v{name}.py").write_text(written)
        known.append(name)
    code = (there / "__init__.py").read_text()
    changed = re.sub(r"^REVISIONS = .*$", f"REVISIONS = {tuple(known)!r}", code, flags=re.MULTILINE)
    (there / "__init__.py").write_text(changed)
    return folder


@contextmanager
def _worker(version: Path, environment: dict[str, str]) -> Iterator[httpx.Client]:
    """Run a worker of a version, and give a browser that has opened its join link."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        cwd=version,
        env=environment | {"PYTHONPATH": str(version), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        join = next(found[0] for line in process.stdout if (found := re.search(r"http\S+", line)))
        url = join.partition("/join")[0]
        with httpx.Client(base_url=url, headers={"Origin": url}, follow_redirects=True) as client:
            client.get(join)
            yield client
    finally:
        process.terminate()
        process.communicate()


def _answer(client: httpx.Client, name: str) -> None:
    client.post("/join", data={"key": _key(client), "name": name})
    page = client.get("/g/local")
    [round_] = set(re.findall(r'data-round="([^"]+)"', page.text))
    sent = client.post(
        f"/g/local/rounds/{round_}/reply", data={"text": f"It drifts, {name} says.", "based_on": 0}
    )
    assert sent.status_code == 200, sent.text
    assert f"{name} says" in sent.text


def _key(client: httpx.Client) -> str:
    found = re.search(r'name="key" value="([^"]+)"', client.get("/join").text)
    assert found is not None
    return found[1]


def _replies(client: httpx.Client) -> str:
    found = re.search(r'class="count"[^>]*>([^<]+)<', client.get("/g/local").text)
    assert found is not None
    return found[1]


def _environment(folder: Path, url: URL) -> dict[str, str]:
    return environment_of(folder) | {
        "ROUNDTABLE_DATABASE_URL": url.render_as_string(hide_password=False),
        "ROUNDTABLE_WEB_PORT": "0",
    }


if thorough():

    def test_workers_are_exchanged_one_by_one_and_an_old_one_goes_on_until_something_is_taken(
        postgres_url: URL, tmp_path: Path
    ):
        environment = _environment(tmp_path, postgres_url)
        wider = "0002_weights_from_0001"
        second = _next_version(tmp_path / "second", (wider, _EXPAND))
        third = _next_version(
            tmp_path / "third", (wider, _EXPAND), ("0003_no_weights_from_0002", _CONTRACT)
        )
        with _worker(ROOT, environment) as old:
            _answer(old, "Ann")
            with _worker(second, environment) as new:  # which brings the database on
                _answer(new, "Bo")
                assert _replies(old) == _replies(new) == "2 people have answered"
                assert old.get("/readyz").status_code == new.get("/readyz").status_code == 200
        with _worker(ROOT, environment) as late:  # an old one, started after that
            _answer(late, "Cleo")
            assert _replies(late) == "3 people have answered"
        with _worker(third, environment) as newest:
            assert newest.get("/readyz").status_code == 200
        refused = subprocess.run(
            [sys.executable, "-m", "bot", "serve"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert refused.returncode == 2
        assert "0003_no_weights_from_0002" in refused.stderr
        assert "newer Roundtable" in " ".join(refused.stderr.split())
