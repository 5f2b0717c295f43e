"""What people wish to hear, and who is to hear of a reveal, as storage has it on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.models import Account, Channel, ChannelId, Person, Reply, RevealNews, Sharing
from bot.core.preferences import Answerer
from bot.storage.transaction import Store
from tests.contract.examples import ANN, HOUR, NOON, ROUND, G
from tests.fakes.members import add_member, made_member

BO = made_member("bo", G, "Bo", NOON)
STUDY = Channel(ChannelId("study"), G, "slack", "C1", "T1")
ELSEWHERE = Channel(ChannelId("elsewhere"), G, "slack", "C2", "T2")
ROOM = Channel(ChannelId("room"), G, "web", "room")


async def _wishing(store: Store, **wishes: object) -> Person:
    async with store.writing() as tx:
        known = await tx.persons.get(ANN.person)
        wishing = replace(known, **wishes)  # type: ignore[arg-type]
        await tx.persons.wish(wishing)
    return wishing


async def test_what_somebody_wishes_is_read_as_it_was_written_and_their_name_stays(world: Store):
    wishing = await _wishing(
        world,
        reveal_news=RevealNews.DIRECT,
        zone="Europe/Paris",
        reminder_time="18:00",
        reminder_at=NOON,
        away_until=NOON + HOUR,
        absences=("2026-02-01T00:00:00+00:00/2026-02-03T00:00:00+00:00",),
        sharing=Sharing.NO,
    )
    async with world.reading() as tx:
        assert await tx.persons.get(ANN.person) == wishing
        assert await tx.persons.who_are([ANN.id]) == {ANN.id: wishing}
        assert await tx.persons.who_are([]) == {}
        assert await tx.persons.next_reminder() == NOON


async def test_those_whose_time_has_come_are_taken_and_put_off(world: Store):
    wishing = await _wishing(world, reminder_time="12:00", reminder_at=NOON)
    async with world.writing() as tx:
        assert await tx.persons.due_to_remind(NOON - timedelta(seconds=1)) == []
        assert await tx.persons.due_to_remind(NOON) == [wishing]
        await tx.persons.put_reminders({ANN.person: NOON + 24 * HOUR})
    async with world.writing() as tx:
        assert await tx.persons.due_to_remind(NOON) == []
        await tx.persons.put_reminders({ANN.person: None})
        await tx.persons.put_reminders({})
        assert await tx.persons.next_reminder() is None


async def test_who_answered_by_form_is_told_by_each_account_in_the_audience(world: Store):
    async with world.writing() as tx:
        await add_member(tx, BO)
        await tx.rounds.add(ROUND)
        for channel in (STUDY, ELSEWHERE, ROOM):
            await tx.groups.add_channel(channel)
        await tx.groups.add_audiences({ROUND.id: (STUDY, ELSEWHERE, ROOM)})
        for member, subject in ((ANN, "T1:ann"), (ANN, "T2:ann"), (BO, "T1:bo")):
            await tx.persons.add_account(Account("slack", subject, member.person))
        await tx.replies.put(
            [
                Reply(ROUND.id, ANN.id, "Form.", 1, NOON),
                Reply(ROUND.id, BO.id, "Thread.", 1, NOON, "slack:C1:1.0"),
            ]
        )
    await _wishing(world, away_until=NOON + HOUR)
    ann = Answerer(
        ROUND.id, ANN.id, STUDY.id, "T1:ann", RevealNews.MENTION, ROUND.naming, away=True
    )
    async with world.reading() as tx:
        found = await tx.deliveries.answerers([ROUND.id], NOON)
        assert found == [replace(ann, channel=ELSEWHERE.id, subject="T2:ann"), ann]
        later = await tx.deliveries.answerers([ROUND.id], NOON + HOUR)
        assert [each.away for each in later] == [False, False]
        assert await tx.deliveries.answerers([], NOON) == ()


async def test_what_was_written_to_the_bot_alone_counts_as_by_form(world: Store):
    async with world.writing() as tx:
        await tx.rounds.add(ROUND)
        await tx.groups.add_channel(STUDY)
        await tx.groups.add_audiences({ROUND.id: (STUDY,)})
        await tx.persons.add_account(Account("slack", "T1:ann", ANN.person))
        await tx.replies.put([Reply(ROUND.id, ANN.id, "Alone.", 1, NOON, "slack:D1:1.0")])
        (found,) = await tx.deliveries.answerers([ROUND.id], NOON)
        assert found.subject == "T1:ann"
        assert await tx.groups.channels_of([STUDY.id]) == {STUDY.id: STUDY}
        assert await tx.groups.channels_of([]) == {}


async def test_two_who_become_one_wish_what_either_chose(world: Store):
    async with world.writing() as tx:
        await tx.persons.add(Person(BO.person))
        await tx.persons.wish(replace(Person(BO.person), reveal_news=RevealNews.DIRECT))
    wishing = await _wishing(world, away_until=NOON + HOUR)
    async with world.writing() as tx:
        await tx.merging.join_persons(BO.person, ANN.person)
        joined = await tx.persons.get(ANN.person)
    assert joined == replace(wishing, reveal_news=RevealNews.DIRECT)
