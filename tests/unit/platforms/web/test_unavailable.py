"""While the database does not serve us, pages and scripts hear so, and when to come again."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.core.models import Group, Round
from bot.errors import CommitUnclear, DatabaseUnreachable
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.full_disk import PageLimit
from tests.unit.platforms.web.browsing import Browser

_LONG = "Weighed, measured and noted down. " * 145


@pytest.fixture
def disk(store: Store) -> PageLimit:
    return PageLimit(store)


async def test_a_reply_that_a_full_disk_refuses_is_told_so_and_taken_later(
    cleo: Browser, disk: PageLimit, open_round: Round, room: Group
):
    here = f"/g/{room.id}"
    page = await cleo.get(here)
    disk.fill()
    with capture_logs() as told:
        refused = await cleo.submit(page, "form[data-reply]", text=_LONG)

    assert refused.status == 503
    assert refused.headers["retry-after"] == "30"
    assert "Nothing was saved: the disk is full" in refused.text
    assert "fault" not in refused.text
    assert [each["event"] for each in told if each["log_level"] != "debug"] == [
        "database unavailable"
    ]
    readiness = await cleo.client.get("/readyz")
    assert readiness.json()["database"] == "nothing can be saved: DiskFull"

    disk.free()
    taken = await cleo.submit(page, "form[data-reply]", text=_LONG)
    assert taken.status == 200


@pytest.mark.parametrize("path", ["", "/events", "/lookup/suggestions?q=dough", "/rounds"])
async def test_what_is_looked_at_while_there_is_no_database(
    cleo: Browser, services: Services, room: Group, monkeypatch: pytest.MonkeyPatch, path: str
):
    _break(services, monkeypatch, DatabaseUnreachable("there", "it went away"))

    answer = await cleo.client.get(f"/g/{room.id}{path}")

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "30"
    assert "the database does not answer" in answer.text
    assert "it went away" not in answer.text


async def test_after_a_cut_in_the_commit_nobody_is_told_that_nothing_was_saved(
    *,
    cleo: Browser,
    services: Services,
    room: Group,
    open_round: Round,
    monkeypatch: pytest.MonkeyPatch,
):
    page = await cleo.get(f"/g/{room.id}")

    async def cut(*_args: object, **_options: object) -> None:
        raise CommitUnclear("there", "it went away")

    monkeypatch.setattr(services.replies, "save", cut)
    refused = await cleo.submit(page, "form[data-reply]", text="Gas.")

    assert refused.status == 503
    assert "nobody knows whether it was saved" in refused.text
    assert "Nothing was saved" not in refused.text


def _break(services: Services, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def connect(_store: Store) -> None:
        raise error

    monkeypatch.setattr(Store, "connect", connect)
