"""Decks on Discord: imported after a preview, looked at, put right."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.core.limits import MAX_DOCUMENT_BYTES
from bot.importing.containers import unpacked
from bot.services.services import Services
from tests.e2e.admins import file, said
from tests.e2e.club import Club, bread_club
from tests.e2e.roundtable import on_discord
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, Upload
from tests.fakes.discord.entities import Attachment
from tests.fakes.members import see
from tests.fakes.study_deck import ANSWERS, QUESTIONS
from tests.unit.services.documents import FIVE, OTHER_TOPIC, READER, REFERENCE

pytestmark = pytest.mark.usefixtures("waits")

HOSTILE = "**@everyone** <@&1> [x](https://evil.example) `\u202e"


async def test_decks_are_listed_with_their_sizes(club: Club):
    seen = await club.mara.slash(club.study, "deck list")

    assert "Baking bread" in said(seen)
    assert "3 questions from 3 documents" in said(seen)


async def test_a_deck_shows_its_documents_and_its_questions_by_number(club: Club):
    seen = await club.mara.slash(club.study, "deck show")

    assert "Mara (mara.md, numbered, the reference)" in said(seen)
    assert "Nils (nils.md, numbered)" in said(seen)
    assert f"1. {QUESTIONS[0]} · 3 answers" in said(seen)


async def test_a_deck_is_opened_on_the_web_from_a_channel_where_nothing_was_asked(club: Club):
    other = club.guild.channel("other")
    shown = await club.mara.slash(other, "deck show", deck="Baking bread")
    told = await club.mara.press(shown.message, "Open on the web")
    assert "ask or plan a question in a channel first" in told.text

    await club.mara.slash(club.study, "quiz open")
    shown = await club.mara.slash(other, "deck show", deck="Baking bread")
    link = said(await club.mara.press(shown.message, "Open on the web"))
    assert "[Open the deck on the web](" in link
    _, _, secret = link.partition("pass=")
    used, _ = await club.bot.services.sessions.enter(secret.partition(")")[0], None)
    assert used.group == (await club.channel()).group
    assert used.deck == club.deck.id


async def test_a_deck_is_handed_over_as_files_that_can_be_imported_again(club: Club):
    seen = await club.mara.slash(club.study, "deck export", format="csv")

    (handed,) = seen.message.files
    files = {each.name for each in unpacked("deck.zip", handed.data)}
    assert handed.filename == "baking-bread-csv.zip"
    assert files == {
        "deck.zip/pack.toml",
        *(f"deck.zip/{who}.csv" for who in ("mara", "nils", "oda")),
    }
    assert "tables for a spreadsheet" in said(seen)


async def test_the_answers_to_an_open_question_are_left_out_until_one_has_answered_it(club: Club):
    await club.ask()

    async def handed_over() -> tuple[str, str]:
        seen = await club.mara.slash(club.study, "deck export", format="csv")
        (handed,) = seen.message.files
        files = unpacked("deck.zip", handed.data)
        return said(seen), "".join(each.data.decode() for each in files)

    words, before = await handed_over()
    await club.answer(club.mara, "It relaxes the gluten.")
    words_after, after = await handed_over()

    assert "Left out are the answers to a question that is open" in words
    assert "Left out" not in words_after
    assert ANSWERS["Mara"][0] not in before
    assert ANSWERS["Mara"][1] in before
    assert ANSWERS["Mara"][0] in after


async def test_a_deck_is_renamed_removed_and_brought_back_by_a_button(club: Club):
    named = await club.mara.slash(club.study, "deck rename", deck=str(club.deck.id), title="Loaves")
    assert "“Baking bread” is called “Loaves” now." in said(named)
    gone = await club.mara.slash(club.study, "deck remove", deck=str(club.deck.id))
    assert "“Loaves” is removed" in said(gone)
    assert "Loaves" not in said(await club.mara.slash(club.study, "deck list"))
    back = await club.mara.press(gone.message, "Undo")
    assert "“Loaves” is back" in said(back)
    assert "Loaves" in said(await club.mara.slash(club.study, "deck list"))


async def test_a_member_suggests_a_question_and_organisers_are_told_that_one_waits(
    club: Club, services: Services
):
    await club.ask()
    seen = await club.ann.slash(
        club.study, "deck suggest", question="Why is rye sticky?", answer="Its pentosans do that."
    )
    assert "It is on its way: organisers of “Baking bread” accept it" in said(seen)
    assert await services.suggestions.count(club.deck.id) == 1
    refused = await club.ann.slash(club.study, "deck suggest", question=" ")
    assert "It is on its way" not in said(refused)
    mine = "A short rest is enough."
    known = await club.ann.slash(
        club.study, "deck suggest", question=QUESTIONS[1], answer=mine, deck=club.deck.id
    )
    assert "The deck asks something like it already" in said(known)
    assert mine in said(known)
    sent = await club.ann.submit(
        await club.ann.press(known.message, "Suggest an answer"), {"answer.0": mine}
    )
    assert "It is on its way: organisers of “Baking bread” accept it" in said(sent)
    _, answered = await services.suggestions.waiting(club.deck.deck.workspace, club.deck.id, see())
    assert (answered.suggestion.answer, answered.question) == (mine, club.deck.questions[1])


async def test_what_is_like_a_question_of_the_deck_is_suggested_anyway_by_a_press(
    club: Club, services: Services
):
    await club.ask()
    text, mine = f"{QUESTIONS[1][:-1]} alone?", "A short rest is enough."
    known = await club.ann.slash(club.study, "deck suggest", question=text, answer=mine)
    sent = await club.ann.press(known.message, "Suggest it anyway")

    assert "It is on its way: organisers of “Baking bread” accept it" in said(sent)
    (other,) = await services.suggestions.waiting(club.deck.deck.workspace, club.deck.id, see())
    assert (other.suggestion.text, other.suggestion.answer) == (text, mine)


async def test_who_suggested_something_takes_it_back_where_that_was_confirmed(
    club: Club, services: Services
):
    await club.ask()
    workspace, deck = club.deck.deck.workspace, club.deck.id
    first, second = [
        await club.ann.slash(club.study, "deck suggest", question=text, anyway=True)
        for text in ("Why is rye sticky?", "What is a poolish?")
    ]
    gone = await club.ann.press(first.message, "Take it back")
    assert "Taken back: what you suggested is gone." in said(gone)
    (left,) = await services.suggestions.waiting(workspace, deck, see())
    assert left.suggestion.text == "What is a poolish?"

    await services.suggestions.decline(workspace, deck, left.suggestion.id)
    late = await club.ann.press(second.message, "Take it back")
    assert "Nothing of yours waits here any more" in said(late)


async def test_an_organiser_decides_by_the_buttons_of_the_notice_and_who_is_none_does_not(
    club: Club, services: Services
):
    channel = (await club.channel()).id
    await services.groups.configure_channel(channel, owner=str(club.mara.id))
    await club.ask()
    for text in ("Why is rye sticky <:tada:123456789012345678>?", "What is a poolish?"):
        await club.ann.slash(club.study, "deck suggest", question=text, anyway=True)
    await club.bot.turn()
    notice = club.mara.dm.messages[-1]
    assert "rye" not in notice.text

    stale, looked = [await club.mara.press(notice, "Look at it") for _ in range(2)]
    assert "Ann suggests a question" in said(looked)
    assert "sticky 🎉?" in said(looked)
    assert "1 more waits behind it." in said(looked)
    done = await club.mara.press(looked.message, "Accept")
    assert "Accepted: it stands in the deck." in said(done)
    again = await club.mara.press(stale.message, "Decline")
    assert "somebody else decided it meanwhile" in said(again)
    following = await club.mara.press(done.message, "Look at the last one")
    assert "What is a poolish?" in said(following)
    link = said(await club.mara.press(notice, "Open on the web"))
    used, _ = await services.sessions.enter(re.findall(r"\?pass=([\w-]+)", link)[0], None)
    assert (used.group, used.deck) == ((await club.channel()).group, club.deck.id)
    await club.bot.turn()
    assert "was accepted: it stands in the deck" in club.ann.dm.messages[-1].text

    shown = [await club.mara.press(notice, "Look at it") for _ in range(3)]
    club.guild.members[club.mara.id].roles.clear()
    club.clock.advance(timedelta(minutes=2))
    for label, each in zip(("Accept", "Decline", "Open on the web"), shown, strict=True):
        assert "Only organisers" in said(await club.mara.press(each.message, label))
    assert await services.suggestions.count(club.deck.id) == 1


async def test_which_deck_is_meant_is_asked_back_with_buttons(club: Club):
    renamed = await club.mara.slash(club.study, "deck rename", deck="braking bred", title="Loaves")
    assert "The nearest is “Baking bread”" in said(renamed)
    renamed = await club.mara.press(renamed.message, "Baking bread")
    assert "“Baking bread” is called “Loaves” now." in said(renamed)
    asked = await club.mara.slash(club.study, "deck remove", deck="Loafs")
    gone = await club.mara.press(asked.message, "Loaves")
    assert "“Loaves” is removed" in said(gone)


async def test_another_document_becomes_the_reference(club: Club):
    offered = await club.mara.autocomplete(
        club.study, "deck reference", deck=str(club.deck.id), source="nil"
    )
    seen = await club.mara.slash(
        club.study, "deck reference", deck=str(club.deck.id), source=offered[0][1]
    )

    assert [name for name, _ in offered] == ["Nils (nils.md, numbered)"]
    assert "Nils (nils.md) is the reference of “Baking bread” now." in said(seen)
    assert (await club.bot.services.decks.usual((await club.channel()).group)).reference == (
        club.deck.sources[1].id
    )


async def test_documents_are_previewed_and_stored_after_a_yes(club: Club):
    previewed = await club.mara.slash(
        club.study,
        "deck import",
        file=file("book.md", REFERENCE),
        file2=file("reader.md", READER),
        title="Bread again",
    )
    preview, labels = said(previewed), previewed.message.labels
    decks = await club.bot.services.decks.of_group((await club.channel()).group)
    stored = await club.mara.press(previewed.message, "Import")
    shown = await club.mara.slash(club.study, "deck show", deck="Bread again")

    assert "2 documents with" in preview
    assert "Nothing is stored yet." in preview
    assert "2 of 2 answered" in preview
    assert "the reference" in preview
    assert labels[:2] == ["Import", "Discard"]
    assert len(decks) == 1
    assert "Stored in “Bread again”" in said(stored)
    assert "3 questions from 2 documents" in said(shown)


async def test_a_long_document_ends_in_what_was_stored_and_what_to_do_with_it(
    club: Club, discord_server: FakeDiscord
):
    long = REFERENCE + "\n\n".join(f"Padding number {each} about loaves." for each in range(12_000))
    previewed = await club.mara.slash(
        club.study,
        "deck import",
        file=file("book.md", long),
        file2=file("empty.md", " "),
        title="Long bread",
    )
    assert "Reading “book.md” and “empty.md”" in said(previewed)
    await discord_server.until(lambda: "Nothing is stored yet" in said(previewed), "the preview")
    assert "Left out: empty.md" in said(previewed)
    stored = await club.mara.press(previewed.message, "Import")
    for words in ("Stored in “Long bread”: 1 document with", "Left out: empty.md", "ask its next"):
        assert words in said(stored)
    assert stored.message.labels[:2] == ["Ask its next question", "Plan one a day"]

    asked = await club.mara.press(stored.message, "Ask its next question")
    assert "Long bread · question 1 of 3" in said(asked)


async def test_what_was_imported_is_planned_by_a_button_that_asks_for_the_zone(club: Club):
    previewed = await club.mara.slash(
        club.study, "deck import", file=file("tea.md", OTHER_TOPIC), title="Tea"
    )
    stored = await club.mara.press(previewed.message, "Import")
    zones = await club.mara.press(stored.message, "Plan one a day")
    assert "Whose clocks count?" in said(zones)


async def test_what_was_chosen_with_the_documents_survives_a_restart(
    discord_server: FakeDiscord,
    services: Services,
    restarted: Callable[[], Services],
    clock: Clock,
):
    async with bread_club(discord_server, services, clock) as club:
        previewed = await club.mara.slash(
            club.study,
            "deck import",
            file=file("reader.md", READER),
            file2=file("book.md", REFERENCE),
            title="Bread again",
            reference=1,
        )
        workspace = await club.workspace()
    async with on_discord(restarted(), discord_server):
        await club.mara.press(previewed.message, "Import")
    summary = (await services.decks.of_group(workspace.id))[-1]

    assert summary.deck.title == "Bread again"
    assert summary.deck.reference == summary.sources[1].id
    assert summary.sources[1].name == "book.md"


async def test_documents_that_are_discarded_are_stored_nowhere(club: Club):
    previewed = await club.mara.slash(
        club.study, "deck import", file=file("tea.md", OTHER_TOPIC), title="Tea"
    )
    seen = await club.mara.press(previewed.message, "Discard")

    assert "Nothing was stored" in said(seen)
    assert len(await club.bot.services.decks.of_group((await club.channel()).group)) == 1


async def test_a_second_press_on_import_stores_nothing_twice(club: Club):
    previewed = await club.mara.slash(
        club.study, "deck import", file=file("tea.md", OTHER_TOPIC), title="Tea"
    )
    buttons = previewed.message.buttons
    await club.mara.press(previewed.message, "Import")
    previewed.message.components.append({"type": 1, "id": 99, "components": buttons})
    seen = await club.mara.press(previewed.message, "Import")

    assert "stored or thrown away already" in said(seen)
    assert len(await club.bot.services.decks.of_group((await club.channel()).group)) == 2


async def test_a_deck_of_that_name_can_be_added_to_without_uploading_again(club: Club):
    for text in (REFERENCE, FIVE):
        seen = await club.mara.slash(
            club.study, "deck import", file=file("book.md", text), title="Bread again"
        )
        if text == REFERENCE:
            await club.mara.press(seen.message, "Import")
    previewed = await club.mara.press(seen.message, "Add to that deck")
    preview = said(previewed)
    await club.mara.press(previewed.message, "Import")
    shown = await club.mara.slash(club.study, "deck show", deck="Bread again")

    assert "5 questions" in preview
    assert "5 questions from 1 document" in said(shown)


async def test_a_document_over_the_limit_is_refused_with_everything_else_that_is_wrong(club: Club):
    seen = await club.mara.slash(
        club.study,
        "deck import",
        file=Upload("big.md", b"x" * (MAX_DOCUMENT_BYTES + 1)),
        file2=Upload("cake.pdf", b"%PDF-1.7"),
        file3=file("empty.md", " "),
    )

    assert "big.md has 10.5 MB" in said(seen)
    assert "cake.pdf cannot be read: it is a broken PDF" in said(seen)
    assert "empty.md is empty" in said(seen)


class Watched(dict[str, Attachment]):
    """Uploads that note which of them were fetched, and are not handed out."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []

    def get(self, path: str, default: object = None) -> None:
        self.fetched.append(path.rpartition("/")[2])


async def test_a_document_over_the_limit_is_not_even_fetched(club: Club):
    club.guild.world.uploads = uploads = Watched()

    seen = await club.mara.slash(
        club.study,
        "deck import",
        file=Upload("big.md", b"x" * (MAX_DOCUMENT_BYTES + 1)),
        file2=file("gone.md", READER),
    )

    assert uploads.fetched == ["gone.md"]
    assert "gone.md cannot be read (404 Not Found" in said(seen)


async def test_documents_are_offered_only_for_a_deck_that_was_chosen(club: Club):
    before = await club.mara.autocomplete(club.study, "deck reference", deck="x", source="")
    by_title = await club.mara.autocomplete(
        club.study, "deck reference", deck="baking bread", source="oda"
    )

    assert before == []
    assert [name for name, _ in by_title] == ["Oda (oda.md, numbered)"]


async def test_a_reference_that_was_not_attached_is_refused(club: Club):
    seen = await club.mara.slash(
        club.study, "deck import", file=file("tea.md", OTHER_TOPIC), reference=2
    )

    assert "The third file cannot be the reference" in said(seen)


async def test_hostile_titles_are_shown_as_they_are_and_ping_nobody(club: Club):
    previewed = await club.mara.slash(
        club.study, "deck import", file=file("tea.md", OTHER_TOPIC), title=HOSTILE
    )
    shown = previewed.text
    await club.mara.press(previewed.message, "Import")
    listed = await club.mara.slash(club.study, "deck list")

    for text in (shown, listed.text):
        assert "\\*\\*" in text
        assert "](https://" not in text
        assert "\u202e" not in text
    assert not listed.message.pinged
