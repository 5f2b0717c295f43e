"""What a group lives through in a week, as it reads in the chat."""

from __future__ import annotations

from tests.dialogs.transcript import Chat


async def test_a_question_from_opening_to_reveal(chat: Chat):
    await chat.verify("""
        Ann> /join
        Ann< Welcome, Ann.
        Bo> /join
        Bo< Welcome, Bo.

        Mara> /open
        room< New question: Why does bread dough rest before it is shaped?

        Bo> /lookup why does dough rest
        Bo< Why does bread dough rest before it is shaped?
        Bo< Baking bread · question 1
        Bo< This question is open right now. Answer it first: its answers show once you …
        Bo> /reveal
        Bo< The round is still open. Its answers show when it has closed.

        Ann> /answer It needs a nap.
        Ann< Saved, version 1.
        Ann> /answer The gluten relaxes.
        Ann< Saved, version 2.
        Ann> /mine
        Ann< The gluten relaxes.
        Bo> /mine
        Bo< You have not answered.
        Bo> /answer It tastes better.
        Bo< Saved, version 1.
        Ann> /lookup why does dough rest
        Ann< Why does bread dough rest before it is shaped?
        Ann< Baking bread · question 1
        Ann< Mara: The gluten relaxes while it rests. A relaxed dough stretches without tearing.
        Ann< Nils: Resting lets the gluten relax, so that it can be stretched.
        Ann< Oda: No idea, my grandmother did it.

        clock> +24h
        room< Answers are in: Why does bread dough rest before it is shaped?
        Ann> /answer Too late for this one.
        Ann< This round had closed before your answer arrived, … It closed at … 12:00:00 UTC. …
        Ann> /reveal
        Ann< Baking bread · question 1
        Ann< Why does bread dough rest before it is shaped?
        Ann< [Reference]
        Ann< Mara: The gluten relaxes while it rests. A relaxed dough stretches without tearing.
        Ann< [Replies]
        Ann< Ann (you): The gluten relaxes.
        Ann< Bo: It tastes better.
        Ann< [Earlier readers]
        Ann< Nils: Resting lets the gluten relax, so that it can be stretched.
        Ann< Oda: No idea, my grandmother did it.
        Ann< A mark shows which key points of the reference a text touches. It compares …
        Eve> /lookup why does dough rest
        Eve< Why does bread dough rest before it is shaped?
        Eve< Baking bread · question 1
        Eve< Mara: The gluten relaxes while it rests. A relaxed dough stretches without tearing.
        Eve< Nils: Resting lets the gluten relax, so that it can be stretched.
        Eve< Oda: No idea, my grandmother did it.
    """)


async def test_a_week_by_the_clock_with_a_restart_in_each_night(chat: Chat):
    await chat.verify("""
        Ann> /join
        Ann< Welcome, Ann.
        Mara> /schedule 09:00; UTC; 8
        Mara< The next question comes at Tuesday 09:00.

        clock> +20h59m
        clock> +1m
        room< New question: Why does bread dough rest before it is shaped?
        Ann> /answer The gluten relaxes.
        Ann< Saved, version 1.
        bot> stops
        bot> starts
        Ann> /mine
        Ann< The gluten relaxes.
        clock> +8h
        room< Answers are in: Why does bread dough rest before it is shaped?
        bot> stops
        bot> starts

        clock> +15h59m
        bot> stops
        clock> +2m
        bot> starts
        room< New question: What does steam do in the first minutes of baking?
        bot> stops
        clock> +9h
        bot> starts
        room< Answers are in: What does steam do in the first minutes of baking?
        clock> +14h59m
        room< New question: When is a sourdough starter ready to use?
        clock> +8h
        room< Answers are in: When is a sourdough starter ready to use?

        clock> +16h
        admins< Every question of “Baking bread” has been asked in … Its schedule has stopped; …
        clock> +24h
        clock> +24h
    """)


async def test_a_bot_that_comes_back_in_time_makes_up_for_the_question(chat: Chat):
    await chat.verify("""
        Mara> /schedule 09:00; UTC; 8
        Mara< The next question comes at Tuesday 09:00.
        bot> stops
        clock> +1d1h
        bot> starts
        room< New question: Why does bread dough rest before it is shaped?
        bot> stops
        bot> starts
        clock> +4h
        room< Answers are in: Why does bread dough rest before it is shaped?
    """)


async def test_a_bot_that_comes_back_too_late_leaves_the_question_for_the_next_day(chat: Chat):
    await chat.verify("""
        Mara> /schedule 09:00; UTC; 8
        Mara< The next question comes at Tuesday 09:00.
        bot> stops
        clock> +1d2h
        bot> starts
        admins< A question of “Baking bread” was not asked in … at its time Roundtable was not …
        bot> stops
        bot> starts
        clock> +19h
        room< New question: Why does bread dough rest before it is shaped?
    """)


async def test_a_bot_that_was_away_for_a_week_asks_one_question(chat: Chat):
    await chat.verify("""
        Mara> /schedule 09:00; UTC; 8
        Mara< The next question comes at Tuesday 09:00.
        bot> stops
        clock> +6d22h
        bot> starts
        admins< A question of “Baking bread” was not asked in … at its time Roundtable was not …
        room< New question: Why does bread dough rest before it is shaped?
    """)


async def test_a_skipped_question_is_called_off_and_can_be_asked_again(chat: Chat):
    await chat.verify("""
        Ann> /join
        Ann< Welcome, Ann.
        Mara> /open
        room< New question: Why does bread dough rest before it is shaped?
        Mara> /skip
        room< Skipped: Why does bread dough rest before it is shaped?
        Ann> /answer The gluten relaxes.
        Ann< This round had closed before your answer arrived, … It closed at … 12:00:00 UTC. …
        Ann> /reveal
        Ann< There is no such round here that you can see.
        Mara> /open
        room< New question: What does steam do in the first minutes of baking?
        Mara> /close
        room< Answers are in: What does steam do in the first minutes of baking?
        Mara> /skip
        Mara< This round is over. It cannot be skipped any more. It ended at 2 March 2026, …
        Mara> /ask 1
        room< New question: Why does bread dough rest before it is shaped?
        Mara> /ask 1
        Mara< “Why does bread dough rest before it is shaped?” is open right now. Close or …
        Mara> /close
        room< Answers are in: Why does bread dough rest before it is shaped?
        Mara> /open
        room< New question: When is a sourdough starter ready to use?
        Mara> /close
        room< Answers are in: When is a sourdough starter ready to use?
        Mara> /open
        Mara< Every question of “Baking bread” has been asked. Import more, or ask one again.
    """)


async def test_two_windows_of_one_member_lose_nothing(chat: Chat):
    await chat.verify("""
        Ann> /join
        Ann< Welcome, Ann.
        Mara> /open
        room< New question: Why does bread dough rest before it is shaped?
        Ann> /answer From my phone.
        Ann< Saved, version 1.
        Ann> /answer_from_an_old_window From my laptop.
        Ann< You saved another version of this answer in another window, and this one was …
        Ann> /mine
        Ann< From my phone.
    """)


async def test_an_anonymous_group_learns_neither_names_nor_who_was_first(chat: Chat):
    await chat.verify("""
        Ann> /join
        Ann< Welcome, Ann.
        Bo> /join
        Bo< Welcome, Bo.
        Mara> /anonymous
        Mara< Replies show without names.
        Mara> /open
        room< New question: Why does bread dough rest before it is shaped?
        Bo> /answer Yeast needs a break.
        Bo< Saved, version 1.
        clock> +1h
        Ann> /answer It cools down.
        Ann< Saved, version 1.
        Mara> /close
        room< Answers are in: Why does bread dough rest before it is shaped?
        Bo> /reveal
        Bo< Baking bread · question 1
        Bo< Why does bread dough rest before it is shaped?
        Bo< [Reference]
        Bo< Mara: The gluten relaxes while it rests. A relaxed dough stretches without tearing.
        Bo< [Replies]
        Bo< A member: It cools down.
        Bo< A member (you): Yeast needs a break.
        Bo< [Earlier readers]
        Bo< Nils: Resting lets the gluten relax, so that it can be stretched.
        Bo< Oda: No idea, my grandmother did it.
        Bo< A mark shows which key points of the reference a text touches. It compares …
    """)


async def test_a_name_can_be_taken_once(chat: Chat):
    await chat.verify("""
        Ann> /join
        Ann< Welcome, Ann.
        ANN> /join
        ANN< Somebody here is called “ANN” already. Choose another name.
    """)


async def test_who_forgets_is_reminded_and_who_answered_or_wants_none_is_not(chat: Chat):
    await chat.verify("""
        Ann> /join
        Ann< Welcome, Ann.
        Bo> /join
        Bo< Welcome, Bo.
        Cy> /join
        Cy< Welcome, Cy.
        Cy> /reminders off
        Cy< Reminders are off.
        Mara> /schedule weekdays 18:30; Europe/Paris; 8; 90
        Mara< The next question comes at Monday 17:30.

        clock> +5h30m
        room< New question: Why does bread dough rest before it is shaped?
        Ann> /answer The gluten relaxes.
        Ann< Saved, version 1.
        clock> +6h29m
        bot> stops
        clock> +1m
        bot> starts
        Bo< “Why does bread dough rest before it is shaped?” closes in 1 hour 30 minutes and …
        bot> stops
        bot> starts
        clock> +1h30m
        room< Answers are in: Why does bread dough rest before it is shaped?
    """)


async def test_a_schedule_is_paused_resumed_and_one_question_skipped(chat: Chat):
    await chat.verify("""
        Mara> /schedule mon, wed, fri 09:00; UTC; 8
        Mara< The next question comes at Wednesday 09:00.
        Mara> /pause
        Mara< Paused.
        clock> +2d
        Mara> /resume
        Mara< The next question comes at Friday 09:00.
        Mara> /skip_next
        Mara< The next question comes at Monday 09:00.
        clock> +2d
        clock> +2d21h
        room< New question: Why does bread dough rest before it is shaped?
    """)
