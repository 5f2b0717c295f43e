"""What organisers change is noted with who and when; what nobody does is not."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.audit import Act, Actor
from bot.core.models import Group, GroupId, Member, Naming, Round
from bot.core.schedules import Plan
from bot.errors import NotFound
from bot.presentation.audit import ACT_WORDS, Log, act_words, log_json, log_words, who_words
from bot.services.acting import TERMINAL, act_as, acting
from bot.services.audit import LOG_KEPT, AuditPage
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.fakes.study_deck import StudyDeck

BOSS = Actor("chat", "9")


async def _told(services: Services, group: GroupId | None = None) -> list[str]:
    page = await services.audit.page(100, group=group)
    return [f"{who_words(e, page.names)} {act_words(e, page.names)}" for e in page.entries]


def test_everything_that_can_be_noted_has_words():
    assert set(ACT_WORDS) == set(Act)


async def test_what_an_organiser_does_is_noted_the_newest_first(
    services: Services, room: Group, deck: StudyDeck, clock: Clock
):
    await services.members.of_platform(room.id, "chat", "9", "Boss")
    with acting(BOSS):
        opened = await services.rounds.open_question(room.id, deck.questions[0].id)
        clock.advance(timedelta(minutes=1))
        await services.rounds.close(room.id, opened.id)
        await services.rounds.close(room.id, opened.id)  # is closed already: nothing changes
        clock.advance(timedelta(minutes=1))
        await services.groups.set_naming(room.id, Naming.ANONYMOUS)

    page = await services.audit.page(100, group=room.id)

    assert await _told(services, room.id) == [
        "Boss set names in reveals to anonymous",
        "Boss closed a round",
        "Boss asked a question",
    ]
    assert page.entries[1].at == services.clock() - timedelta(minutes=1)
    assert page.entries[1].values == {"round": opened.id}


async def test_what_is_due_or_a_members_own_is_nobody_s_change(
    *, services: Services, room: Group, open_round: Round, bo: Member, clock: Clock
):
    await services.replies.save(open_round.id, bo, "my secret thought", 0)
    clock.advance(timedelta(days=31))
    await services.rounds.tick()
    await services.members.set_reminders(bo.id, False)
    assert await _told(services) == []


async def test_what_is_refused_or_fails_is_not_noted(services: Services, room: Group):
    with acting(BOSS):
        with pytest.raises(NotFound):
            await services.groups.set_naming(GroupId("nowhere"), Naming.NAMES)
        with pytest.raises(NotFound):
            await services.linking.invite(GroupId("nowhere"))
    assert await _told(services) == []


async def test_schedules_are_noted_by_their_words(services: Services, room: Group, deck: StudyDeck):
    plan = Plan(deck.id, "every day 09:00", "Europe/Paris", timedelta(hours=1))
    with acting(Actor("web")):
        added = await services.schedules.add(room.id, plan)
        await services.schedules.pause(room.id, added.id)
        await services.schedules.resume(room.id, added.id)
        await services.schedules.remove(room.id, added.id)
    who, when = "Somebody with a desk link", "the schedule “every day 09:00 Europe/Paris”"
    assert sorted(await _told(services)) == sorted(
        f"{who} {verb} {when}" for verb in ("added", "paused", "resumed", "removed")
    )


async def test_organisers_who_are_named_are_known_by_name_until_they_are_gone(
    services: Services, room: Group
):
    bo = await services.members.of_platform(room.id, "chat", "1", "Bo")
    await services.members.of_platform(room.id, "chat", "2", "Cy")
    with acting(BOSS):
        await services.groups.name_organisers(room.id, ("chat:1", "chat:5"))
    assert sorted(await _told(services)) == [
        "Chat account 9 made Bo an organiser",
        "Chat account 9 made somebody an organiser",
    ]
    with acting(Actor("chat", "1")):
        await services.groups.set_naming(room.id, Naming.NAMES)
    await services.profile.delete(bo.person)
    assert sorted(await _told(services)) == [
        "Chat account 9 made somebody an organiser",
        "Chat account 9 made somebody an organiser",
        "Somebody on Chat let somebody organise no more",
        "Somebody on Chat set names in reveals to names",
    ]


async def test_of_joined_accounts_the_log_knows_the_one_who_stays(services: Services, room: Group):
    ann = await services.members.of_platform(room.id, "chat", "1", "Ann")
    other = await services.members.of_platform(room.id, "chat", "2", "Anna")
    with acting(Actor("chat", "2")):
        await services.groups.set_naming(room.id, Naming.NAMES)
    code = await services.linking.invite_person(ann.person)
    await services.linking.join_person(other.person, code)
    assert await _told(services) == ["Ann set names in reveals to names"]


async def test_a_group_s_log_has_no_name_that_only_another_group_knows(
    services: Services, room: Group, other_room: Group
):
    await services.members.of_platform(other_room.id, "chat", "9", "Boss")
    secret = await services.members.secret(other_room.id)
    ann, _ = await services.members.join(secret, "Ann")
    for actor in (BOSS, Actor("web", person=ann.person)):
        with acting(actor):
            await services.groups.set_naming(room.id, Naming.NAMES)
    words = "set names in reveals to names"
    assert sorted(await _told(services, room.id)) == [
        f"Chat account 9 {words}",
        f"Somebody with a desk link {words}",
    ]
    assert sorted(await _told(services)) == [f"Ann {words}", f"Boss {words}"]


async def test_the_log_is_read_page_by_page_and_of_whom_it_concerns(
    services: Services, room: Group, other_room: Group, clock: Clock
):
    with acting(TERMINAL):
        for number in range(7):
            naming = Naming.NAMES if number % 2 else Naming.ANONYMOUS
            await services.groups.set_naming(room.id, naming)  # several in one moment
            if number == 3:
                clock.advance(timedelta(seconds=1))
        await services.groups.set_naming(other_room.id, Naming.NAMES)
    seen, before = [], None
    while True:
        page = await services.audit.page(2, group=room.id, before=before)
        seen += page.entries
        if (before := page.older) is None:
            break
    assert len(seen) == len({each.id for each in seen}) == 7
    assert all(each.group == room.id for each in seen)
    assert seen == sorted(seen, key=lambda each: each.at, reverse=True)


async def test_a_workspace_s_decks_are_for_who_organises_it(
    services: Services, room: Group, deck: StudyDeck
):
    with acting(TERMINAL):
        await services.decks.copy(LOCAL_WORKSPACE, room.id, deck.id)
    assert await _told(services, room.id) == []
    page = await services.audit.page(9, group=room.id, workspace=LOCAL_WORKSPACE)
    assert [each.act for each in page.entries] == [Act.DECK_COPIED]


async def test_the_log_forgets_after_a_year(services: Services, room: Group, clock: Clock):
    with acting(TERMINAL):
        await services.groups.set_naming(room.id, Naming.NAMES)
    clock.advance(LOG_KEPT)
    assert await services.audit.purge_due() == 0
    clock.advance(timedelta(seconds=1))
    assert await services.audit.purge_due() == 1


async def test_who_acts_is_known_in_their_own_task_alone(services: Services, room: Group):
    async def organise() -> None:
        act_as(BOSS)
        await services.groups.set_naming(room.id, Naming.NAMES)

    await asyncio.create_task(organise())
    await services.groups.set_naming(room.id, Naming.ANONYMOUS)
    assert len(await _told(services)) == 1


async def test_what_one_takes_along_has_ones_browsers_and_what_one_changed(
    services: Services, room: Group
):
    secret = await services.members.secret(room.id)
    ann, _ = await services.members.join(secret, "Ann", None, "Firefox on Linux")
    with acting(Actor("web", person=ann.person)):
        await services.groups.set_naming(room.id, Naming.NAMES)
    taken = await services.profile.export(ann.person, see(ann))
    now = services.clock().isoformat()
    assert taken["changes"] == [{"at": now, "act": "naming-set", "platform": "web"}]
    assert taken["sessions"] == [
        {
            "browser": "Firefox on Linux",
            "signed_in_at": now,
            "last_used_at": now,
            "organises_until": None,
        }
    ]


async def test_an_answer_is_never_in_the_log(
    *, services: Services, store: Store, room: Group, open_round: Round, bo: Member
):
    await services.replies.save(open_round.id, bo, "my secret thought", 0)
    with acting(BOSS):
        await services.rounds.close(room.id, open_round.id)
    page: AuditPage = await services.audit.page(9)
    entries = tuple(page.entries)
    assert "secret" not in str(entries)
    log = Log(entries, page.names, page.groups)
    (data,) = log_json(log)
    assert (data["act"], data["who"], data["group"]) == (
        "round-closed", "Chat account 9", "Study room",
    )  # fmt: skip
    assert log_words(log).endswith("closed a round [Study room]")
