"""Which of the words behind a command are the deck, and which are what is done with it."""

from __future__ import annotations

import pytest

from bot.chat import typed_by_organisers, typed_commands
from bot.chat.actions import IN_WORKSPACES
from bot.chat.command_table import commands
from bot.chat.corrections import corrected
from bot.chat.typed_arguments import read_arguments
from bot.core.models import Group, Member
from bot.core.view import Press
from bot.errors import BadOption, MemberError, UnknownCommand
from bot.presentation.errors import refused, words_for
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.clock import MONDAY_NOON
from tests.fakes.study_deck import StudyDeck, store_deck
from tests.unit.chat.interacting import KeptInteraction

COMMANDS = commands(import_=typed_by_organisers._add, settings=typed_by_organisers.SETTINGS)


@pytest.fixture
async def mara(
    services: Services, store: Store, room: Group, ann: Member, deck: StudyDeck
) -> KeptInteraction:
    """Somebody who runs a room with the decks “Baking bread” and “Rye and wheat”."""
    await store_deck(store, deck.deck.workspace, MONDAY_NOON, "Rye and wheat")
    channel = await services.groups.find_channel("web", "room")
    workspace = await services.workspaces.find("web", "local")
    return KeptInteraction(services, ann.person, workspace, channel, room, ann, None)


async def _type(who: KeptInteraction, command: str, text: str) -> list[str]:
    """Type a command, and return what is offered."""
    try:
        await typed_commands.run(who, command, COMMANDS[command], text)
    except MemberError as error:
        return [words_for(error)]
    return [each.label for each in who.shown[-1].actions]


async def _titles(who: KeptInteraction) -> list[str]:
    return sorted((await who.services.decks.titles(who.asked)).values())


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("bread Loaves", "Loaves"),
        ("bread to Loaves of old", "Loaves of old"),
        ("Baking bread -> Loaves", "Loaves"),
        ("baking Bread Bread for all", "Bread for all"),
        ('"bread" baking for all', "baking for all"),
        ("“Baking bread” “Baking bread and more”", "Baking bread and more"),
        ("deck=bread Loaves", "Loaves"),
        ('deck="bread" Loaves', "Loaves"),
        ("deck=bread title=Loaves", "Loaves"),
        ("Loaves deck=bread", "Loaves"),
        ("bread title=Loaves", "Loaves"),
        ("brea Loaves", "Loaves"),
    ],
)
async def test_a_deck_is_renamed_by_a_part_of_its_name_with_the_rest_as_its_title(
    mara: KeptInteraction, typed: str, title: str
) -> None:
    await _type(mara, "/deck", f"rename {typed}")
    assert await _titles(mara) == sorted([title, "Rye and wheat"])


@pytest.mark.parametrize("typed", ["deck=soup", "deck=soup Loaves", "deck=“soup” title=Loaves"])
async def test_no_deck_is_renamed_where_the_one_that_is_named_is_not_there(
    services: Services, mara: KeptInteraction, deck: StudyDeck, typed: str
) -> None:
    titles = await services.decks.titles(mara.asked)
    rye = next(id_ for id_, title in titles.items() if title == "Rye and wheat")
    await services.deck_edits.remove(deck.deck.workspace, rye)
    await _type(mara, "/deck", f"rename {typed}")
    assert "No deck is called “soup" in mara.shown[-1].summary
    assert await _titles(mara) == ["Baking bread"]


async def test_which_words_are_the_title_is_asked_where_the_name_may_end_twice(
    mara: KeptInteraction,
) -> None:
    offered = await _type(mara, "/deck", "rename rye and more")
    assert offered == ["more", "and more"]
    assert "“Rye and wheat”" in mara.shown[-1].summary
    (_, second) = mara.shown[-1].actions
    await IN_WORKSPACES["choose"](mara, Press(second.name, second.subject, second.choice))
    assert await _titles(mara) == ["Baking bread", "and more"]


@pytest.mark.parametrize("typed", ["bread", "deck=bread"])
async def test_a_part_of_a_name_alone_is_not_taken_for_the_new_title(
    mara: KeptInteraction, typed: str
) -> None:
    offered = await _type(mara, "/deck", f"rename {typed}")
    assert offered == ["bread"]  # one may mean just that
    assert await _titles(mara) == ["Baking bread", "Rye and wheat"]


async def test_a_name_alone_is_asked_for_the_title(mara: KeptInteraction) -> None:
    (told,) = await _type(mara, "/deck", "rename Baking bread")
    assert "is called so until you say otherwise" in told


async def test_of_the_only_deck_all_words_may_be_the_title(
    services: Services, mara: KeptInteraction, deck: StudyDeck
) -> None:
    titles = await services.decks.titles(mara.asked)
    rye = next(id_ for id_, title in titles.items() if title == "Rye and wheat")
    await services.deck_edits.remove(deck.deck.workspace, rye)
    assert await _type(mara, "/deck", "rename bread for all") == ["for all", "bread for all"]
    await _type(mara, "/deck", "rename Loaves")
    assert await _titles(mara) == ["Loaves"]


def test_what_stands_in_quotes_in_front_is_known() -> None:
    assert read_arguments('rename "bread" “Loaves”', subs=True).quoted == "bread"
    assert read_arguments('rename bread "Loaves"', subs=True).quoted == ""
    assert not read_arguments("rename deck=“bread” Loaves", subs=True).quoted


@pytest.mark.parametrize(
    "typed", ["names anonymous late on", "Names=anonymous late on", "late on names: anonymous"]
)
async def test_settings_need_no_sign_between_a_name_and_its_value(
    mara: KeptInteraction, typed: str
) -> None:
    await typed_commands.run(mara, "/settings", typed_by_organisers.SETTINGS, typed)
    group = await mara.services.groups.get(mara.group.id)
    assert (group.naming.value, group.late) == ("anonymous", True)


@pytest.mark.parametrize(
    ("command", "typed", "said", "offered"),
    [
        ("/settings", "late", "Say what “late” is to be", ["late on", "late off"]),
        ("/settings", "names=anonymous late=", "Say what “late” is to be", []),
        ("/settings", "nmaes anonymous", "There is no “/settings nmaes”", ["names anonymous"]),
        ("/mine", "reminders", "Say what “reminders” is", ["reminders on", "reminders off"]),
        ("/link", "", "needs one word more", ["create", "join", "leave", "show"]),
        ("/link", "join", "Type the code behind", []),
        ("/deck", "remove", "There are several decks", []),
        ("/link", "bla", "There is no “/link bla”", ["create", "join", "leave", "show"]),
        ("/ask", " ", "Type a few words of the question", []),
        ("/mine", "notify 7", "is no time of day", []),
        ("/deck", "export bread pdf", "There is no format “pdf”", []),
    ],
)
async def test_what_is_missing_behind_a_word_is_said_and_offered(
    mara: KeptInteraction, command: str, typed: str, said: str, offered: list[str]
) -> None:
    try:
        await typed_commands.run(mara, command, COMMANDS[command], typed)
    except (UnknownCommand, BadOption) as error:
        told = corrected(error, command, typed, called=command)
        labels = [each.label.removeprefix(f"{command} ") for each in told.actions]
        if offered:
            assert labels == offered
    except MemberError as error:
        told = refused(error)
    else:
        told = mara.shown[-1]
    assert said in told.summary


async def test_an_unknown_format_is_asked_back_with_those_there_are(mara: KeptInteraction) -> None:
    offered = await _type(mara, "/deck", "export bread pdf")
    assert len(offered) == 6
    assert any("Anki" in each for each in offered)
