"""What admins do on Discord: quizzes, settings, and joining groups."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.models import Naming
from bot.core.read_models import Reader
from bot.services.services import Services
from tests.e2e.admins import file, other_guild, said, second_deck, silenced
from tests.e2e.club import QUESTION, Club, bread_club
from tests.e2e.roundtable import on_discord
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, Intent, Permission
from tests.fakes.members import see_all
from tests.fakes.patience import PATIENCE_S
from tests.fakes.study_deck import QUESTIONS
from tests.unit.services.documents import OTHER_TOPIC

pytestmark = pytest.mark.usefixtures("waits")

# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        "quiz open",
        "quiz close",
        "quiz skip",
        "quiz status",
        "quiz export",
        "schedule list",
        "schedule preview",
        "schedule pause",
        "schedule resume",
        "schedule skip",
        "schedule remove",
        "deck list",
        "deck show",
        "settings change",
        "settings organisers",
        "link create",
        "link leave",
        "link show",
    ],
)
async def test_a_member_who_organises_nothing_is_told_whom_to_ask(club: Club, command: str):
    await club.ask()
    seen = await club.ann.slash(club.study, command)

    assert "Only organisers can do this: the server’s admins" in said(seen)
    assert seen.message.ephemeral


# --- /quiz ----------------------------------------------------------------------------------------


async def test_opening_asks_the_decks_next_question_where_the_command_was_used(club: Club):
    elsewhere = club.guild.channel("elsewhere")
    await club.ask(2)

    seen = await club.mara.slash(elsewhere, "quiz open", hours=2.0)
    await club.bot.turn()

    assert f"goes out to <#{elsewhere.id}> now" in said(seen)
    assert seen.message.ephemeral
    closes = int((club.clock.now() + timedelta(hours=2)).timestamp())
    assert f"<t:{closes}:F>" in said(seen)
    assert [QUESTION in each.text for each in elsewhere.messages] == [True, False]
    assert "I am Roundtable" in elsewhere.messages[1].text
    assert len(club.study.messages) == 1


async def test_who_asks_hears_what_admins_should_know(club: Club):
    await club.mara.slash(club.study, "quiz open")

    assert (await club.channel()).owner == str(club.mara.id)


async def _indexed(club: Club) -> None:
    """Wait for the index as nobody does who types."""
    workspace = (await club.workspace()).id
    await club.bot.services.lookup.suggest(Reader(), "x", patience=PATIENCE_S, asked=workspace)


async def test_a_question_can_be_chosen_while_its_words_are_typed(club: Club):
    await _indexed(club)
    offered = await club.mara.autocomplete(club.study, "quiz open", question="sourdough")
    name, id_ = offered[0]
    await club.mara.slash(club.study, "quiz open", question=id_)
    await club.bot.turn()

    assert name == QUESTIONS[2]
    assert QUESTIONS[2] in club.question.text


async def test_questions_are_offered_of_the_deck_that_is_filled_in_already(club: Club):
    await second_deck(club)
    await _indexed(club)
    decks = dict(await club.mara.autocomplete(club.study, "quiz open", deck="more"))
    every = await club.mara.autocomplete(club.study, "quiz open", question="")
    for named in (*decks.values(), "more bread", "MORE"):
        offered = await club.mara.autocomplete(club.study, "quiz open", deck=named, question="")
        assert 0 < len(offered) < len(every)
    unclear = await club.mara.autocomplete(club.study, "quiz open", deck="bread", question="")
    assert unclear == every


async def test_a_question_can_be_typed_in_full(club: Club):
    await club.mara.slash(club.study, "quiz open", question=f" {QUESTIONS[1].upper()}")
    await club.bot.turn()

    assert QUESTIONS[1] in club.question.text


async def test_words_that_are_no_question_ask_nothing(club: Club):
    seen = await club.mara.slash(club.study, "quiz open", question="soup")
    await club.bot.turn()

    assert "No question is called “soup”" in said(seen)
    assert club.study.messages == []


async def test_what_is_open_already_can_be_closed_or_skipped_where_that_is_said(club: Club):
    await club.ask()
    seen = await club.mara.slash(club.study, "quiz open", question=QUESTIONS[0])
    assert "is open right now. Close or skip its round first." in said(seen)
    assert seen.message.labels == ["Close and reveal", "Skip"]

    asked = await club.mara.press(seen.message, "Close and reveal")
    assert "Close this question and show all answers now?" in said(asked)


async def test_of_several_decks_the_one_asked_last_goes_on(club: Club):
    await second_deck(club)
    refused = await club.mara.slash(club.study, "quiz open")
    await club.mara.slash(club.study, "quiz open", deck="more bread")
    club.clock.advance(timedelta(minutes=1))
    seen = await club.mara.slash(club.study, "quiz open")

    assert "several decks" in said(refused)
    assert "“Baking bread” and “More bread”" in said(refused)
    assert "More bread · question 2 of 3" in said(seen)


async def test_without_a_deck_nothing_is_asked_and_it_is_said_what_to_do(
    club: Club, discord_server: FakeDiscord
):
    _, channel, olga = await other_guild(club, discord_server)

    seen = await olga.slash(channel, "quiz open")

    assert said(seen) == "There is no deck yet. Import documents first."


async def test_a_deck_is_offered_by_its_title_however_long_that_is(club: Club):
    previewed = await club.mara.slash(
        club.study, "deck import", file=file("tea.md", OTHER_TOPIC), title=f"Tea {'x' * 150}"
    )
    await club.mara.press(previewed.message, "Import")

    offered = await club.mara.autocomplete(club.study, "quiz open", deck="TEA")
    every = await club.mara.autocomplete(club.study, "deck show", deck="")

    assert [len(name) for name, _ in offered] == [100]
    assert len(every) == 2


async def test_permissions_that_are_missing_here_are_named_before_anything_is_opened(club: Club):
    silenced(club.study, Permission.CREATE_PUBLIC_THREADS | Permission.ADD_REACTIONS)

    seen = await club.mara.slash(club.study, "quiz open")

    lacking = f"Create Public Threads and Add Reactions in <#{club.study.id}>"
    assert f"I need {lacking}" in said(seen)
    assert (
        await club.bot.services.cards.open_now(
            await see_all(club.bot.services, (await club.channel()).group)
        )
        == []
    )


async def test_permissions_that_are_missing_in_another_channel_are_named(club: Club):
    there = silenced(club.guild.channel("quiet"), Permission.ATTACH_FILES)

    seen = await club.mara.slash(club.study, "quiz open", channel=there)

    assert f"I need Attach Files in <#{there.id}>" in said(seen)


async def test_a_channel_that_the_bot_does_not_see_is_asked_to_be_shown(
    discord_server: FakeDiscord, services: Services
):
    guild = discord_server.guild("Bread club")
    study, mara = guild.channel("study"), guild.member("Mara", Permission.MANAGE_GUILD)
    hidden = silenced(guild.channel("hidden"), Permission.VIEW_CHANNEL)
    async with on_discord(services, discord_server):
        seen = await mara.slash(study, "quiz open", channel=hidden)

    assert "I need View Channel in " in said(seen)
    assert "___hidden___" not in said(seen)


async def test_in_a_thread_the_channel_that_it_is_in_is_meant(club: Club):
    await club.ask()
    await club.answer(club.ann, "It relaxes.")
    await club.close()

    await club.mara.slash(club.thread, "quiz open", question=QUESTIONS[1])
    await club.bot.turn()

    assert QUESTIONS[1] in club.study.messages[-1].text


async def test_the_only_open_question_is_closed_without_being_named_after_a_yes(club: Club):
    await club.ask()
    await club.answer(club.ann, "It relaxes.")

    asked = await club.mara.slash(club.study, "quiz close")
    await club.bot.turn()
    assert "1 person has answered." in said(asked)
    assert "Answer" in club.question.labels
    seen = await club.mara.press(asked.message, "Close and reveal")
    await club.bot.turn()

    assert "The round is closed. 1 person answered." in said(seen)
    assert "It relaxes." in "".join(message.text for message in club.thread.messages)
    for texts in (False, True):
        (handed,) = (await club.mara.slash(club.study, "quiz export", texts=texts)).message.files
        assert handed.filename == "rounds.csv"
        assert (b"It relaxes." in handed.data, b"Baking bread" in handed.data) == (texts, True)


async def test_of_several_open_questions_one_is_to_be_named(club: Club):
    await club.ask(1)
    await club.ask(2)
    refused = await club.mara.slash(club.study, "quiz close")
    offered = await club.mara.autocomplete(club.study, "quiz close", round="steam")
    seen = await club.mara.slash(club.study, "quiz close", round=offered[0][1])

    assert "There are several open questions" in said(refused)
    assert [name for name, _ in offered] == [QUESTIONS[1]]
    assert QUESTIONS[1] in said(seen)


async def test_closing_without_an_open_question_says_so(club: Club):
    await club.channel()
    seen = await club.mara.slash(club.study, "quiz close")

    assert "No question is open right now" in said(seen)


async def test_a_question_that_nobody_answered_is_skipped_by_a_yes_as_well(club: Club):
    await club.ask()

    asked = await club.mara.slash(club.study, "quiz skip")
    assert "Skip this question? Nobody has answered yet." in said(asked)
    seen = await club.mara.press(asked.message, "Skip")
    await club.bot.turn()

    assert "The question is skipped" in said(seen)
    assert "skipped" in club.question.text


async def test_skipping_what_was_answered_has_to_be_confirmed(club: Club):
    await club.ask()
    await club.answer(club.ann, "It relaxes.")

    asked = await club.mara.slash(club.study, "quiz skip")
    warning = said(asked)
    still_open = await club.bot.services.cards.open_now(
        await see_all(club.bot.services, (await club.channel()).group)
    )
    seen = await club.mara.press(asked.message, "Skip")

    assert "1 person has answered, which would never be shown" in warning
    assert len(still_open) == 1
    assert "Nothing is revealed" in said(seen)


async def test_the_status_tells_what_is_open_and_how_the_connection_is(club: Club):
    await club.ask()
    await club.answer(club.ann, "It relaxes.")

    seen = await club.mara.slash(club.study, "quiz status")

    assert QUESTION in said(seen)
    assert "1 person has answered" in said(seen)
    assert "It relaxes." not in said(seen)
    assert "There is no schedule yet." in said(seen)
    assert "Connected to Discord" in said(seen)


async def test_a_message_that_did_not_get_through_is_sent_again_by_a_button(club: Club):
    silenced(club.study, Permission.SEND_MESSAGES)
    await club.bot.services.rounds.open_next((await club.channel()).group, club.deck.id)
    await club.bot.turn()

    told = await club.mara.slash(club.study, "quiz status")
    status = said(told)
    club.study.overwrite(club.guild.world.bot, allow=Permission.SEND_MESSAGES)
    seen = await club.mara.press(told.message, "Send again: Question for #study")
    sent_again = said(seen)
    again = await club.mara.press(told.message, "See how it goes")
    await club.bot.turn()

    assert "I need Send Messages" in status
    assert "given up" in status
    assert "It goes out again now." in sent_again
    assert "Send again: Question for #study" not in again.message.labels
    assert QUESTION in club.study.messages[-1].text


# --- /settings ------------------------------------------------------------------------------------


async def test_settings_are_shown_when_nothing_is_to_be_changed(club: Club):
    await club.channel()
    seen = await club.mara.slash(club.study, "settings change")

    assert "This is how things are set." in said(seen)
    assert "Show who wrote each reply" in said(seen)
    assert "Questions mention nobody." in said(seen)
    assert "Baking bread: English" in said(seen)


async def test_names_threads_and_written_replies_are_set(club: Club):
    await club.channel()
    seen = await club.mara.slash(
        club.study, "settings change", names=Naming.ANONYMOUS, threads=False, written=True
    )
    channel = await club.channel()

    assert "Saved." in said(seen)
    assert "Show replies without names" in said(seen)
    assert "Others can read what is written there" in said(seen)
    assert "Message Content Intent" in said(seen)
    assert (channel.threads, channel.written) == (False, True)
    assert (await club.bot.services.groups.get(channel.group)).naming is Naming.ANONYMOUS


async def test_written_replies_need_no_remark_where_messages_can_be_read(
    discord_server: FakeDiscord, services: Services, clock: Clock
):
    discord_server.application.toggles |= Intent.MESSAGE_CONTENT
    settings = {"discord_message_content": True}
    async with bread_club(discord_server, services, clock, **settings) as club:
        await club.channel()
        seen = await club.mara.slash(club.study, "settings change", written=True)

    assert "Replies written in the question’s thread count" in said(seen)
    assert "Message Content Intent" not in said(seen)


async def test_a_role_is_mentioned_until_it_is_not(club: Club):
    await club.channel()
    bakers = club.guild.role("Bakers", mentionable=True)
    seen = await club.mara.slash(club.study, "settings change", ping=bakers)
    await club.ask()
    pinged = club.question.pinged.roles
    none = await club.mara.slash(club.study, "settings change", no_ping=True)

    assert "mentions the role Bakers" in said(seen)
    assert "rings at nobody" not in said(seen)
    assert pinged == (bakers,)
    assert "Questions mention nobody." in said(none)


async def test_a_role_that_nobody_may_mention_is_pointed_out(club: Club):
    await club.channel()
    silenced(club.study, Permission.MENTION_EVERYONE)

    seen = await club.mara.slash(club.study, "settings change", ping=club.guild.role("Quiet"))

    assert "rings at nobody" in said(seen)


async def test_everybody_is_never_mentioned(club: Club):
    await club.channel()
    seen = await club.mara.slash(club.study, "settings change", ping=club.guild.everyone)

    assert "ring at everybody" in said(seen)
    assert (await club.channel()).mention_role is None


async def test_a_decks_language_is_chosen_of_those_that_are_known(club: Club):
    await club.channel()
    offered = await club.mara.autocomplete(club.study, "settings change", language="ger")
    seen = await club.mara.slash(club.study, "settings change", language="German")
    refused = await club.mara.slash(
        club.study, "settings change", language="Klingon", threads=False
    )

    assert offered == [("german", "german")]
    assert "Baking bread: German" in said(seen)
    assert "“Klingon” is no language" in said(refused)
    assert (await club.channel()).threads


# --- /link ----------------------------------------------------------------------------------------


async def test_a_channel_of_another_server_is_linked_by_a_code_after_a_yes(
    club: Club, discord_server: FakeDiscord
):
    _, channel, olga = await other_guild(club, discord_server)
    await club.ask()
    made = await club.mara.slash(club.study, "link create")
    code = said(made).splitlines()[0].removeprefix("## ")

    asked = await olga.slash(channel, "link join", code=code.lower())
    question = said(asked)
    linked = await olga.press(asked.message, "Link this channel")
    told = said(linked)
    seen = await olga.slash(channel, "quiz open", deck="Baking bread")
    shown = await club.mara.slash(club.study, "link show")
    await club.bot.turn()

    assert "15 minutes" in said(made)
    assert f"everybody in <#{channel.id}>" in question
    assert "#study in Bread club" in question
    assert "Linked: this channel answers the questions" in told
    # The other server's members alone could be led to its channel.
    assert f"#study in Bread club and <#{channel.id}>" in said(seen)
    assert "Tea club on Discord" in said(shown)
    assert "#leaves in Tea club" in said(shown)
    assert QUESTIONS[1] in club.study.messages[-1].text
    assert QUESTIONS[1] in channel.messages[-1].text
    assert len(channel.messages) == 1


async def test_a_linked_channel_leaves_and_what_was_asked_there_stays_with_its_answers(
    club: Club, discord_server: FakeDiscord
):
    _, channel, olga = await other_guild(club, discord_server)
    await club.channel()
    code = said(await club.mara.slash(club.study, "link create")).splitlines()[0][3:]
    asked = await olga.slash(channel, "link join", code=code)
    await olga.press(asked.message, "Link this channel")
    await club.ask()
    form = await olga.press(channel.messages[0], "Answer")
    await olga.submit(form, {"answer-0": "Leaves need rest."})

    left = await olga.slash(channel, "link leave")
    again = await olga.slash(channel, "link leave")
    await club.ask(2)
    await club.close()

    assert "in its own group again" in said(left)
    assert "not linked to another group" in said(again)
    assert all(QUESTIONS[1] not in message.text for message in channel.messages)
    seen = await olga.press(channel.messages[0], "See all answers")
    assert "Leaves need rest." in said(seen)


async def test_a_wrong_code_joins_nothing(club: Club):
    seen = await club.mara.slash(club.study, "link join", code="ABCDE-FGHJK")

    assert "This code joins nothing" in said(seen)
    address = str(club.study.id)
    assert await club.bot.services.groups.find_channel("discord", address) is None
