"""What admins do on Slack by typing: quizzes, schedules, decks, settings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.models import Naming, ScheduleState
from tests.e2e_slack.roundtable import Club
from tests.fakes.members import see_all
from tests.fakes.slack import Notified, Person, Seen
from tests.fakes.study_deck import QUESTIONS, store_deck

pytestmark = pytest.mark.usefixtures("waits")
PLAN = 'add deck="Baking bread" when="every day 09:00" zone=UTC hours=8'


async def _answer(club: Club, who: Person, text: str) -> Seen:
    form = await who.press(club.study.messages[-1], "Answer")
    return await who.submit(form, {"answer:0": text})


async def _schedules(club: Club) -> list[ScheduleState]:
    found = await club.services.schedules.of_group(await club.group())
    return [each.state for each in found]


async def _second_deck(club: Club) -> None:
    store, workspace = club.services.workspaces._context.store, await club.workspace()
    await store_deck(store, workspace.id, club.clock.now() + timedelta(seconds=1), "More bread")
    club.services.lookup.forget(workspace.id)


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("/quiz", "status"),
        ("/schedule", "list"),
        ("/deck", "list"),
        ("/settings", ""),
        ("/link", "show"),
    ],
)
async def test_who_runs_nothing_is_told_whose_command_it_is(club: Club, command: str, text: str):
    seen = await club.ann.slash(club.study, command, text)

    assert "Only organisers can do this" in seen.text
    assert seen.message.ephemeral


async def test_an_owner_and_whoever_was_named_may_too(club: Club):
    olga = club.study.workspace.member("Olga", is_owner=True)
    named = (f"{club.study.workspace.id}:{club.bo.id}",)
    await club.services.workspaces.name_organisers(await club.workspace(), named)

    for who in (olga, club.bo):
        seen = await who.slash(club.study, "/schedule", "list")
        assert "There is no schedule yet" in seen.text


async def test_a_word_that_a_command_does_not_know_is_answered_with_those_that_it_does(club: Club):
    seen = await club.mara.slash(club.study, "/quiz", "begin")

    assert "There is no “/quiz begin”." in seen.text
    assert "“/quiz open”" in seen.text


@pytest.mark.parametrize(
    ("command", "text", "words"),
    [
        ("/quiz", "open hours=nan", "“nan” does not say how long. Write a number of hours"),
        ("/quiz", "open hours=every hour", "“every hour” does not say how long."),
        ("/quiz", "open hour=8", "There is no “/quiz open hour=”"),
        ("/schedule", PLAN.replace("when", "wen"), "There is no “/schedule add wen=”"),
        ("/settings", "threads=off names=both", "“both” is nothing that “names” can be"),
        ("/settings", "threads=off name=anonymous", "There is no “/settings name=”"),
        ("/settings", "threads=off language=klingon", "“klingon” is no language"),
    ],
)
async def test_a_slip_is_told_and_nothing_is_done(club: Club, command: str, text: str, words: str):
    seen = await club.mara.slash(club.study, command, text)
    await club.turn()

    assert words in seen.text
    assert club.study.messages == []
    assert await _schedules(club) == []
    assert (await club.found()).threads


# --- /quiz ----------------------------------------------------------------------------------------


async def test_who_asks_hears_what_admins_should_know(club: Club):
    await club.mara.slash(club.study, "/quiz", "open")

    assert (await club.found()).owner == f"{club.study.workspace.id}:{club.mara.id}"


async def test_a_question_goes_out_for_as_long_as_was_typed(club: Club):
    seen = await club.mara.slash(club.study, "/quiz", "open hours=2")
    await club.turn()
    club.clock.advance(timedelta(hours=2))
    await club.turn()

    assert f"goes out to <#{club.study.id}> now" in seen.text
    assert seen.message.ephemeral
    assert "Closed" in club.study.messages[0].text


async def test_a_question_can_be_typed_in_full(club: Club):
    await club.mara.slash(club.study, "/quiz", f'open question="{QUESTIONS[1].upper()}"')
    await club.turn()

    assert QUESTIONS[1] in club.study.messages[0].text


async def test_words_that_are_no_question_ask_nothing(club: Club):
    seen = await club.mara.slash(club.study, "/quiz", "open question=soup")
    await club.turn()

    assert "No question is called “soup”" in seen.text
    assert club.study.messages == []


async def test_of_several_decks_one_is_to_be_named(club: Club):
    await _second_deck(club)
    refused = await club.mara.slash(club.study, "/quiz", "open")
    seen = await club.mara.slash(club.study, "/quiz", "open “more bread”")

    assert "“Baking bread” and “More bread”" in refused.text
    assert "More bread · question 1 of 3" in seen.text


async def test_closing_without_an_open_question_says_so(club: Club):
    seen = await club.mara.slash(club.study, "/quiz", "close")

    assert "No question is open right now" in seen.text


async def test_skipping_what_was_answered_has_to_be_confirmed(club: Club):
    await club.ask()
    await _answer(club, club.ann, "It relaxes.")

    asked = await club.mara.slash(club.study, "/quiz", "skip")
    warning = asked.text
    still_open = await club.services.cards.open_now(
        await see_all(club.services, await club.group())
    )
    seen = await club.mara.press(asked.message, "Skip")

    assert "1 person has answered, which would never be shown" in warning
    assert len(still_open) == 1
    assert "Nothing is revealed" in seen.text


async def test_the_status_tells_what_is_open_and_what_did_not_get_through(club: Club):
    await club.ask()
    await _answer(club, club.ann, "It relaxes.")

    seen = await club.mara.slash(club.study, "/quiz", "status")

    assert QUESTIONS[0] in seen.text
    assert "1 person has answered" in seen.text
    assert "It relaxes." not in seen.text
    assert "There is no schedule yet." in seen.text


async def test_a_message_that_did_not_get_through_is_sent_again_by_a_button(club: Club):
    club.slack.application.events = frozenset()  # nobody hears that the bot is out
    club.study.remove_bot()
    await club.ask()
    told = await club.mara.slash(club.study, "/quiz", "status")
    status = told.text
    club.study.add_bot()
    again = next(each for each in told.message.labels if each.startswith("Send again"))
    await club.mara.press(told.message, again)
    await club.turn()
    club.slack.refused.clear()  # the post while the bot was not there

    assert "given up" in status
    assert QUESTIONS[0] in club.study.messages[-1].text


async def test_a_question_for_everybody_is_not_asked_in_a_direct_message(club: Club):
    seen = await club.mara.slash(club.mara.dm, "/quiz", "open")

    assert "No question can be posted in “direct messages”." in seen.text
    assert not club.slack.refused
    assert (
        await club.services.cards.open_now(await see_all(club.services, await club.group())) == []
    )


# --- /schedule ------------------------------------------------------------------------------------


async def test_a_schedule_is_paused_resumed_skipped_and_removed(club: Club):
    await club.mara.slash(club.study, "/schedule", PLAN)
    paused = await club.mara.slash(club.study, "/schedule", "pause")
    assert await _schedules(club) == [ScheduleState.PAUSED]
    resumed = await club.mara.slash(club.study, "/schedule", "resume")
    assert await _schedules(club) == [ScheduleState.ACTIVE]
    skipped = await club.mara.slash(club.study, "/schedule", "skip")
    previewed = await club.mara.slash(club.study, "/schedule", "preview")
    asked = await club.mara.slash(club.study, "/schedule", "remove")

    assert all(
        "Every day 09:00" in seen.text for seen in (paused, resumed, skipped, previewed, asked)
    )
    await club.mara.press(asked.message, asked.message.labels[0])
    assert await _schedules(club) == []


async def test_a_schedule_in_the_zone_that_its_admin_chose_in_slack(club: Club):
    club.mara.user.timezone = "Asia/Tokyo"
    seen = await club.mara.slash(club.study, "/schedule", 'add when="every day 09:00"')

    assert "Asia/Tokyo" in seen.text


async def test_a_rhythm_that_nobody_understands_is_refused(club: Club):
    await club.mara.slash(club.study, "/schedule", PLAN.replace("every day", "now and then"))

    assert await _schedules(club) == []


# --- /deck and /settings --------------------------------------------------------------------------


async def test_a_deck_is_handed_over_as_files_in_a_direct_message(club: Club):
    await club.mara.slash(
        club.study, "/deck", "export format=gift", until=lambda: len(club.mara.dm.history) > 0
    )
    (file,) = next(iter(club.mara.dm.history.values())).files
    assert file.name == "baking-bread-gift.zip"


async def test_a_deck_is_renamed_removed_and_brought_back_by_a_button(club: Club):
    named = await club.mara.slash(
        club.study, "/deck", 'rename deck="Baking bread" title=Rye loaves'
    )
    assert "is called “Rye loaves” now." in named.text
    gone = await club.mara.slash(club.study, "/deck", "remove Rye loaves")
    assert "“Rye loaves” is removed" in gone.text
    back = await club.mara.press(gone.message, "Undo")
    assert "“Rye loaves” is back" in back.text


async def test_a_member_suggests_a_question_once_more_where_the_deck_asks_one_like_it(club: Club):
    await club.mara.slash(club.study, "/quiz", "open")
    known = await club.ann.slash(club.study, "/deck", f"suggest {QUESTIONS[1]}")
    assert "The deck asks something like it already" in known.text
    assert "It is on its way" not in known.text
    form = await club.ann.press(known.message, "Suggest an answer")
    before = len(club.ann.private)
    values = {"Your answer": "A short rest is enough."}
    await club.ann.submit(form, values, until=lambda: len(club.ann.private) > before)
    assert "It is on its way: organisers of “Baking bread” accept it" in club.ann.private[-1].text
    found = await club.ann.slash(club.study, "/ask", QUESTIONS[1])
    assert "Suggest an answer" in found.message.labels
    sent = await club.ann.slash(club.study, "/deck", f"suggest {QUESTIONS[1]} anyway=yes")
    assert "It is on its way: organisers of “Baking bread” accept it" in sent.text


async def test_no_deck_is_removed_unless_it_was_named_or_chosen(club: Club):
    asked = await club.mara.slash(club.study, "/deck", "remove")
    assert "Baking bread" in asked.message.labels
    gone = await club.mara.press(asked.message, "Baking bread")
    assert "“Baking bread” is removed" in gone.text


async def test_decks_are_listed_and_shown(club: Club):
    listed = await club.mara.slash(club.study, "/deck", "list")
    shown = await club.mara.slash(club.study, "/deck", "show Baking bread")

    assert "Baking bread" in listed.text
    assert "Nils" in shown.text


@pytest.mark.parametrize("source", ["Nils", "nils.md"])
async def test_the_reference_is_chosen_by_its_author_or_name(club: Club, source: str):
    wanted = f'reference deck="Baking bread" source={source}'
    seen = await club.mara.slash(club.study, "/deck", wanted)
    await club.ask()
    await club.close()

    assert "Nils (nils.md) is the reference of “Baking bread” now." in seen.text
    (reveal,) = club.study.thread(club.study.messages[0])
    assert reveal.text.index("Nils") < reveal.text.index("Mara")


async def test_settings_are_shown_when_nothing_is_to_be_changed(club: Club):
    seen = await club.mara.slash(club.study, "/settings")

    assert "This is how things are set." in seen.text
    assert "Baking bread: English" in seen.text


async def test_names_threads_written_replies_and_languages_are_set(club: Club):
    wanted = "names=anonymous threads=off written=on language=german"
    seen = await club.mara.slash(club.study, "/settings", wanted)
    channel = await club.found()

    assert "Saved." in seen.text
    assert "Baking bread: German" in seen.text
    assert (channel.threads, channel.written) == (False, True)
    assert (await club.services.groups.get(channel.group)).naming is Naming.ANONYMOUS


# --- members' own ---------------------------------------------------------------------------------


async def test_words_that_look_like_an_option_are_looked_up_too(club: Club):
    await club.ask()
    seen = await club.ann.slash(club.study, "/ask", "steam crust=soft?")

    assert "Steam keeps the crust soft" in seen.text


async def test_own_data_is_handed_over_as_a_file_by_direct_message(club: Club):
    await club.ask()
    await _answer(club, club.ann, "It relaxes.")
    await club.ann.slash(club.study, "/mine", "export", until=lambda: len(club.ann.dm.history) > 0)

    (sent,) = club.ann.dm.history.values()
    assert b"It relaxes." in (sent.files[0].data or b"")


async def test_a_group_is_left_when_that_is_confirmed(club: Club):
    await club.ask()
    await _answer(club, club.ann, "It relaxes.")
    asked = await club.ann.slash(club.study, "/mine", "leave")
    seen = await club.ann.press(asked.message, asked.message.labels[0])

    assert "You have left" in seen.text
    group, subject = await club.group(), f"{club.study.workspace.id}:{club.ann.id}"
    assert await club.services.members.find_platform(group, "slack", subject) is None


async def test_own_data_is_deleted_when_that_is_confirmed(club: Club):
    await club.ask()
    await _answer(club, club.ann, "It relaxes.")
    asked = await club.ann.slash(club.study, "/mine", "delete")
    seen = await club.ann.press(asked.message, asked.message.labels[0])

    assert "Everything about you is gone." in seen.text
    group, subject = await club.group(), f"{club.study.workspace.id}:{club.ann.id}"
    assert await club.services.members.find_platform(group, "slack", subject) is None


async def test_each_question_mentions_whom_the_group_sets_until_it_sets_nobody(club: Club):
    await club.found()
    here = await club.mara.slash(club.study, "/settings", "ping=@here")
    await club.ask()
    person = await club.mara.slash(club.study, "/settings", "ping=@Ann")
    await club.ask(2)
    none = await club.mara.slash(club.study, "/settings", "ping=off")
    await club.ask(3)

    first, second, third = club.study.messages
    assert "Each question mentions @here." in here.text
    assert first.notified == Notified(here=True)
    assert "Each question mentions @Ann." in person.text
    assert second.notified == Notified(users=(club.ann.user,))
    assert "Questions mention nobody." in none.text
    assert not third.notified


async def test_a_mention_of_nobody_that_slack_knows_is_refused_and_changes_nothing(club: Club):
    await club.found()
    await club.mara.slash(club.study, "/settings", "ping=@here")
    refused = await club.mara.slash(club.study, "/settings", "ping=everyone-else")
    shown = await club.mara.slash(club.study, "/settings", "")

    assert "everyone-else" in refused.text
    assert "Each question mentions @here." in shown.text


@pytest.mark.parametrize(("typed", "is_shown"), [("thread", False), ("channel", True)])
async def test_the_reveal_shows_in_the_channel_beside_its_thread_as_the_group_sets_it(
    club: Club, typed: str, is_shown: bool
):
    await club.found()
    await club.mara.slash(club.study, "/settings", f"reveal={typed}")
    await club.ask()
    question = club.study.messages[0]
    await club.close()

    (reveal,) = club.study.thread(question)
    assert (reveal in club.study.messages) is is_shown


async def test_what_a_member_who_is_no_organiser_sets_is_refused(club: Club):
    await club.found()
    seen = await club.ann.slash(club.study, "/settings", "ping=@here reveal=thread")
    assert "Only organisers can do this" in seen.text
    known = await club.known()
    assert (known.mention_role, known.announces) == (None, True)
