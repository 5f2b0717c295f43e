"""What goes along with a deck of members' replies: what they agreed to, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.contents import ExportFormat
from bot.core.deliveries import ASKED_TO_SHARE, Delivery
from bot.core.ids import PictureId
from bot.core.losses import Loss
from bot.core.models import Group, Member, Naming, RevealNews, Round, Sharing, WorkspaceId
from bot.core.pictures import in_text
from bot.core.replies_along import RepliesAlong
from bot.importing.packs import read_manifest
from bot.presentation.deliveries import present
from bot.services import preferences
from bot.services.exports import Export
from bot.services.preferences import Wanted
from bot.services.replies import Attached
from bot.services.services import Services
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.fakes.pictures import uploads
from tests.fakes.study_deck import StudyDeck

MINE, YOURS = "It relaxes, and hydrates.", "It just rests."


@pytest.fixture
async def revealed(services: Services, ann: Member, bo: Member, open_round: Round) -> Round:
    """A closed round in which Ann, who lets hers leave, and Bo replied."""
    await services.preferences.share(ann.person, agrees=True)
    for member, text in ((ann, MINE), (bo, YOURS)):
        await services.replies.save(open_round.id, member, text, 0)
    return await services.rounds.close(open_round.group, open_round.id)


async def _export(
    services: Services, round_: Round, wanted: ExportFormat = ExportFormat.MARKDOWN
) -> Export:
    group = round_.group
    return await services.exports.deck(group, round_.deck, wanted, reader=see(), group=group)


def _texts(export: Export) -> str:
    return "\n".join(each.data.decode("utf-8", "replace") for each in export.files)


async def test_only_who_said_yes_goes_along_by_their_name_and_of_others_a_number_is_told(
    services: Services, ann: Member, bo: Member, revealed: Round
):
    export = await _export(services, revealed)
    assert export.along == RepliesAlong(members=1, answers=1, not_agreed=1)
    (own,) = [each for each in export.files if MINE.encode() in each.data]
    assert own.name == "ann.md"
    assert YOURS not in _texts(export)
    assert "Bo" not in _texts(export)

    await services.preferences.share(bo.person, agrees=True)
    await services.preferences.share(ann.person, agrees=False)
    export = await _export(services, revealed)
    assert export.along == RepliesAlong(members=1, answers=1, not_agreed=1)
    assert YOURS in _texts(export)
    assert MINE not in _texts(export)


@pytest.mark.parametrize("wanted", ExportFormat)
async def test_every_format_has_them_and_none_without_a_group(
    services: Services, revealed: Round, wanted: ExportFormat
):
    export = await _export(services, revealed, wanted)
    assert any(each.name.startswith("ann.") for each in export.files)
    alone = await services.exports.deck(revealed.group, revealed.deck, wanted, reader=see())
    assert not any(each.name.startswith("ann.") for each in alone.files)
    assert alone.along == RepliesAlong()


async def test_what_is_open_or_not_the_readers_to_read_stays(
    services: Services, ann: Member, open_round: Round
):
    await services.preferences.share(ann.person, agrees=True)
    await services.replies.save(open_round.id, ann, MINE, 0)
    assert MINE not in _texts(await _export(services, open_round))

    await services.rounds.close(open_round.group, open_round.id)
    elsewhere = see(channels=["elsewhere"])
    wanted, group = ExportFormat.MARKDOWN, open_round.group
    export = await services.exports.deck(
        group, open_round.deck, wanted, reader=elsewhere, group=group
    )
    assert MINE not in _texts(export)
    # Asked again, it is withheld from who has not answered it this time.
    await services.rounds.open_question(group, open_round.question)
    export = await services.exports.deck(
        group, open_round.deck, wanted, reader=see(ann), group=group
    )
    assert MINE not in _texts(export)


async def test_a_second_answer_stands_for_the_first_and_what_is_taken_back_is_gone(
    services: Services, ann: Member, revealed: Round
):
    await services.later_replies.save(revealed.id, ann, see(ann), "It hydrates, rather.", 0)
    told = _texts(await _export(services, revealed))
    assert "It hydrates, rather." in told
    assert MINE not in told

    await services.later_replies.withdraw(revealed.id, ann)
    assert MINE in _texts(await _export(services, revealed))
    await services.withdrawals.withdraw(revealed.id, ann)
    assert MINE not in _texts(await _export(services, revealed))


async def test_of_a_question_that_was_asked_twice_the_later_answer_goes(
    services: Services, ann: Member, revealed: Round, clock: Clock
):
    clock.advance(timedelta(hours=1))
    again = await services.rounds.open_question(revealed.group, revealed.question)
    await services.replies.save(again.id, ann, "It hydrates, I say now.", 0)
    await services.rounds.close(again.group, again.id)
    export = await _export(services, revealed)
    assert export.along == RepliesAlong(members=1, answers=1, not_agreed=1)
    assert MINE not in _texts(export)


async def test_nothing_of_a_round_or_a_group_without_names_goes_along(
    services: Services, ann: Member, revealed: Round, deck: StudyDeck
):
    await services.groups.set_naming(revealed.group, Naming.ANONYMOUS)
    hidden = await services.rounds.open_question(revealed.group, deck.questions[1].id)
    await services.replies.save(hidden.id, ann, "Steam keeps it soft.", 0)
    await services.rounds.close(hidden.group, hidden.id)
    export = await _export(services, revealed)
    assert export.along == RepliesAlong(nameless=3)
    assert "Ann" not in _texts(export)

    await services.groups.set_naming(revealed.group, Naming.NAMES)
    export = await _export(services, revealed)
    assert export.along == RepliesAlong(members=1, answers=1, not_agreed=1, nameless=1)
    assert "Steam keeps it soft." not in _texts(export)


async def test_who_left_or_was_removed_goes_along_no_more(
    services: Services, ann: Member, bo: Member, revealed: Round
):
    await services.preferences.share(bo.person, agrees=True)
    await services.profile.leave(ann)
    await services.profile.remove(revealed.group, bo.id, keeping_replies=True)
    told = _texts(await _export(services, revealed))
    assert MINE not in told
    assert YOURS not in told


async def test_what_the_deck_trusts_already_is_there_once(
    services: Services, ann: Member, revealed: Round, room: Group
):
    (reply, *_) = [
        each
        for each in await services.lending.of_question(revealed.group, revealed.question, see())
        if each.text == MINE
    ]
    await services.lending.ask(WorkspaceId(room.id), revealed.id, reply.token, see())
    await services.lending.answer(revealed.id, ann, agrees=True)
    export = await _export(services, revealed)
    assert _texts(export).count(MINE) == 1
    assert export.along == RepliesAlong(not_agreed=1)
    await services.later_replies.save(revealed.id, ann, see(ann), "It hydrates, rather.", 0)
    told = _texts(await _export(services, revealed))
    assert MINE in told
    assert "It hydrates, rather." in told


async def test_votes_of_who_agreed_go_in_a_pack_once_they_are_told(
    services: Services, ann: Member, bo: Member, revealed: Round, clock: Clock
):
    cy, _ = await services.members.join(await services.members.secret(revealed.group), "Cy")
    for voter in (bo, cy):
        ballot = await services.feedback.ballot(revealed.group, revealed.id, voter)
        token = next(each.token for each in ballot.choices if each.author == "Ann")
        await services.feedback.vote(revealed.group, revealed.id, voter, token)
    await services.preferences.share(bo.person, agrees=True)

    assert _votes(await _export(services, revealed, ExportFormat.PACK)) == {}
    clock.advance(timedelta(days=2))
    await services.rounds.tick()
    export = await _export(services, revealed, ExportFormat.PACK)
    assert _votes(export) == {"Ann": {revealed.question: 1}}
    assert Loss.VOTES not in export.lost
    other = await _export(services, revealed, ExportFormat.CSV)
    assert (_votes(other), other.lost[Loss.VOTES]) == ({}, 1)


async def test_votes_for_a_first_answer_are_not_the_second_ones_that_leaves_in_its_place(
    services: Services, ann: Member, bo: Member, revealed: Round, clock: Clock
):
    ballot = await services.feedback.ballot(revealed.group, revealed.id, bo)
    (choice,) = ballot.choices
    await services.feedback.vote(revealed.group, revealed.id, bo, choice.token)
    await services.preferences.share(bo.person, agrees=True)
    await services.later_replies.save(revealed.id, ann, see(ann), "It hydrates, rather.", 0)
    clock.advance(timedelta(days=2))
    await services.rounds.tick()

    export = await _export(services, revealed, ExportFormat.PACK)
    assert "It hydrates, rather." in _texts(export)
    assert _votes(export) == {}


def _votes(export: Export) -> dict[str, dict[str, int]]:
    manifest = read_manifest(export.files[0].data)
    return {each.author: each.votes for each in manifest.sources if each.votes}


async def test_an_answers_pictures_go_with_it_and_no_others_that_it_names(
    services: Services, ann: Member, open_round: Round
):
    await services.preferences.share(ann.person, agrees=True)
    picture = await services.pictures.read(uploads("teal")[0])
    other = in_text(picture, "not mine").replace(picture.id, PictureId("b" * 64))
    await services.replies.save(
        open_round.id, ann, f"{MINE} {other}", 0, attached=Attached((picture,))
    )
    await services.rounds.close(open_round.group, open_round.id)
    export = await _export(services, open_round)
    names = [each.name for each in export.files]
    assert f"pictures/{picture.file_name}" in names
    assert "b" * 16 not in _texts(export)
    assert (await _export(services, open_round, ExportFormat.CSV)).lost[Loss.PICTURES] == 1


async def test_one_is_asked_once_and_never_for_a_round_without_names(
    services: Services, ann: Member, open_round: Round
):
    hidden = replace(open_round, naming=Naming.ANONYMOUS)
    assert not await services.preferences.ask_sharing(ann.person, hidden)
    assert (await services.preferences.of(ann.person)).sharing is Sharing.UNASKED
    assert await services.preferences.ask_sharing(ann.person, open_round)
    assert not await services.preferences.ask_sharing(ann.person, open_round)
    assert (await services.preferences.of(ann.person)).sharing is Sharing.ASKED


async def test_one_is_asked_once_however_many_are_asked_meanwhile(
    services: Services,
    ann: Member,
    open_round: Round,
    bo: Member,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(preferences, "_MOST_REMEMBERED", 1)
    assert await services.preferences.ask_sharing(ann.person, open_round)
    assert await services.preferences.ask_sharing(bo.person, open_round)

    assert services.preferences._asked == {bo.person}
    assert not await services.preferences.ask_sharing(ann.person, open_round)


async def test_who_said_it_before_is_not_asked(services: Services, ann: Member, open_round: Round):
    await services.preferences.share(ann.person, agrees=False)
    assert not await services.preferences.ask_sharing(ann.person, open_round)
    assert (await services.preferences.of(ann.person)).sharing is Sharing.NO


async def _asked_alone(services: Services) -> list[Delivery]:
    due = await services.deliveries.due()
    return [each for each in due if each.note and ASKED_TO_SHARE in each.note]


async def test_who_wrote_an_answer_is_asked_alone_once_unless_they_were_asked_before(
    services: Services, ann: Member, bo: Member, open_round: Round
):
    await services.preferences.ask_sharing(bo.person, open_round)
    for member in (ann, bo, ann):
        await services.preferences.ask_sharing_directly(member, open_round)
    (asked,) = await _asked_alone(services)
    assert asked.member == ann.id
    message = present(asked, await services.delivery_contents.current(asked))
    assert message.for_member == ann.id
    assert {each.choice for each in message.actions} == {"yes", "no"}
    assert not await services.preferences.ask_sharing(ann.person, open_round)


async def test_whom_that_does_not_reach_is_asked_with_another_answer_and_not_among_others(
    services: Services, ann: Member, open_round: Round
):
    await services.preferences.ask_sharing_directly(ann, open_round)
    (asked,) = await _asked_alone(services)
    await services.deliveries.direct_closed(asked, "closed")
    assert await _asked_alone(services) == []
    assert await services.preferences.ask_sharing(ann.person, open_round)


async def test_who_wishes_to_hear_nothing_is_not_written_to_and_asked_another_time(
    services: Services, ann: Member, open_round: Round
):
    await services.preferences.change(ann.person, Wanted(reveals=RevealNews.NONE))
    await services.preferences.ask_sharing_directly(ann, open_round)
    assert await _asked_alone(services) == []
    assert await services.preferences.ask_sharing(ann.person, open_round)
