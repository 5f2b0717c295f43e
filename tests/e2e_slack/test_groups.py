"""A channel is a group: who is in it sees what is its, nobody else does, and it ends at once."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.core.models import ScheduleState
from bot.core.schedules import Plan
from bot.services.services import Services
from tests.e2e_slack.roundtable import Club, bread_club
from tests.fakes.clock import Clock
from tests.fakes.slack import Channel, FakeSlack, Message, Person, Seen
from tests.fakes.study_deck import QUESTIONS

pytestmark = pytest.mark.usefixtures("waits")

QUESTION = QUESTIONS[0]
CONFIDED = "CONFIDENTIAL thoughts"
NOT_THERE = "There is no such round"
NOTHING_HERE = "Nothing was asked in this channel so far"


@pytest.fixture
async def club(
    slack: FakeSlack, study: Channel, services: Services, clock: Clock
) -> AsyncIterator[Club]:
    async with bread_club(slack, study, services, clock) as founded:
        yield founded


def _leads(club: Club) -> Channel:
    """Make a private channel that Bo is not in."""
    made = club.study.workspace.channel("leads", private=True)
    made.members.pop(club.bo.id)
    return made


async def _open(club: Club, channel: Channel) -> None:
    await club.mara.slash(channel, "/quiz", "open")
    await club.turn()


def _asked(channel: Channel) -> list[Message]:
    """Return what was posted there but for the greeting: the questions."""
    return [each for each in channel.messages if "I am Roundtable" not in each.text]


async def _answer(who: Person, channel: Channel, text: str = CONFIDED) -> Seen:
    form = await who.press(_asked(channel)[-1], "Answer")
    seen = await who.submit(form, {"answer:0": text})
    assert "Saved" in seen.text
    return seen


async def _reminded(club: Club, who: Person) -> None:
    """Let somebody be reminded of the open question, by direct message."""
    await who.press(club.study.messages[-1], "Remind me")
    club.clock.advance(timedelta(hours=23))
    await club.turn()
    assert len(who.dms) == 1


async def _plan(club: Club) -> None:
    plan = Plan(club.deck.id, "every day 09:00", "UTC", timedelta(hours=8))
    await club.services.schedules.add(await club.group(), plan)


async def _state(club: Club) -> ScheduleState:
    (schedule,) = await club.services.schedules.of_group(await club.group())
    return schedule.state


# --- founding -------------------------------------------------------------------------------------


async def test_the_first_question_in_a_channel_founds_its_group_and_says_so(club: Club):
    kitchen = club.study.workspace.channel("kitchen")
    first = (await club.mara.slash(kitchen, "/quiz", "open")).text
    second = (await club.mara.slash(kitchen, "/quiz", "open")).text

    assert f"This is the first in <#{kitchen.id}>" in first
    assert "This is the first" not in second


async def test_two_channels_of_a_workspace_are_two_groups_with_their_own_questions(club: Club):
    kitchen = club.study.workspace.channel("kitchen")
    for channel in (club.study, kitchen, club.study):
        await _open(club, channel)

    asked, there = _asked(club.study), _asked(kitchen)
    assert [QUESTIONS[0] in each.text for each in asked] == [True, False]
    assert [QUESTIONS[1] in each.text for each in asked] == [False, True]
    assert [QUESTIONS[0] in each.text for each in there] == [True]
    assert "Close this question" in (await club.mara.slash(kitchen, "/quiz", "close")).text
    assert "several open questions" in (await club.mara.slash(club.study, "/quiz", "close")).text


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("/quiz", "close"),
        ("/quiz", "status"),
        ("/schedule", "list"),
        ("/link", "create"),
        ("/settings", "threads=off"),
        ("/mine", "show"),
    ],
)
async def test_where_nothing_was_asked_a_command_says_what_founds_a_group(
    club: Club, command: str, text: str
):
    kitchen = club.study.workspace.channel("kitchen")
    seen = await club.mara.slash(kitchen, command, text)

    assert NOTHING_HERE in seen.text
    assert await club.services.groups.find_channel("slack", kitchen.id) is None


async def test_nobody_plans_in_a_channel_that_they_are_not_in(club: Club):
    leads = _leads(club)
    leads.members.pop(club.mara.id)
    form = await club.mara.slash(club.study, "/quiz")
    seen = await club.mara.submit(
        form, {"Channel": leads}, until=lambda: form.modal.errors or club.mara.private
    )

    assert "There is no such channel" in seen.errors["channel"]
    assert await club.services.groups.find_channel("slack", leads.id) is None


# --- who is not in the channel --------------------------------------------------------------------


async def test_who_is_not_in_a_private_channel_is_shown_nothing_of_its_rounds(club: Club):
    leads = _leads(club)
    await _open(club, leads)
    assert QUESTION not in (await club.bo.open_home()).text
    await _answer(club.mara, leads)
    await club.close()

    for where in (club.study, club.bo.dm):
        seen = await club.bo.slash(where, "/rounds")
        assert "No question has been closed yet" in seen.text
    tab = (await club.bo.open_home()).text
    assert QUESTION not in tab
    assert "#leads" not in tab
    theirs = await club.mara.slash(club.mara.dm, "/rounds")
    assert "#leads in Bread club" in theirs.text
    shown = await club.mara.press(theirs.message, theirs.message.labels[0])
    assert CONFIDED in shown.text


async def test_who_is_not_in_a_private_channel_finds_and_answers_nothing_of_it(club: Club):
    await _open(club, _leads(club))

    for where in (club.study, club.bo.dm):
        seen = await club.bo.slash(where, "/ask", "why does dough rest")
        assert "No question fits" in seen.text
        assert "Answer it" not in seen.message.labels


@pytest.mark.parametrize("name", ["answer", "question", "remind", "reveal", "rate", "helpful"])
async def test_a_button_of_a_hidden_round_refuses_wherever_it_is_pressed(club: Club, name: str):
    leads = _leads(club)
    await _open(club, leads)
    await club.ask(2)
    button, hidden = club.study.messages[-1].buttons[0], leads.messages[-1].buttons[0]
    button.update(action_id=f"rt:{name}:0", value=hidden["value"])

    seen = await club.bo.press(club.study.messages[-1], f"rt:{name}:0")

    assert NOT_THERE in seen.text
    assert club.bo.modal is None


async def test_a_channel_that_is_made_private_stays_with_those_who_are_in_it(club: Club):
    await club.ask()
    await club.close()
    await club.bo.leave(club.study)
    club.study.make_private()
    await club.heard()

    assert QUESTION not in (await club.bo.slash(club.bo.dm, "/rounds")).text
    assert QUESTION in (await club.ann.slash(club.ann.dm, "/rounds")).text


# --- who leaves -----------------------------------------------------------------------------------


async def test_who_left_presses_the_button_of_a_direct_message_in_vain(club: Club):
    await club.ask()
    await _reminded(club, club.bo)
    await club.bo.leave(club.study)
    await club.heard()

    assert NOT_THERE in (await club.bo.press(club.bo.dms[0], "Answer")).text
    assert QUESTION not in (await club.bo.slash(club.bo.dm, "/rounds")).text


@pytest.mark.parametrize("is_direct", [True, False])
async def test_a_form_that_was_opened_before_leaving_is_refused_when_it_is_sent(
    club: Club, is_direct: bool
):
    round_ = await club.ask()
    await _reminded(club, club.bo)
    form = await club.bo.press(club.bo.dms[0] if is_direct else club.study.messages[0], "Answer")
    await club.bo.leave(club.study)
    await club.heard()

    seen = await club.bo.submit(form, {"answer:0": "From outside."})

    assert NOT_THERE in seen.text
    who = f"{club.study.workspace.id}:{club.bo.id}"
    member = await club.services.members.find_platform(round_.group, "slack", who)
    assert member is not None
    assert await club.services.replies.mine(round_.id, member) is None


async def test_who_left_is_not_reminded_and_it_is_no_failure(club: Club):
    await club.ask()
    await club.bo.press(club.study.messages[0], "Remind me")
    await club.bo.leave(club.study)
    await club.heard()
    club.clock.advance(timedelta(hours=23))
    await club.turn()

    assert club.bo.dms == []
    assert await club.services.deliveries.failing(await club.group()) == []


async def test_an_event_that_got_lost_hides_no_longer_than_five_minutes_that_somebody_left(
    club: Club,
):
    await club.ask()
    await club.close()
    assert QUESTION in (await club.bo.slash(club.bo.dm, "/rounds")).text
    club.slack.application.events = frozenset()
    await club.bo.leave(club.study)
    club.clock.advance(timedelta(minutes=5, seconds=1))

    assert QUESTION not in (await club.bo.slash(club.bo.dm, "/rounds")).text


async def test_the_tab_of_who_leaves_is_made_anew_without_their_doing(club: Club):
    await club.ask()
    tab = await club.bo.open_home()
    assert QUESTION in tab.text
    before = tab.hash
    await club.bo.leave(club.study)
    await club.slack.until(lambda: club.bo.home.hash != before, "the tab")

    assert QUESTION not in club.bo.home.text
    assert "Nothing was asked so far in a channel that you are in" in club.bo.home.text


# --- the Home tab and direct messages -------------------------------------------------------------


async def test_direct_messages_and_the_tab_show_every_group_that_somebody_is_in_by_its_name(
    club: Club,
):
    kitchen = club.study.workspace.channel("kitchen")
    await club.ask()
    await _answer(club.ann, club.study, "Rest.")
    await club.mara.slash(kitchen, "/quiz", f'open question="{QUESTIONS[1]}"')
    await club.turn()
    await _answer(club.ann, kitchen, "Crust.")
    tab = (await club.ann.open_home()).text
    await club.close()

    rounds = (await club.ann.slash(club.ann.dm, "/rounds")).text
    page = (await club.ann.slash(club.ann.dm, "/mine", "show")).text
    found = await club.ann.slash(club.ann.dm, "/ask", "steam")

    for shown in (tab, rounds, page):
        assert "#study in Bread club" in shown
        assert "#kitchen in Bread club" in shown
    assert QUESTIONS[0] in tab
    assert QUESTIONS[1] in tab
    assert "Steam keeps the crust soft" in found.text
    assert "Share" not in found.message.labels


async def test_the_tab_of_somebody_in_many_channels_says_that_there_is_more(club: Club):
    for number in range(12):
        place = club.study.workspace.channel(f"room-{number:02}")
        await club.services.rounds.open_next(await club.group(place), club.deck.id)
    tab = await club.mara.open_home()

    assert "#room-00 in Bread club" in tab.text
    assert QUESTION in tab.text
    assert "Name people" in str(tab.data)
    assert club.slack.refused == []


async def test_what_is_for_one_group_points_to_its_channel_from_a_direct_message(club: Club):
    for command, text in (("/mine", "leave"), ("/quiz", "status"), ("/link", "create")):
        seen = await club.mara.slash(club.mara.dm, command, text)
        assert "Use it in the channel where the group is asked" in seen.text


async def test_who_left_every_channel_still_has_what_is_their_own(club: Club):
    await club.ask()
    await _answer(club.bo, club.study, "Rest.")
    await club.bo.leave(club.study)
    await club.heard()
    asked = await club.bo.slash(club.bo.dm, "/mine", "delete")
    gone = await club.bo.press(asked.message, asked.message.labels[0])

    assert "Everything about you is gone." in gone.text
    who = f"{club.study.workspace.id}:{club.bo.id}"
    assert await club.services.members.everywhere("slack", who) == ()


async def test_a_code_says_what_is_typed_where_it_is_entered(club: Club):
    seen = await club.ann.slash(club.study, "/mine", "link")

    assert "“/mine link” on Slack" in seen.text
    assert "“/me link” with this code on Discord" in seen.text


# --- organisers -----------------------------------------------------------------------------------


async def test_who_is_named_for_a_channel_plans_there_and_nowhere_else(club: Club):
    kitchen = club.study.workspace.channel("kitchen")
    await _open(club, kitchen)
    named = await club.mara.slash(club.study, "/settings", "organisers @Ann")
    assert "In this channel’s group alone: Ann." in named.text
    assert "No question is open" in (await club.ann.slash(club.study, "/quiz", "close")).text
    assert "Only organisers" in (await club.ann.slash(kitchen, "/quiz", "close")).text
    assert "Only organisers" in (await club.ann.slash(club.study, "/settings", "organisers")).text

    await club.mara.slash(club.study, "/settings", "organisers remove @Ann")
    assert "Only organisers" in (await club.ann.slash(club.study, "/quiz", "close")).text


async def test_who_is_named_for_the_workspace_plans_everywhere(club: Club):
    kitchen = club.study.workspace.channel("kitchen")
    named = await club.mara.slash(club.study, "/settings", "organisers @Ann @Bo scope=workspace")

    assert "In the whole workspace: Ann and Bo." in named.text
    opened = await club.ann.slash(kitchen, "/quiz", "open")
    assert f"goes out to <#{kitchen.id}> now" in opened.text


async def test_a_name_that_slack_made_no_mention_of_names_nobody(club: Club):
    seen = await club.mara.slash(club.study, "/settings", "organisers Ann")

    assert "“Ann” is nothing that “organisers” can be" in seen.text


# --- linking --------------------------------------------------------------------------------------


async def test_linking_says_what_it_does_and_to_how_many_and_asks_before_it_does(club: Club):
    kitchen = club.study.workspace.channel("kitchen")
    await club.ask()
    made = await club.mara.slash(club.study, "/link", "create")
    code = re.search(r"\b[A-Z0-9]{5}-[A-Z0-9]{5}\b", made.text)
    assert code is not None
    asked = await club.mara.slash(kitchen, "/link", f"join {code[0]}")
    assert f"everybody in <#{kitchen.id}> (3 people) reads and answers" in asked.text
    assert await club.group(kitchen) != await club.group()

    done = await club.mara.press(asked.message, "Link this channel")
    assert "Linked" in done.text
    assert await club.group(kitchen) == await club.group()
    await club.ask(2)
    assert QUESTIONS[1] in _asked(kitchen)[-1].text
    left = await club.mara.slash(kitchen, "/link", "leave")
    assert "This channel is in its own group again" in left.text
    assert await club.group(kitchen) != await club.group()


# --- what becomes of channels ---------------------------------------------------------------------


async def test_a_channel_that_is_archived_is_asked_nothing_until_it_is_back(club: Club):
    await _plan(club)
    club.study.archive()
    await club.heard()
    assert (await club.known()).gone
    assert await _state(club) is ScheduleState.PAUSED
    club.study.unarchive()
    await club.heard()
    assert (await club.known()).gone  # of a public one everybody is out
    club.study.gather()
    await club.heard()
    assert not (await club.known()).gone
    assert await _state(club) is ScheduleState.ACTIVE
    await _open(club, club.study)

    assert QUESTION in club.study.messages[-1].text


async def test_a_private_channel_that_is_opened_again_is_there_at_once(club: Club):
    club.study.make_private()
    club.study.archive()
    await club.heard()
    assert (await club.known()).gone
    club.study.unarchive()
    await club.heard()

    assert not (await club.known()).gone


@pytest.mark.parametrize("is_private", [True, False])
async def test_where_the_bot_was_removed_nothing_is_posted_and_nobody_reads_from_elsewhere(
    club: Club, is_private: bool
):
    await club.ask()
    await club.close()
    said = len(club.study.history)
    if is_private:
        club.study.make_private()
    await _plan(club)
    club.study.remove_bot()
    await club.heard()
    club.clock.advance(timedelta(days=1))
    await club.turn()

    assert len(club.study.history) == said
    assert await _state(club) is ScheduleState.PAUSED
    assert QUESTION not in (await club.ann.slash(club.ann.dm, "/rounds")).text
    assert QUESTION in (await club.ann.slash(club.study, "/rounds")).text  # who acts there is there


async def test_a_channel_is_called_as_it_is_now(club: Club):
    club.study.rename("dough")
    await club.heard()

    assert (await club.known()).name == "dough"


async def test_a_channel_with_another_id_is_the_same_group(club: Club):
    club.study.make_private()
    await club.ask()
    group, before = await club.group(), club.study.id
    club.study.change_id()
    await club.heard()
    await club.ask(2)

    assert QUESTIONS[1] in club.study.messages[-1].text
    assert await club.group() == group
    assert await club.services.groups.find_channel("slack", before) is None


# --- connected workspaces -------------------------------------------------------------------------


async def test_somebody_of_a_connected_workspace_answers_as_themselves_where_we_are_installed(
    club: Club,
):
    partner = club.slack.world.make_workspace("Partner Ltd", with_bot=False)
    pat = club.study.workspace.stranger("Pat Partner", partner)
    pat.user.is_admin = True  # of their own workspace
    club.study.invite(pat)
    round_ = await club.ask()
    await _answer(pat, club.study, "From the partner.")

    who = f"{partner.id}:{pat.id}"
    member = await club.services.members.find_platform(round_.group, "slack", who)
    assert member is not None
    assert member.name == "Pat Partner"
    assert await club.services.workspaces.find("slack", partner.id) is None
    card = club.study.messages[0].buttons[0]
    card.update(action_id="rt:status:0", value="all")
    assert "Only organisers" in (await pat.press(club.study.messages[0], "rt:status:0")).text


async def test_a_connected_workspace_s_person_who_left_sends_an_old_form_in_vain(club: Club):
    partner = club.slack.world.make_workspace("Partner Ltd", with_bot=False)
    pat = club.study.workspace.stranger("Pat Partner", partner)
    club.study.invite(pat)
    await club.ask()
    form = await pat.press(club.study.messages[0], "Answer")
    club.study.kick(pat)
    await club.heard()
    seen = await pat.submit(form, {"answer:0": "From outside."})

    assert NOT_THERE in seen.text
