"""Pictures of answers: stored with them or not at all, seen by whom they are, gone with them."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.core.ids import PictureId
from bot.core.models import Member, Naming, Reply, Round
from bot.core.pictures import MAX_PICTURES, PictureFault, PictureFile
from bot.core.uploads import Upload
from bot.errors import NotFound, PictureRefused, RoundClosed, StaleReply
from bot.importing.pictures import read_picture
from bot.presentation.reveal import reveal_message
from bot.services.replies import Attached
from bot.services.services import Services
from bot.storage import schema
from bot.storage.transaction import Store
from tests.conftest import Join
from tests.fakes.members import see
from tests.fakes.pictures import drawn, moving, uploads
from tests.fakes.statements import counted_statements
from tests.fakes.study_deck import StudyDeck


def _files(*colours: str) -> tuple[PictureFile, ...]:
    return tuple(read_picture(drawn(each)) for each in colours)


def _with(*colours: str) -> Attached:
    return Attached(_files(*colours))


async def _kept(store: Store) -> set[str]:
    async with store.reading() as tx:
        rows = await tx.connection.scalars(select(schema.pictures.c.id))
        links = await tx.connection.scalars(select(schema.reply_pictures.c.picture))
        kept = set(rows)
        assert set(links) <= kept
        return kept


def _ids(*colours: str) -> set[str]:
    return {each.id for each in _files(*colours)}


async def test_a_reply_is_acknowledged_once_its_pictures_are_stored_with_it(
    services: Services, store: Store, ann: Member, open_round: Round
):
    saved = await services.replies.save(
        open_round.id, ann, "See.", 0, attached=_with("teal", "red", "teal")
    )

    teal, red = _files("teal", "red")
    assert saved.reply.pictures == (teal.id, red.id)
    assert await services.replies.mine(open_round.id, ann) == saved.reply
    assert await services.pictures.files(saved.reply.pictures) == {teal.id: teal, red.id: red}


async def test_what_is_refused_leaves_no_picture_behind(
    services: Services, store: Store, ann: Member, open_round: Round
):
    save = services.replies.save
    await save(open_round.id, ann, "First.", 0, attached=_with("teal"))
    with pytest.raises(StaleReply):
        await save(open_round.id, ann, "First.", 0, attached=_with("red"))
    with pytest.raises(PictureRefused) as refusal:
        await save(open_round.id, ann, "First.", 1, attached=_with("red", "blue", "white", "black"))
    assert refusal.value.fault == PictureFault.TOO_MANY
    await services.rounds.close(open_round.group, open_round.id)
    with pytest.raises(RoundClosed):
        await save(open_round.id, ann, "Late.", 1, attached=_with("red"))

    assert await _kept(store) == _ids("teal")


async def test_pictures_stay_with_a_new_text_and_go_when_they_are_left_out(
    services: Services, store: Store, ann: Member, open_round: Round
):
    save, (teal, red) = services.replies.save, _files("teal", "red")
    await save(open_round.id, ann, "One.", 0, attached=_with("teal", "red"))
    assert (await save(open_round.id, ann, "Two.", 1)).reply.pictures == (teal.id, red.id)

    changed = Attached(_files("blue"), kept=(red.id, PictureId("nobody's")))
    reply = (await save(open_round.id, ann, "Two.", 2, attached=changed)).reply

    assert (reply.revision, set(reply.pictures)) == (3, _ids("red", "blue"))
    assert await _kept(store) == _ids("red", "blue")
    again = Attached(kept=reply.pictures)
    assert (await save(open_round.id, ann, "Two.", 3, attached=again)).reply == reply


async def test_a_picture_that_two_sent_goes_with_the_second_of_them(
    *, services: Services, store: Store, ann: Member, bo: Member, open_round: Round
):
    for member in (ann, bo):
        await services.replies.save(open_round.id, member, "See.", 0, attached=_with("teal"))

    await services.withdrawals.withdraw(open_round.id, ann)
    assert await _kept(store) == _ids("teal")
    await services.withdrawals.withdraw(open_round.id, bo)
    assert await _kept(store) == set()


async def test_while_one_is_taken_back_another_begins_to_show_the_same(
    *, services: Services, store: Store, join: Join, open_round: Round
):
    people = [await join(f"P{number}") for number in range(6)]
    for member in people[:3]:
        await services.replies.save(open_round.id, member, "See.", 0, attached=_with("teal"))

    await asyncio.gather(
        *(services.withdrawals.withdraw(open_round.id, each) for each in people[:3]),
        *(
            services.replies.save(open_round.id, each, "See.", 0, attached=_with("teal"))
            for each in people[3:]
        ),
    )

    assert await _kept(store) == _ids("teal")
    async with store.reading() as tx:
        count = await tx.connection.scalar(select(func.count()).select_from(schema.reply_pictures))
    assert count == 3


@pytest.mark.parametrize("way", ["delete", "leave", "remove", "withdraw"])
async def test_with_what_somebody_takes_back_its_pictures_are_gone(
    *, way: str, services: Services, store: Store, ann: Member, open_round: Round
):
    await services.replies.save(open_round.id, ann, "See.", 0, attached=_with("teal"))
    await services.rounds.close(open_round.group, open_round.id)
    acts = {
        "delete": lambda: services.profile.delete(ann.person),
        "leave": lambda: services.profile.leave(ann),
        "remove": lambda: services.profile.remove(ann.group, ann.id, keeping_replies=False),
        "withdraw": lambda: services.withdrawals.withdraw(open_round.id, ann),
    }

    await acts[way]()

    assert await _kept(store) == set()
    assert await services.pictures.purge_unused() == 0


async def test_before_the_reveal_a_picture_is_its_authors_alone_and_after_it_of_who_reads_it(
    *, services: Services, ann: Member, bo: Member, open_round: Round
):
    (teal,) = _files("teal")
    await services.replies.save(open_round.id, ann, "See.", 0, attached=Attached((teal,)))
    show = services.pictures.show
    assert await show(teal.id, see(ann)) == teal
    elsewhere = replace(see(ann, bo), channels=frozenset())
    for reader in (see(bo), see(None), elsewhere):
        with pytest.raises(NotFound):
            await show(teal.id, reader)

    await services.rounds.close(open_round.group, open_round.id)

    for reader in (see(ann), see(bo), see(None)):
        assert await show(teal.id, reader) == teal
    with pytest.raises(NotFound):
        await show(teal.id, elsewhere)
    with pytest.raises(NotFound):
        await show(PictureId("of nobody"), see(ann))


async def test_a_reveal_shows_whose_each_picture_is_also_where_texts_are_alike(
    *, services: Services, ann: Member, bo: Member, open_round: Round
):
    for member, colours in ((ann, ("teal", "red")), (bo, ("blue",))):
        await services.replies.save(
            open_round.id, member, "It rests so that gluten relaxes.", 0, attached=_with(*colours)
        )
    await services.rounds.close(open_round.group, open_round.id)

    message = reveal_message(await services.reveals.reveal(open_round.id, see(ann)))

    replies = next(each for each in message.blocks if hasattr(each, "columns")).columns[1]
    (card,) = replies
    told = {each.description for each in card.images}
    assert told == {"Picture 1 of 2 by Ann", "Picture 2 of 2 by Ann", "Picture by Bo"}


async def test_without_names_equal_texts_are_ordered_by_pictures_not_by_time(
    *, services: Services, ann: Member, bo: Member, deck: StudyDeck, open_round: Round
):
    await services.groups.set_naming(open_round.group, Naming.ANONYMOUS)
    group, question = open_round.group, deck.questions[1].id
    opened = await services.rounds.open_question(group, question, timedelta(hours=1))
    ordered = sorted(_files("teal", "red"), key=lambda each: each.id)
    for member, picture in zip((ann, bo), reversed(ordered), strict=True):
        await services.replies.save(opened.id, member, "So.", 0, attached=Attached((picture,)))
    await services.rounds.close(open_round.group, opened.id)

    reveal = await services.reveals.reveal(opened.id, see(ann))

    assert [each.pictures[0].id for each in reveal.replies] == [each.id for each in ordered]
    assert [each.mine for each in reveal.replies] == [False, True]


async def test_an_export_has_the_pictures_themselves(
    services: Services, ann: Member, open_round: Round
):
    (teal,) = _files("teal")
    await services.replies.save(open_round.id, ann, "See.", 0, attached=Attached((teal,)))

    data = await services.profile.export(ann.person, see(ann))

    (picture,) = data["groups"][0]["replies"][0]["pictures"]
    assert (picture["media_type"], picture["width"]) == ("image/png", 40)
    assert b64decode(picture["base64"]) == teal.data


async def test_of_many_the_first_are_taken_and_of_each_other_it_is_told_why_not(
    services: Services,
):
    wave = Upload("wave.gif", moving())
    sent = (Upload("notes.txt", b"words"), wave, *uploads("teal", "red", "blue", "black"))

    taken = await services.pictures.read_all(sent)

    assert len(taken.files) == MAX_PICTURES
    assert [(each.name, each.fault) for each in taken.refused] == [
        ("notes.txt", PictureFault.NO_PICTURE),
        ("wave.gif", PictureFault.MOVES),
        ("black.png", PictureFault.TOO_MANY),
    ]


async def test_what_two_members_who_are_one_showed_is_shown_still(
    *, services: Services, store: Store, ann: Member, bo: Member, open_round: Round
):
    for member, colour in ((ann, "teal"), (bo, "red")):
        await services.replies.save(open_round.id, member, member.name, 0, attached=_with(colour))
    await services.rounds.close(open_round.group, open_round.id)

    async with store.writing() as tx:
        await tx.groups.lock_everything({open_round.group})
        await tx.merging.join_members({bo.id: ann.id})

    reply = await services.replies.mine(open_round.id, ann)
    assert isinstance(reply, Reply)
    assert set(reply.pictures) == _ids("teal", "red")
    assert await services.pictures.purge_unused() == 0
    assert await _kept(store) == _ids("teal", "red")


async def test_who_sends_none_costs_no_question_about_pictures(
    services: Services, store: Store, ann: Member, open_round: Round
):
    with counted_statements(store._engine) as asked:
        await services.replies.save(open_round.id, ann, "One.", 0)
        await services.replies.save(open_round.id, ann, "Two.", 1)

    assert not [each for each in asked.said if "reply_pictures" in each or "FROM pictures" in each]
