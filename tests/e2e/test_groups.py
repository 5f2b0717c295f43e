"""A channel is a group: who reads it sees what is its, nobody else does, and it ends at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.services.services import Services
from tests.e2e.admins import other_guild, said
from tests.e2e.club import QUESTION, Club, asked
from tests.fakes.discord import FakeDiscord, Permission
from tests.fakes.discord.entities import Channel, Role
from tests.fakes.discord.people import Person
from tests.fakes.eventually import eventually
from tests.fakes.study_deck import QUESTIONS

pytestmark = pytest.mark.usefixtures("waits")

OURS = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
)
CONFIDED = "CONFIDENTIAL thoughts"
NOT_THERE = "There is no such round"
# As long as somebody may be taken for a member who is none any more.
WORST_DELAY = timedelta(seconds=60)


async def _hidden(club: Club, server: FakeDiscord, name: str = "leads") -> tuple[Channel, Role]:
    """Make a channel that those with a role of its name and Mara alone can view."""
    role, channel = club.guild.role(name), club.guild.channel(name)
    channel.overwrite(club.guild.everyone, deny=Permission.VIEW_CHANNEL)
    channel.overwrite(role, allow=Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES)
    channel.overwrite(server.bot, allow=OURS)
    club.guild.admission.give(club.mara, role)
    await server.gateway.caught_up()
    return channel, role


async def _answer(who: Person, channel: Channel, text: str = CONFIDED) -> None:
    form = await who.press(asked(channel)[-1], "Answer")
    seen = await who.submit(form, {"answer-0": text})
    assert "Saved" in seen.text


async def _reminded(club: Club, who: Person) -> None:
    """Let somebody be reminded of the open question, by direct message."""
    await who.press(asked(club.study)[-1], "Remind me")
    club.clock.advance(timedelta(hours=23))
    await club.bot.turn()
    assert len(who.dms) == 1


# --- founding -------------------------------------------------------------------------------------


async def test_the_first_question_in_a_channel_founds_its_group_and_says_so(club: Club):
    first = said(await club.mara.slash(club.study, "quiz open"))
    second = said(await club.mara.slash(club.study, "quiz open"))

    assert f"This is the first in <#{club.study.id}>" in first
    assert "nobody else sees what is asked and answered there" in first
    assert "This is the first" not in second


async def test_two_channels_of_a_server_are_two_groups_with_their_own_questions(club: Club):
    other = club.guild.channel("other")
    for channel in (club.study, other, club.study):
        await club.mara.slash(channel, "quiz open", deck="Baking bread")
        club.clock.advance(timedelta(seconds=1))  # what is asked at one moment has no order
    await club.bot.turn()

    assert [QUESTIONS[0] in each.text for each in asked(club.study)] == [True, False]
    assert [QUESTIONS[1] in each.text for each in asked(club.study)] == [False, True]
    assert [QUESTIONS[0] in each.text for each in asked(other)] == [True]
    seen = await club.mara.slash(other, "quiz close")
    assert "Close this question" in said(seen)
    assert "goes out" not in said(seen)
    assert "several open questions" in said(await club.mara.slash(club.study, "quiz close"))


async def test_where_nothing_was_asked_every_command_says_what_founds_a_group(club: Club):
    for command in ("quiz close", "quiz status", "schedule list", "link create", "settings change"):
        seen = await club.mara.slash(club.study, command)
        assert "Nothing was asked in this channel so far" in said(seen), command


async def test_in_a_private_thread_nothing_of_its_channel_is_shown_and_nothing_asked(club: Club):
    await club.ask()
    await club.close()
    thread = club.study.private_thread("Cabal", club.ann, club.mara)

    for who, command, values in (
        (club.ann, "rounds", {}),
        (club.ann, "ask", {"question": "why does dough rest"}),
        (club.mara, "quiz open", {}),
        (club.mara, "quiz status", {}),
    ):
        seen = await who.slash(thread, command, **values)
        assert "Roundtable shows nothing in private threads" in said(seen), command
        assert QUESTION not in said(seen)
    assert await club.ann.autocomplete(thread, "ask", question="") == []


async def test_a_channel_that_one_does_not_see_oneself_is_not_chosen(
    club: Club, discord_server: FakeDiscord
):
    hidden, _ = await _hidden(club, discord_server)
    chief = club.guild.member("Chief", Permission.MANAGE_GUILD)

    seen = await chief.slash(club.study, "quiz open", channel=hidden)

    assert "There is no such channel" in said(seen)
    assert await club.bot.services.groups.find_channel("discord", str(hidden.id)) is None


# --- who does not see the channel -----------------------------------------------------------------


async def test_who_does_not_see_a_channel_is_not_shown_its_rounds(
    club: Club, discord_server: FakeDiscord
):
    hidden, _ = await _hidden(club, discord_server)
    await club.mara.slash(hidden, "quiz open")
    await club.bot.turn()
    await _answer(club.mara, hidden)
    await club.close()

    for where in (club.study, club.bo.dm):
        seen = await club.bo.slash(where, "rounds")
        assert "No question has been closed yet" in seen.text
    theirs = await club.mara.slash(club.mara.dm, "rounds")
    assert "#leads in Bread club" in said(theirs)
    shown = await club.mara.press(theirs.message, theirs.message.labels[0])
    assert CONFIDED in shown.text


async def test_who_does_not_see_a_channel_does_not_find_or_answer_what_is_asked_there(
    club: Club, discord_server: FakeDiscord
):
    hidden, _ = await _hidden(club, discord_server)
    await club.mara.slash(hidden, "quiz open")
    await club.bot.turn()

    for where in (club.study, club.bo.dm):
        seen = await club.bo.slash(where, "ask", question="why does dough rest")
        assert "There is nothing to look up so far" in seen.text
        assert "Answer it" not in seen.message.labels
        assert await club.bo.autocomplete(where, "ask", question="dough") == []


async def test_a_button_of_a_hidden_round_refuses_wherever_it_is_pressed(
    club: Club, discord_server: FakeDiscord
):
    hidden, _ = await _hidden(club, discord_server)
    await club.mara.slash(hidden, "quiz open")
    await club.ask(2)
    custom_id = asked(hidden)[0].buttons[0]["custom_id"]
    club.question.buttons[0]["custom_id"] = custom_id

    seen = await club.bo.press(club.question, custom_id)

    assert NOT_THERE in seen.text


async def test_a_channel_that_is_made_private_is_read_by_nobody_else_at_once(
    club: Club, discord_server: FakeDiscord
):
    await club.ask()
    await club.answer(club.bo, "Rest.")
    await club.close()
    assert QUESTION in (await club.bo.slash(club.bo.dm, "rounds")).text
    club.study.overwrite(discord_server.bot, allow=OURS)
    club.study.overwrite(club.guild.everyone, deny=Permission.VIEW_CHANNEL)
    await discord_server.gateway.caught_up()

    assert QUESTION not in (await club.bo.slash(club.bo.dm, "rounds")).text


# --- who leaves -----------------------------------------------------------------------------------


async def test_who_lost_the_role_presses_the_button_of_a_direct_message_in_vain(
    club: Club, discord_server: FakeDiscord
):
    hidden, role = await _hidden(club, discord_server)
    club.study = hidden
    await club.mara.slash(hidden, "quiz open")
    await club.bot.turn()
    await _reminded(club, club.mara)
    club.guild.admission.take(club.mara, role)
    club.clock.advance(WORST_DELAY)

    assert NOT_THERE in (await club.mara.press(club.mara.dms[0], "Answer")).text


async def test_who_lost_the_role_turns_no_page_of_what_was_open_before(
    club: Club, discord_server: FakeDiscord
):
    hidden, role = await _hidden(club, discord_server)
    await club.mara.slash(hidden, "quiz open")
    await club.bot.turn()
    await _answer(club.mara, hidden)
    await club.close()
    listed = await club.mara.slash(club.mara.dm, "rounds")
    club.guild.admission.take(club.mara, role)
    club.clock.advance(WORST_DELAY)

    seen = await club.mara.press(listed.message, listed.message.labels[0])

    assert NOT_THERE in seen.text
    assert CONFIDED not in seen.text


async def test_who_left_the_server_presses_the_button_of_a_direct_message_in_vain(club: Club):
    await club.ask()
    await _reminded(club, club.bo)
    club.guild.admission.remove(club.bo)
    club.clock.advance(WORST_DELAY)

    assert NOT_THERE in (await club.bo.press(club.bo.dms[0], "Answer")).text
    assert QUESTION not in (await club.bo.slash(club.bo.dm, "rounds")).text


async def test_a_form_that_was_opened_before_leaving_is_refused_when_it_is_sent(
    club: Club, services: Services
):
    round_ = await club.ask()
    await _reminded(club, club.bo)
    form = await club.bo.press(club.bo.dms[0], "Answer")
    club.guild.admission.remove(club.bo)
    club.clock.advance(WORST_DELAY)

    seen = await club.bo.submit(form, {"answer-0": "From outside."})

    assert NOT_THERE in seen.text
    member = await services.members.find_platform(round_.group, "discord", str(club.bo.id))
    assert member is None or await services.replies.mine(round_.id, member) is None


async def test_who_left_the_server_is_not_reminded_and_it_is_no_failure(
    club: Club, discord_server: FakeDiscord, services: Services
):
    guild, _, _ = await other_guild(club, discord_server)
    guild.member(club.bo)  # so that Discord would let us write to them
    await club.ask()
    await club.bo.press(club.question, "Remind me")
    club.guild.admission.remove(club.bo)
    club.clock.advance(timedelta(hours=23))
    await club.bot.turn()

    assert club.bo.dms == []
    assert await services.deliveries.failing((await club.channel()).group) == []


async def test_the_server_that_sent_the_bot_away_lets_nobody_read(
    club: Club, discord_server: FakeDiscord
):
    await club.ask()
    await _reminded(club, club.bo)
    club.guild.remove_bot()

    async def is_left() -> bool:
        return (await club.workspace()).left_at is not None

    await eventually(is_left)
    club.clock.advance(WORST_DELAY)

    assert NOT_THERE in (await club.bo.press(club.bo.dms[0], "Answer")).text


# --- several groups -------------------------------------------------------------------------------


async def test_what_is_open_in_one_group_is_withheld_in_another_until_one_has_replied(club: Club):
    other = club.guild.channel("other")
    await club.ask(2)
    await _answer(club.ann, club.study, "Crust.")
    await club.mara.slash(other, "quiz open", question=QUESTION)
    await club.bot.turn()
    await _answer(club.ann, other, "Rest.")
    await club.close()
    await club.ask()

    found = await club.ann.slash(other, "ask", question="why does dough rest")
    revealed = await club.ann.press(asked(other)[0], "See all answers")
    assert "Answer it first" in found.text
    assert "open again" in revealed.text
    await _answer(club.ann, club.study, "Rest, still.")

    found = await club.ann.slash(other, "ask", question="why does dough rest")
    revealed = await club.ann.press(asked(other)[0], "See all answers")
    assert "The gluten relaxes while it rests" in found.text
    assert "Rest." in revealed.text


async def test_a_channel_that_is_linked_answers_from_then_on_and_sees_nothing_from_before(
    club: Club, discord_server: FakeDiscord
):
    hidden, _ = await _hidden(club, discord_server)
    await club.mara.slash(hidden, "quiz open")
    await club.bot.turn()
    await _answer(club.mara, hidden)
    await club.close()
    await club.mara.slash(hidden, "quiz open")
    await club.bot.turn()
    code = said(await club.mara.slash(hidden, "link create")).splitlines()[0].removeprefix("## ")
    joining = await club.mara.slash(club.study, "link join", code=code)
    assert f"everybody in <#{club.study.id}> (4 people)" in said(joining)
    await club.mara.press(joining.message, "Link this channel")

    for question in ("why does dough rest", "steam"):
        assert (
            "No question fits" in (await club.bo.slash(club.study, "ask", question=question)).text
        )
    assert "No question has been closed yet" in (await club.bo.slash(club.study, "rounds")).text
    found = await club.mara.slash(club.study, "ask", question="why does dough rest")
    assert "The gluten relaxes while it rests" in found.text
    shared = await club.mara.press(found.message, "Share")
    assert "There is no such question" in shared.text
    assert club.study.messages == []

    await club.mara.slash(hidden, "quiz open")
    await club.bot.turn()
    await _answer(club.bo, club.study, "It is ready when it floats.")
    await club.close()
    third = next(each for each in hidden.messages if QUESTIONS[2] in each.text)
    shown = await club.mara.press(third, "See all answers")
    assert "It is ready when it floats." in shown.text
    assert QUESTIONS[2] in (await club.bo.slash(club.study, "rounds")).text
