"""Help in Slack: typed, mentioned, written to us alone; the first steps; one command for all."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.platforms.slack.command_names import CommandNames
from bot.platforms.slack.manifest import Names, manifest
from bot.services.outbox import Notice, tell_admins
from tests.e2e_slack.roundtable import Club

pytestmark = pytest.mark.usefixtures("waits")
SAYS = "Roundtable asks your group a question"


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("/roundtable", ""),
        ("/roundtable", "help"),
        ("/roundtable", "HELP!"),
        ("/mine", "?"),
        ("/quiz", "hlep"),
        ("/schedule", "--help"),
        ("/settings", "help me"),
    ],
)
async def test_help_is_had_in_any_spelling_from_any_command(club: Club, command: str, text: str):
    seen = await club.ann.slash(club.study, command, text)

    assert SAYS in seen.text
    assert "For organisers" not in seen.text
    assert 'suggest QUESTION answer="…": Suggest a question' in seen.text
    assert "rename" not in seen.text
    assert seen.message.ephemeral


async def test_help_names_the_commands_as_they_are_called_here(club: Club):
    seen = await club.mara.slash(club.study, "/roundtable", "help")

    assert "/roundtable quiz open | close" in seen.text
    assert {"Try a question", "Import notes", "Plan a daily question"} <= set(seen.message.labels)


async def test_every_command_is_had_by_the_general_one(club: Club):
    await club.mara.slash(club.study, "/roundtable", "quiz open hours=2")
    await club.turn()
    await club.mara.slash(club.study, "/roundtable", "schedule")
    named = await club.mara.slash(club.study, "/roundtable", f"settings organisers <@{club.bo.id}>")
    me = await club.ann.slash(club.study, "/roundtable", "me")

    assert len(club.study.messages) == 2  # the question and a greeting
    assert club.mara.modal is not None
    assert "Bo" in named.text
    assert "answer" in me.text


async def test_a_word_that_it_does_not_know_is_told_with_those_that_it_does(club: Club):
    seen = await club.mara.slash(club.study, "/roundtable", "quizz open")

    assert "There is no “/roundtable quizz”" in seen.text
    assert "“/roundtable quiz”" in seen.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("wbe", "There is no “/roundtable wbe”. Did you mean “/roundtable web”?"),
        ("deck", "“/roundtable deck” needs one word more. Type “/roundtable deck list”"),
        ("quiz opne", "Did you mean “/roundtable quiz open”?"),
        ("schedule add wen=noon", "Did you mean “/roundtable schedule add when=”?"),
        ("mine notify bogus", "Write “mention”, “direct” or “none”."),
        ("settings late=perhaps", "Write “on” or “off”."),
        ("settings ping=on", "Write “@here”, “@channel”, “@somebody” or “off”."),
    ],
)
async def test_what_is_not_known_is_told_with_what_is_by_the_name_it_has_here(
    club: Club, text: str, words: str
):
    seen = await club.mara.slash(club.study, "/roundtable", text)

    assert words in seen.text


@pytest.mark.parametrize(
    ("command", "text", "pressed", "words"),
    [
        ("/settings", "names=foo late=on", "/settings names=anonymous late=on", "without names"),
        ("/roundtable", "deck lst", "/roundtable deck list", "Baking bread"),
        ("/roundtable", "dekc list", "/roundtable deck list", "Baking bread"),
        ("/quiz", "stauts", "/quiz status", "No question is open"),
        ("/mine", "reminders perhaps", "/mine reminders off", "You will not be reminded"),
        ("/quiz", "open dek=Baking hours=2", "/quiz open deck=Baking hours=2", "ask"),
    ],
)
async def test_what_may_have_been_meant_are_buttons_that_do_it(
    club: Club, command: str, text: str, pressed: str, words: str
):
    seen = await club.mara.slash(club.study, command, text)
    done = await club.mara.press(seen.message, pressed)

    assert words in done.text


async def test_such_a_button_does_nothing_for_who_may_not_any_more(club: Club):
    seen = await club.mara.slash(club.study, "/settings", "names=foo")
    club.mara.user.is_admin = False
    refused = await club.mara.press(seen.message, "/settings names=anonymous")

    assert "Only organisers can do this" in refused.text


@pytest.mark.parametrize(
    ("command", "text", "words"),
    [
        ("/roundtable", "link create", "an organiser uses “/roundtable link join” with this code"),
        ("/link", "create", "an organiser uses “/link join” with this code"),
        ("/roundtable", "link leave", "“/roundtable link create” there makes a code"),
    ],
)
async def test_answers_name_commands_as_the_one_that_was_typed(
    club: Club, command: str, text: str, words: str
):
    seen = await club.mara.slash(club.study, command, text)

    assert words in seen.text


async def test_what_stands_behind_setup_takes_nothing_away(club: Club):
    seen = await club.mara.slash(club.study, "/roundtable", "setup now")

    assert "Welcome to Roundtable" in seen.text


async def test_the_first_steps_are_buttons(club: Club):
    seen = await club.mara.slash(club.study, "/roundtable", "setup")

    titles = []
    for step in ("Try a question", "Plan a daily question"):
        opened = await club.mara.press(seen.message, step)
        titles.append(opened.modal.data["title"]["text"])
    imported = await club.mara.press(seen.message, "Import notes")
    assert titles == ["Ask a question", "Plan questions"]
    assert "Send me the files" in imported.text
    back = await club.mara.press(imported.message, "First steps")
    assert "Import notes" in back.message.labels


async def test_whoever_may_not_plan_is_not_led_to_it(club: Club):
    seen = await club.ann.slash(club.study, "/roundtable", "setup")

    assert "Only organisers" in seen.text


async def test_an_empty_home_tab_of_an_organiser_begins_with_the_first_steps(club: Club):
    tab = await club.mara.open_home()
    there = str(tab.data["blocks"])
    assert "Welcome to Roundtable" in there

    assert "Welcome to Roundtable" not in str((await club.ann.open_home()).data["blocks"])


@pytest.mark.parametrize("said", ["help", "Hilfe", "what are you?", "hello"])
async def test_a_direct_message_that_is_no_answer_gets_help(club: Club, said: str):
    await club.ann.say(club.ann.dm, said)
    await club.heard()

    assert SAYS in club.ann.dms[-1].text


async def test_asking_for_help_in_a_direct_message_is_no_answer_to_what_is_open(club: Club):
    await club.services.groups.configure_channel((await club.found()).id, written=True)
    round_ = await club.ask()
    await club.ann.say(club.ann.dm, "help!")
    await club.heard()

    assert SAYS in club.ann.dms[-1].text
    subject = f"{club.study.workspace.id}:{club.ann.id}"
    reader = await club.services.access.anywhere("slack", subject)
    assert await club.services.replies.of_reader(round_.id, reader) is None


async def test_a_mention_gets_help_for_who_mentions_alone(club: Club):
    await club.ann.say(club.study, "@Roundtable what can you do?")
    await club.heard()

    assert SAYS in club.ann.private[-1].text
    assert all(message.author is club.ann.user for message in club.study.messages)


SHORT = re.compile(r"(?<![\w>])/(?:quiz|schedule|link|deck|mine|ask|web|settings)\b")


@pytest.mark.parametrize(
    ("how", "called"),
    [
        ({"prefix": "study"}, "/study-"),
        ({"names": Names.GENERAL}, "/roundtable "),
        ({"names": Names.GENERAL, "prefix": "study"}, "/study "),
        ({}, "/"),
    ],
)
async def test_whatever_names_a_command_calls_it_as_the_app_does(
    club: Club, how: dict[str, Any], called: str
):
    club.slack.application.apply(manifest(**how))
    command, _, sub = f"{called}schedule".partition(" ")
    planning = f"{sub} add deck=Baking when=weekdays 9:00 zone=UTC".strip()
    added = await club.mara.slash(club.study, command, planning)
    assert "Added" in added.text
    await club.turn()
    await club.ann.say(club.ann.dm, "help")
    await club.heard()
    eve = club.study.workspace.member("Eve")
    await eve.leave(club.study)
    tab = await eve.open_home()
    await _tell(club, Notice(await club.group(), "a", "role-gone", {"channel": "study"}))
    await club.turn()

    said = {
        "help": club.ann.dms[-1].text,
        "the tab": str(tab.data["blocks"]),
        "a notice": club.mara.dms[-1].text,
    }
    for place, text in said.items():
        assert called in text or place == "the tab", (place, text)
        assert called == "/" or not SHORT.search(text.replace(called, "")), (place, text)


async def _tell(club: Club, notice: Notice) -> None:
    async with club.services.workspaces._context.store.writing() as tx:
        await tell_admins(tx, [notice], club.clock.now())


async def test_before_anything_was_typed_commands_are_called_as_the_operator_says(club: Club):
    club.slack.application.apply(manifest(prefix="study"))
    await CommandNames(club.services.key_values).begin("/study-quiz")
    await club.ann.say(club.ann.dm, "help")
    await club.heard()

    assert "/study-ask" in club.ann.dms[-1].text
    assert "/ask" not in club.ann.dms[-1].text
