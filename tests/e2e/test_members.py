"""What a member does and sees on Discord, from the question to the counts a day after."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.schedules import Plan
from bot.presentation.round_map import MAP
from tests.e2e.club import QUESTION, Club
from tests.fakes.discord.entities import Pinged
from tests.fakes.eventually import eventually
from tests.fakes.full_disk import PageLimit
from tests.fakes.members import see_all

pytestmark = pytest.mark.usefixtures("waits")


async def test_the_question_arrives_as_a_card_with_its_closing_time_and_two_buttons(club: Club):
    round_ = await club.ask()

    card = club.question
    assert "Baking bread · question 1 of 3" in card.text
    assert QUESTION in card.text
    assert f"<t:{int(round_.closes_at.timestamp())}:F>" in card.text
    assert "Nobody has answered yet" in card.text
    assert card.labels == ["Answer", "Remind me"]


async def test_an_answer_is_confirmed_in_private_and_only_its_number_is_shown(club: Club):
    await club.ask()

    seen = await club.answer(club.ann, "The gluten **relaxes**.")
    await club.bot.turn()

    assert seen.text.startswith("Saved: your answer counts.")
    assert seen.message.ephemeral
    assert "1 person has answered" in club.question.text
    assert all("gluten" not in message.text for message in club.study.messages)


async def test_what_no_button_of_ours_ever_carried_is_refused_in_words(club: Club):
    await club.ask()
    for custom_id in ("rt::r1", "rt:found:", "rt:unheard-of:r1", "rt:decks:all:٣", "rt:rated:r:\0"):
        club.question.buttons[0]["custom_id"] = custom_id
        seen = await club.mara.press(club.question, custom_id)
        assert seen.text == "This button is not known here any more. Type the command again."


async def test_a_form_is_known_again_by_its_id_and_one_that_never_was_ours_is_refused(club: Club):
    round_ = await club.ask()
    form = (await club.ann.press(club.question, "Answer")).modal
    assert form is not None
    assert form.data["custom_id"] == f"rt-answer:{round_.id}:0"
    for custom_id in ("rt-answer:", f"rt-answer:{round_.id}:٣", "rt-answer:\0:1", "rt-answer::1"):
        forged = replace(form, data=form.data | {"custom_id": custom_id})
        seen = await club.ann.submit(forged, {"answer-0": "It naps."})
        assert seen.text == "This button is not known here any more. Type the command again."


async def test_the_form_holds_the_earlier_answer_and_changes_it(club: Club):
    await club.ask()
    await club.answer(club.ann, "It naps.")

    form = await club.ann.press(club.question, "Answer")
    assert QUESTION in form.modal.text
    assert form.modal.field("answer-0")["value"] == "It naps."
    seen = await club.ann.submit(form, {"answer-0": "It relaxes."})

    assert seen.text.startswith("Saved: your new answer counts.")


async def test_a_form_that_is_older_than_the_stored_answer_gives_both_texts_back(club: Club):
    await club.ask()
    old = await club.ann.press(club.question, "Answer")
    await club.answer(club.ann, "From the phone.")

    seen = await club.ann.submit(old, {"answer-0": "From the desk."})

    assert "From the phone." in seen.text
    assert "From the desk." in seen.text
    assert seen.message.labels == ["Answer again"]


async def test_an_answer_that_the_disk_has_no_room_for_is_given_back_and_taken_later(club: Club):
    await club.ask()
    form = await club.ann.press(club.question, "Answer")
    disk, long = PageLimit(club.bot.services.workspaces._context.store), "It naps € " * 399 + "End."
    disk.fill()
    seen = await club.ann.submit(form, {"answer-0": long})

    assert seen.interaction.original is not None
    assert seen.interaction.original.text.startswith("Nothing was saved: the disk is full")

    async def is_given_back_to_its_end() -> bool:
        return "End." in seen.text

    await eventually(is_given_back_to_its_end)
    disk.free()
    assert "Saved" in (await club.ann.submit(form, {"answer-0": long})).text


async def test_an_answer_that_comes_too_late_is_refused_and_given_back(club: Club):
    await club.ask()
    form = await club.ann.press(club.question, "Answer")
    club.clock.advance(timedelta(hours=24))

    seen = await club.ann.submit(form, {"answer-0": "Too late for this."})

    assert "closed" in seen.text
    assert "Too late for this." in seen.text


async def test_a_long_earlier_answer_opens_in_two_fields_and_comes_back_whole(club: Club):
    round_ = await club.ask()
    text = "word " * 1_200
    member = await club.bot.services.members.of_platform(
        round_.group, "discord", str(club.ann.id), "Ann"
    )
    await club.bot.services.replies.save(round_.id, member, text, 0)

    form = await club.ann.press(club.question, "Answer")
    fields = {name: each for name, each in form.modal.fields.items() if "value" in each}
    assert len(fields) == 2
    await club.ann.submit(
        form, {name: field["value"] for name, field in fields.items()} | {"answer-1": "end"}
    )

    saved = await club.bot.services.replies.mine(round_.id, member)
    assert saved is not None
    assert saved.text == text[:3_500] + "end"


async def test_at_closing_the_card_is_marked_and_the_reveal_follows_in_its_thread(club: Club):
    await club.ask()
    await club.answer(club.ann, "The gluten relaxes.")
    await club.answer(club.bo, "It tastes better.")

    await club.close()

    assert "Closed" in club.question.text
    assert club.question.labels == ["See all answers"]
    (reveal,) = club.thread.messages
    for text in ("The gluten relaxes while it rests", "Ann", "Bo", "It tastes better", "Nils"):
        assert text in reveal.text
    assert "How did I do?" in reveal.labels
    _, line = club.study.messages
    assert "The answers are in." in line.text


async def test_whoever_presses_sees_the_answers_in_private_with_their_own_marked(club: Club):
    await club.ask()
    await club.answer(club.ann, "The gluten relaxes.")
    await club.close()

    seen = await club.ann.press(club.question, "See all answers")

    assert seen.message.ephemeral
    assert "you" in seen.text
    assert "The gluten relaxes." in seen.text


async def test_a_member_rates_themselves_and_the_counts_come_a_day_later(club: Club):
    await club.ask()
    await club.answer(club.ann, "The gluten relaxes.")
    await club.answer(club.bo, "It tastes better.")
    await club.close()
    reveal = club.thread.messages[0]

    asked = await club.ann.press(reveal, "How did I do?")
    assert asked.message.labels == ["Missed", "Partly", "Got it", "Word by word"]
    words = await club.ann.press(asked.message, "Word by word")
    assert "**while it rests" in words.text
    drawn = await club.bo.press((await club.bo.press(reveal, "See all answers")).message, MAP)
    assert drawn.message.ephemeral
    assert "Ann: ✓ 1" in drawn.text
    (picture,) = drawn.message.files
    assert picture.filename == "map.png"
    light = await club.bo.press(drawn.message, "Light")
    assert light.message.files[0].data != picture.data
    asked = await club.ann.press(reveal, "How did I do?")
    rated = await club.ann.press(asked.message, "Got it")
    assert "You said: Got it." in rated.text
    ballot = await club.ann.press(reveal, "Most helpful")
    assert any(label.startswith("Bo") for label in ballot.message.labels)
    voted = await club.ann.press(ballot.message, ballot.message.labels[0])
    assert "Your vote is for Bo’s answer." in voted.text
    claims = await club.ann.press(reveal, "I did say that")
    claimed = await club.ann.press(claims.message, "I did say 2")
    assert "Kept as your own word: you did say key point 2" in claimed.text
    assert "I did not say 2" in claimed.message.labels
    await club.bot.turn()
    assert len(club.thread.messages) == 1

    club.clock.advance(timedelta(hours=24))
    await club.bot.turn()

    counts = club.thread.messages[-1].text
    assert "1 got it" in counts
    assert "Bo’s answer" in counts


async def test_remind_me_writes_to_that_member_alone_and_the_button_there_answers(club: Club):
    await club.ask()
    seen = await club.ann.press(club.question, "Remind me")
    assert "You will be reminded" in seen.text

    club.clock.advance(timedelta(hours=23))
    await club.bot.turn()

    (reminder,) = club.ann.dms
    assert QUESTION in reminder.text
    assert club.bo.dms == []
    form = await club.ann.press(reminder, "Answer")
    seen = await club.ann.submit(form, {"answer-0": "In time."})
    assert seen.text.startswith("Saved")


async def test_somebody_who_takes_no_direct_messages_costs_nobody_else_anything(club: Club):
    await club.ask()
    for who in (club.ann, club.bo):
        await who.press(club.question, "Remind me")
    club.ann.user.accepts_dms = False

    club.clock.advance(timedelta(hours=23))
    await club.bot.turn()
    await club.close()

    assert len(club.bo.dms) == 1
    assert "Closed" in club.question.text


async def test_who_takes_no_direct_messages_is_told_at_once_and_mentioned_instead(club: Club):
    club.ann.user.accepts_dms = False
    await club.ask()
    asked = await club.ann.press(club.question, "Remind me")
    page = await club.ann.slash(club.study, "me show")
    others = await club.bo.slash(club.study, "me show")
    assert ["direct messages are closed" in each.text for each in (asked, page, others)] == [
        True,
        True,
        False,
    ]

    club.clock.advance(timedelta(hours=23))
    for _ in range(3):
        await club.bot.turn()

    (mention,) = club.thread.messages
    assert mention.pinged.users == (club.ann.user,)
    form = await club.ann.press(mention, "Answer")
    assert (await club.ann.submit(form, {"answer-0": "In time."})).text.startswith("Saved")
    group = (await club.channel()).group
    assert await club.bot.services.deliveries.failing(group) == []


async def test_an_organiser_whose_direct_messages_are_closed_hears_that_there_is_news(club: Club):
    club.mara.user.accepts_dms = False
    there = await club.channel()
    await club.bot.services.groups.configure_channel(there.id, owner=str(club.mara.id))
    plan = Plan(club.deck.id, "every day 09:00", "UTC", timedelta(hours=8))
    await club.bot.services.schedules.add(there.group, plan)
    club.clock.advance(timedelta(days=3))  # two openings are missed
    for _ in range(3):
        await club.bot.turn()

    mention = next(each for each in club.study.messages if each.pinged)
    assert mention.pinged.users == (club.mara.user,)
    assert "was not asked" not in mention.text
    status = await club.mara.slash(club.study, "quiz status")
    assert any(label.startswith("Send again") for label in status.message.labels)


async def test_a_message_becomes_the_answer_of_its_author_alone(club: Club):
    await club.ask()
    said = await club.ann.say(club.study, f"The gluten relaxes, as <@{club.bo.id}> says.")

    refused = await club.bo.use_on(said, "Use as my answer")
    seen = await club.ann.use_on(said, "Use as my answer")

    assert "Only a message of your own" in refused.text
    assert seen.text.startswith("Saved: your answer counts.")
    form = await club.ann.press(seen.message, "Change my answer")
    assert form.modal.field("answer-0")["value"] == "The gluten relaxes, as @Bo says."


async def test_replacing_an_answer_by_a_message_shows_what_it_replaced(club: Club):
    await club.ask()
    await club.answer(club.ann, "My first thought.")
    said = await club.ann.say(club.study, "My second thought.")

    seen = await club.ann.use_on(said, "Use as my answer")

    assert "My first thought." in seen.text


async def test_asking_shows_answers_in_private_and_share_posts_them(club: Club):
    await club.ask()
    await club.close()
    await club.ann.slash(club.study, "ask", question="steam")  # nobody types before it is indexed
    choices = await club.ann.autocomplete(club.study, "ask", question="steam")
    name, value = choices[0]
    assert name == "What does steam do in the first minutes of baking?"

    seen = await club.ann.slash(club.study, "ask", question=value)
    assert "Steam keeps the crust soft" in seen.text
    assert seen.message.ephemeral
    shared = await club.ann.press(seen.message, "Share")
    assert shared.message.labels == ["Show it again"]

    shared = club.study.messages[-1]
    assert "Steam keeps the crust soft" in shared.text
    assert "Looked up by Ann" in shared.text


async def test_typed_words_without_a_choice_find_the_question_too(club: Club):
    await club.ask()
    await club.close()
    seen = await club.ann.slash(club.study, "ask", question="starter redy")

    assert "It is ready when it doubles" in seen.text


async def test_the_open_question_is_found_without_its_answers_until_one_has_replied(club: Club):
    await club.ask()
    before = await club.ann.slash(club.study, "ask", question="why does dough rest")
    assert "gluten" not in before.text
    assert "Answer it first" in before.text
    hidden = await club.ann.autocomplete(club.study, "ask", question="gluten stretches tearing")
    assert all(name != QUESTION for name, _ in hidden)

    await club.answer(club.ann, "Rest.")
    after = await club.ann.slash(club.study, "ask", question="why does dough rest")

    assert "The gluten relaxes while it rests" in after.text


async def test_past_rounds_are_listed_with_their_reveals(club: Club):
    empty = await club.ann.slash(club.study, "rounds")
    assert "No question has been closed yet" in empty.text
    await club.ask()
    await club.answer(club.ann, "Rest.")
    await club.close()

    seen = await club.ann.slash(club.study, "rounds")
    assert QUESTION in seen.text
    reveal = await club.ann.press(seen.message, seen.message.labels[0])
    assert "The gluten relaxes while it rests" in reveal.text


async def test_my_own_page_my_file_and_my_farewell(club: Club):
    await club.ask()
    await club.answer(club.ann, "A thought of mine.")
    await club.answer(club.bo, "Another.")
    await club.close()

    page = await club.ann.slash(club.study, "me show")
    assert "1 answer so far." in page.text
    export = await club.ann.slash(club.study, "me export")
    (file,) = export.message.files
    assert "A thought of mine." in json.dumps(json.loads(file.data))

    farewell = await club.ann.slash(club.study, "me delete")
    gone = await club.ann.press(farewell.message, "Delete everything")
    assert "Everything about you is gone" in gone.text
    await club.bot.turn()
    assert "A thought of mine." not in club.thread.messages[0].text


async def test_a_new_name_stands_in_reveals_that_were_posted_of_late(club: Club):
    await club.ask()
    await club.answer(club.ann, "It relaxes.")
    await club.close()
    club.ann.user.name = "Anna Maria"
    await club.ask(2)
    second = next(each for each in reversed(club.study.messages) if "Answer" in each.labels)
    form = await club.ann.press(second, "Answer")
    await club.ann.submit(form, {"answer-0": "It keeps the crust soft."})
    club.clock.advance(timedelta(minutes=2))
    await club.bot.turn()

    assert "Anna Maria" in club.thread.messages[0].text
    assert "**Ann**" not in club.thread.messages[0].text


async def test_how_many_answered_is_told_without_who_was_forgotten(club: Club):
    await club.ask()
    await club.answer(club.ann, "It relaxes.")
    await club.answer(club.bo, "It naps.")
    await club.close()
    assert "2 people answered" in club.question.text
    farewell = await club.ann.slash(club.study, "me delete")
    await club.ann.press(farewell.message, "Delete everything")
    club.clock.advance(timedelta(minutes=2))
    await club.bot.turn()
    assert "1 person answered" in club.question.text


async def test_whoever_leaves_is_gone_from_this_group_and_from_no_other(club: Club):
    services, group = club.bot.services, (await club.channel()).group
    await club.ask()
    await club.answer(club.ann, "A thought of mine.")
    elsewhere = await club.channel(club.guild.channel("elsewhere"))
    subject = str(club.ann.id)
    there = await services.members.of_platform(elsewhere.group, "discord", subject, "Ann")

    asked = await club.ann.slash(club.study, "me leave")
    assert "other groups stay" in asked.text
    gone = await club.ann.press(asked.message, "Leave this group")

    assert "You have left" in gone.text
    assert await services.members.find_platform(group, "discord", subject) is None
    assert await services.members.find_platform(elsewhere.group, "discord", subject) == there


async def test_reminders_can_be_switched_off(club: Club):
    await club.channel()
    seen = await club.ann.slash(club.study, "me reminders", wanted=False)

    assert "You will not be reminded" in seen.text


async def test_an_account_in_the_web_room_and_this_one_become_one_member(club: Club):
    services, group = club.bot.services, (await club.channel()).group
    await club.ask()
    await club.answer(club.ann, "From Discord.")
    elsewhere = await services.members.of_platform(group, "web", "browser", "Annie")
    code = await services.linking.invite_person(elsewhere.person)

    seen = await club.ann.slash(club.study, "me link", code=code.lower())

    assert "Here you are Annie." in seen.text
    (card,) = await services.cards.open_now(await see_all(services, group, elsewhere))
    assert card.replied


async def test_a_code_of_one_s_own_can_be_asked_for(club: Club):
    await club.channel()
    seen = await club.ann.slash(club.study, "me link")

    assert "It holds for 15 minutes" in seen.text
    code = seen.text.split()[1]
    own = await club.ann.slash(club.study, "me link", code=code)
    assert "This code is your own" in own.text


async def test_no_word_of_a_member_mentions_anybody_or_breaks_the_page(club: Club):
    await club.ask()
    hostile = "@everyone <@&1> [click](javascript:alert(1)) ```\nunclosed ||hidden|| # Heading"
    await club.answer(club.ann, hostile)
    await club.close()

    reveal = club.thread.messages[0]
    assert reveal.pinged == Pinged(users=(club.ann.user,))  # who answered by form hears of it
    assert "Bo" not in reveal.text
