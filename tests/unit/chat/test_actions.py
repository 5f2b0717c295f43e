"""What was shown can be pressed, and comes back as it was made; nothing else does any harm."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.chat import (
    amending,
    challenges,
    commands,
    decks,
    imports,
    later_replies,
    lending,
    lookup,
    members,
    noticed,
    own_words,
    replies,
    rounds,
    schedules,
    suggesting,
)
from bot.chat.actions import IN_WORKSPACES, OF_ORGANISERS, OF_ROUNDS, OPENS_FORM, turn_of
from bot.chat.challenges import decline_form_of
from bot.chat.forms import take_form
from bot.chat.interaction import Interaction
from bot.core.deliveries import DeliveryKind
from bot.core.models import SHIPPED, Channel, Group, Member, Round
from bot.core.read_models import AdminNote
from bot.core.schedules import Plan
from bot.core.uploads import Upload
from bot.core.view import Message, Press
from bot.errors import MemberError
from bot.platforms.slack.home import PRESSED
from bot.presentation.administration import sent_elsewhere_message
from bot.presentation.deliveries import present
from bot.presentation.errors import words_for
from bot.presentation.notices import admin_message
from bot.presentation.preferences import COME_BACK
from bot.presentation.reveal import reveal_message
from bot.presentation.rounds import open_message, past_message, question_message
from bot.presentation.schedules import schedules_messages
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.conftest import ENGINES
from tests.fakes.members import see
from tests.fakes.places import settled
from tests.fakes.study_deck import StudyDeck, store_deck
from tests.unit.chat.interacting import KeptInteraction
from tests.unit.services.documents import REFERENCE

HANDLERS = {**OF_ROUNDS, **IN_WORKSPACES, **OF_ORGANISERS}
DAY = timedelta(days=1)
HOSTILE = ("", ":", "\0", "\ud800", "nobody", "nobody:1", "٣", "-1", "' OR 1=1", "r" * 2000)
HOSTILE_PAGES = ("٣", "-1", "1.5", "\0", "x", "9" * 7, "9" * 1900, "2026-03-02T09:00", ":")


@pytest.fixture
async def interaction(services: Services, room: Group, ann: Member) -> KeptInteraction:
    """Ann in the room, who may do everything."""
    channel = await services.groups.find_channel("web", "room")
    workspace = await services.workspaces.find("web", "local")
    return KeptInteraction(services, ann.person, workspace, channel, room, ann, None)


async def _dispute(interaction: KeptInteraction, round_: Round, bo: Member) -> None:
    """Challenge the reference, agree with another's and no more, and look at it as an organiser."""
    services, about = interaction.services, Press("challenges", round_.id)
    await challenges.show(interaction, about)
    await take_form(interaction, Press("challenge", round_.id), {"reason": "No.", "text": "Yes."})
    theirs = await services.challenges.make(round_.id, bo, see(bo), "Too short.", "")
    await challenges.show(interaction, about)
    agreed = Press("agree", round_.id, theirs.id)
    await challenges.agree(interaction, agreed)
    await challenges.disagree(interaction, agreed)
    mine = next(each for each in interaction.presses() if each.name == "unchallenge")
    notice = AdminNote("challenged", {"deck": "D", "question": "?", "challenge": mine.choice})
    await interaction.show(admin_message(notice))
    await challenges.look(interaction, Press("dispute", mine.choice))
    assert (await decline_form_of(interaction, Press("dispute-decline", mine.choice))).fields
    await challenges.take_back(interaction, mine)
    await lending.ask_which(interaction, about)
    chosen = next(each for each in interaction.presses() if each.name == "reference-reply")
    await lending.ask_for(interaction, chosen)
    card = await services.cards.card(round_.id, see())
    told = [each for each in await services.deliveries.due() if each.kind == "correction"]
    interaction.shown.extend(present(each, card) for each in told)
    await lending.keep(interaction, Press("lend-not", round_.id))


async def _look_at_a_round(interaction: KeptInteraction, round_: Round, bo: Member) -> None:
    """Answer, close and reveal it, and say how it was; keep what is shown on the way."""
    services, press = interaction.services, Press("any", round_.id)
    shown, cards = interaction.shown, services.cards
    asked = question_message(await cards.card(round_.id, see()))
    shown.extend((asked, open_message(await cards.open_now(see()))))
    interaction.turns.append(turn_of(asked) or press)
    await replies.question(interaction, Press("question", round_.id))
    await replies.remind(interaction, press)
    await services.replies.save(round_.id, bo, "It relaxes.", 0)
    await replies.save(interaction, round_.id, 0, "The gluten relaxes.")
    sure = next(each for each in interaction.presses() if each.name == "sure")
    await own_words.be_sure(interaction, sure)
    await replies.save(interaction, round_.id, 0, "It was changed elsewhere.")
    await rounds.skip_named(interaction, None)
    await rounds.close_named(interaction, None)
    await rounds.close(interaction, Press("quiz-close", round_.id))
    shown.append(reveal_message(await services.reveals.reveal(round_.id, see(interaction.who))))
    await rounds.reveal(interaction, Press("reveal", round_.id))
    await _amend(interaction)
    await replies.ask_rating(interaction, Press("rate", round_.id))
    await _dispute(interaction, round_, bo)
    prompt = await later_replies.form(interaction, round_.id)
    await later_replies.save(interaction, round_.id, prompt.revision, "It relaxes again.")
    await later_replies.save(interaction, round_.id, 0, "It was changed elsewhere.")
    await rounds.reveal(interaction, Press("reveal", round_.id))
    await rounds.word_by_word(interaction, Press("words", round_.id))
    await rounds.show_map(interaction, Press("map", round_.id, "light"))
    assert interaction.shown_pictures
    await later_replies.withdraw(interaction, Press("withdraw-later", round_.id))
    await own_words.ask_claims(interaction, press)
    claim = next(each for each in interaction.presses() if each.name == "claimed")
    await own_words.claim(interaction, claim)
    await own_words.take_back(interaction, claim)
    await replies.ask_vote(interaction, press)
    vote = next(each for each in interaction.presses() if each.name == "voted")
    await replies.vote(interaction, vote)
    await replies.ask_vote(interaction, press)


async def _amend(interaction: KeptInteraction) -> None:
    """Put right what the reveal shows, and take that back; all of it is pressed."""

    async def press(name: str, do: Callable[[Interaction, Press], Awaitable[None]]) -> None:
        await do(interaction, next(each for each in interaction.presses() if each.name == name))

    await press("question-retire", amending.retire)
    await press("question-restore", amending.restore)
    await press("answer-wrong-ask", amending.ask_which_is_wrong)
    await press("answer-wrong", amending.mark_wrong)
    await press("answer-right", amending.mark_right)


async def _be_told_of_a_schedule(
    interaction: KeptInteraction, deck: StudyDeck, round_: Round
) -> None:
    """Be told of what was not asked and of what is paused, and press what there is to press."""
    services, here = interaction.services, interaction.channel
    plan = Plan(deck.id, "every day 09:00", "UTC", DAY)
    planned = await services.schedules.add(interaction.group.id, plan)
    about = {"deck": "D", "schedule": planned.id, "when": "daily", "asked": deck.questions[2].id}
    about |= {"removed": deck.id, "of_role": here.id, "stuck": round_.id, "greeting": here.id}
    about |= {"channel": here.name, "reason": "?"}
    codes = ("never-asked", "opening-missed", "schedule-fault", "deck-removed", "deck-finished")
    for code in (*codes, "role-gone", "post-stuck"):
        await interaction.show(admin_message(AdminNote(code, about, here)))
    pressed = {each.name: each for each in interaction.presses() if each.name in noticed.PRESSED}
    for name in ("notice-ask-again", "notice-schedule"):
        await noticed.PRESSED[name](interaction, pressed[name])
    assert "The question goes out" in interaction.shown[-2].summary
    going_on = AdminNote("going-on", {"decks": "D"}, here)
    await interaction.show(admin_message(going_on))
    await noticed.show_all(interaction, Press("notice-schedules", here.id, here.id))


async def _decide_what_is_suggested(interaction: KeptInteraction, deck: StudyDeck) -> None:
    """Suggest three things, be told of the first, and decide two."""
    about = {"deck": deck.deck.title, "suggested": deck.id}
    await interaction.show(admin_message(AdminNote("suggested", about)))
    for text in ("Why is rye sticky?", "What is a poolish?", "Who was Parmentier?"):
        await suggesting.suggest(interaction, {"question": text, "deck": deck.id, "anyway": "yes"})
    for name, do in (("yes", suggesting.accept), ("no", suggesting.decline)):
        await suggesting.look(interaction, Press("suggested", deck.id))
        pressed = [each for each in interaction.presses() if each.name == f"suggested-{name}"]
        await do(interaction, pressed[-1])
    assert await interaction.services.suggestions.count(deck.id) == 1


async def _look_at_the_rest(
    interaction: KeptInteraction, deck: StudyDeck, shipped: StudyDeck
) -> None:
    """Look things up, plan, import and link; keep what is shown on the way."""
    services, group = interaction.services, interaction.group.id

    async def _here() -> Channel:
        assert interaction.channel is not None
        return interaction.channel

    await decks.show(interaction, Press("deck", shipped.id))
    await _decide_what_is_suggested(interaction, deck)
    elsewhere = await settled(services)
    code = await services.linking.invite(elsewhere.group)
    await members.ask_to_link(interaction, code, _here)
    await lookup.search(interaction, "bread dough rests")
    await lookup.share(interaction, Press("share", deck.questions[0].id))
    await rounds.open_(interaction, None, None, DAY, _here)
    await rounds.past(interaction)
    closed = await services.cards.past(see(interaction.who), 2)
    interaction.shown.append(past_message([*closed, *closed], 1))
    await members.ask_to_delete(interaction)
    await members.ask_to_leave(interaction)
    await members.go_away(interaction, "2 weeks")
    await members.come_back(interaction, Press(COME_BACK, "all"))
    plan = Plan(deck.id, "every day 09:00", "UTC", DAY)
    for _ in range(2):
        await schedules.add(interaction, plan, _here)
    paused, active = await services.schedules.of_group(group)
    await services.schedules.pause(group, paused.id)
    interaction.shown.extend(schedules_messages(await services.schedules.of_group(group), {}))
    await schedules.list_all(interaction)
    await schedules.preview(interaction, active.id)
    await schedules.ask_to_remove(interaction, active.id)
    await schedules.show(interaction, Press("schedule", "all", paused.id))
    await commands.run(interaction, "schedule-pause")
    for delivery in await services.deliveries.due():
        await services.deliveries.gave_up(delivery, "refused")
    await rounds.status(interaction)
    await decks.list_all(interaction)
    await decks.show_named(interaction, deck.deck.title)
    files = (Upload("bread.md", REFERENCE.encode()),)
    for title in ("Another title", deck.deck.title):
        await imports.begin_import(interaction, files, imports.ImportOptions(title))
    newer = (Upload("bread, newer.md", f"{REFERENCE}\n".encode()),)
    options = imports.ImportOptions("A deck of a file", add=True)
    wanted = options.request(interaction.require_workspace().id, files)
    await services.decks.store(await services.decks.plan(wanted))
    await imports.begin_import(interaction, newer, options)
    await imports.begin_import(interaction, files, imports.ImportOptions("One more"))
    stored = [each for each in interaction.presses() if each.name == "import"][-1]
    await imports.store_import(interaction, stored)
    await decks.remove(interaction, "A deck of a file")


async def test_all_that_is_shown_comes_back_as_it_was_made_and_is_known(
    *,
    services: Services,
    interaction: KeptInteraction,
    store: Store,
    open_round: Round,
    deck: StudyDeck,
    bo: Member,
) -> None:
    async with store.writing() as tx:
        await tx.workspaces.ensure_library(open_round.opened_at)
    shipped = await store_deck(store, SHIPPED, open_round.opened_at)
    await _look_at_a_round(interaction, open_round, bo)
    await _look_at_the_rest(interaction, deck, shipped)
    unsent = {"kind": "question", "round": open_round.id, "to": open_round.group}
    about = {"platform": "slack", "reason": "it was archived", "question": "Why?"}
    await interaction.show(admin_message(AdminNote("channel-gone", about | unsent)))
    there = await settled(services, name="there")
    await _be_told_of_a_schedule(interaction, deck, open_round)
    await interaction.show(
        sent_elsewhere_message(DeliveryKind.QUESTION, there, "#b", open_round.id, can_follow=True)
    )

    presses = list(interaction.presses())
    assert [Press.read(each.name, each.value) for each in presses] == presses
    assert {each.name for each in presses} == {*HANDLERS, *PRESSED, *OPENS_FORM}


async def _told(interaction: KeptInteraction, name: str, value: str) -> str:
    """Return what somebody is told who presses this."""
    try:
        await HANDLERS[name](interaction, Press.read(name, value))
    except MemberError as error:
        return words_for(error)
    return interaction.shown[-1].summary


@pytest.mark.parametrize("engine_name", ENGINES)
async def test_hostile_ids_are_refused_in_words(
    interaction: KeptInteraction, open_round: Round, deck: StudyDeck
) -> None:
    real = (open_round.id, deck.id, deck.questions[0].id, "all")
    values = [*HOSTILE, *(f"{each}:{page}" for each in real for page in HOSTILE_PAGES)]
    told = [await _told(interaction, name, value) for name in HANDLERS for value in values]
    assert all(told)


async def test_a_page_that_is_none_shows_nothing(
    interaction: KeptInteraction, open_round: Round, deck: StudyDeck
) -> None:
    for name, subject in (
        ("question", open_round.id),
        ("found", deck.questions[1].id),
        ("deck", deck.id),
        *((each, "all") for each in ("decks", "schedules", "status")),
    ):
        for page in HOSTILE_PAGES:
            with pytest.raises(MemberError):
                await HANDLERS[name](interaction, Press.read(name, f"{subject}:{page}"))
    assert interaction.shown == []


async def test_a_page_past_the_last_is_left_to_the_platform_which_shows_the_last(
    interaction: KeptInteraction, deck: StudyDeck
) -> None:
    await decks.show(interaction, Press.read("deck", f"{deck.id}:999999"))
    assert [each.page for each in interaction.turns] == [999_999]


@pytest.mark.parametrize(("name", "turn"), [("answer", "question"), ("reveal", "reveal")])
async def test_pages_of_a_post_are_turned_by_what_it_is_about(
    interaction: KeptInteraction, open_round: Round, name: str, turn: str
) -> None:
    card = await interaction.services.cards.card(open_round.id, see())
    posted = question_message(card)
    if name == "reveal":
        await rounds.close(interaction, Press("quiz-close", open_round.id))
        posted = interaction.shown[0]
    assert turn_of(posted) == Press(turn, open_round.id)
    assert turn_of(Message("Told", ())) is None
