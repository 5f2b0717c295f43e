"""What members say of a reveal, what they wish for, and what is left of them when they go."""

from __future__ import annotations

import re

from sqlalchemy import URL, select

from bot.storage.engine import make_engine
from bot.storage.schema import metadata
from tests.dialogs.transcript import Chat


async def test_rating_voting_and_the_counts_a_day_later(chat: Chat):
    await chat.verify("""
        Ann> /join
        Ann< Welcome, Ann.
        Bo> /join
        Bo< Welcome, Bo.
        Cy> /join
        Cy< Welcome, Cy.
        Mara> /open
        room< New question: Why does bread dough rest before it is shaped?
        Ann> /answer The gluten relaxes.
        Ann< Saved, version 1.
        Bo> /answer It cools **down**.
        Bo< Saved, version 1.
        Ann> /rate got-it
        Ann< The round is still open. Its answers show when it has closed.
        Mara> /close
        room< Answers are in: Why does bread dough rest before it is shaped?

        Ann> /how_did_i_do
        Ann< How did I do?
        Ann< Why does bread dough rest before it is shaped?
        Ann< [Reference]
        Ann< Mara: The gluten relaxes while it rests. A relaxed dough stretches without tearing.
        Ann< [Your answer]
        Ann< Ann (you): The gluten relaxes.
        Ann< A mark shows which key points of the reference a text touches. It compares …
        Ann< (Missed) (Partly) (Got it) (Word by word)
        Ann> /rate partly
        Ann< You said: Partly. Nobody sees who said what. The counts are posted a day …
        Ann> /rate got-it
        Ann< You said: Got it. Nobody sees …
        Cy> /rate missed
        Cy< You did not answer this question, so there is nothing to rate. Answer the …

        Cy> /helpful
        Cy< Most helpful
        Cy< Why does bread dough rest before it is shaped?
        Cy< Which answer helped you most? Nobody sees who said what. The counts are …
        Cy< (Ann: The gluten relaxes.) (Bo: It cools down.)
        Cy> /vote Bo
        Cy< Your vote is for Bo’s answer. Nobody sees …
        Cy> /vote Ann
        Cy< Your vote is for Ann’s answer. Nobody sees …
        Bo> /vote Ann
        Bo< Your vote is for Ann’s answer. Nobody sees …
        Bo> /helpful
        Bo< Most helpful
        Bo< Why does bread dough rest before it is shaped?
        Bo< Which answer helped you most? …
        Bo< (Ann: The gluten relaxes.*) (Take my vote back)
        Bo> /unvote
        Bo< Your vote is taken back.
        Bo> /counts
        Bo< Members can still say how it went. The counts show a day after the answers.
        Ann> /me
        Ann< 1 answer so far.
        Ann< Current streak: 1 round.
        Ann< You rated your answers: 1 got it.
        Ann< Reminders are on.

        clock> +23h59m
        bot> stops
        clock> +1m
        bot> starts
        room< How it went: Why does bread dough rest before it is shaped?
        bot> stops
        bot> starts
        Bo> /counts
        Bo< In their own words: 1 got it.
        Bo< Most helpful, with 1 of 1 vote: Ann’s answer
        Bo> /vote Ann
        Bo< Ratings and votes on this question are not taken any more: …
        Ann> /me
        Ann< 1 answer so far.
        Ann< Current streak: 1 round.
        Ann< You rated your answers: 1 got it.
        Ann< 1 vote for your answers as the most helpful.
        Ann< Reminders are on.
    """)


async def test_a_round_of_which_nobody_says_anything_is_told_nothing_of(chat: Chat):
    await chat.verify("""
        Ann> /join
        Ann< Welcome, Ann.
        Mara> /open
        room< New question: Why does bread dough rest before it is shaped?
        Ann> /answer The gluten relaxes.
        Ann< Saved, version 1.
        Mara> /close
        room< Answers are in: Why does bread dough rest before it is shaped?
        Ann> /helpful
        Ann< Most helpful
        Ann< Why does bread dough rest before it is shaped?
        Ann< Nobody else answered, so there is nothing to vote for.
        clock> +2d
    """)


async def test_the_most_helpful_answer_of_an_anonymous_group_is_told_by_its_words(chat: Chat):
    await chat.verify("""
        Ann> /join
        Ann< Welcome, Ann.
        Bo> /join
        Bo< Welcome, Bo.
        Mara> /anonymous
        Mara< Replies show without names.
        Mara> /open
        room< New question: Why does bread dough rest before it is shaped?
        Ann> /answer The gluten relaxes.
        Ann< Saved, version 1.
        Mara> /close
        room< Answers are in: Why does bread dough rest before it is shaped?
        Bo> /vote A member: The gluten
        Bo< Your vote is for “The gluten relaxes.” Nobody sees …
        clock> +24h
        room< How it went: Why does bread dough rest before it is shaped?
        Bo> /counts
        Bo< Most helpful, with 1 of 1 vote: “The gluten relaxes.”
    """)


async def test_remind_me_is_pressed_and_taken_back(chat: Chat):
    await chat.verify("""
        Ann> /join
        Ann< Welcome, Ann.
        Bo> /join
        Bo< Welcome, Bo.
        Cy> /join
        Cy< Welcome, Cy.
        Ann> /reminders off
        Ann< Reminders are off.
        Mara> /open
        room< New question: Why does bread dough rest before it is shaped?
        Ann> /remind
        Ann< You will be reminded at 11:00 UTC, unless you have answered by then.
        Bo> /remind
        Bo< You will be reminded at 11:00 UTC, …
        Bo> /remind off
        Bo< You will not be reminded of this question.
        Cy> /remind
        Cy< You will be reminded at 11:00 UTC, …
        Cy> /answer It cools down.
        Cy< Saved, version 1.
        Cy> /remind
        Cy< You have answered this question, so there is nothing to remind you of.

        bot> stops
        clock> +23h
        bot> starts
        Ann< “Why does bread dough rest before it is shaped?” closes in 1 hour and you have …
        bot> stops
        bot> starts
        Bo> /remind
        Bo< You will be reminded at 11:30 UTC, …
        clock> +30m
        Bo< “Why does bread dough rest before it is shaped?” closes in 30 minutes and you have …
        clock> +30m
        room< Answers are in: Why does bread dough rest before it is shaped?
        Bo> /remind
        Bo< This round is over, so there is nothing to remind you of. Look out for the next one.
    """)


async def test_of_a_member_who_is_forgotten_nothing_is_left(chat: Chat, database_url: URL):
    await chat.verify("""
        Ann> /join
        Ann< Welcome, Ann.
        Zebulon> /join
        Zebulon< Welcome, Zebulon.
        Mara> /open
        room< New question: Why does bread dough rest before it is shaped?
        Ann> /answer The gluten relaxes.
        Ann< Saved, version 1.
        Zebulon> /answer Xylophones.
        Zebulon< Saved, version 1.
        Mara> /close
        room< Answers are in: Why does bread dough rest before it is shaped?
        Zebulon> /rate missed
        Zebulon< You said: Missed. …
        Zebulon> /vote Ann
        Zebulon< Your vote is for Ann’s answer. …
        Ann> /vote Zebulon
        Ann< Your vote is for Zebulon’s answer. …
        Mara> /open
        room< New question: What does steam do in the first minutes of baking?
        Zebulon> /remind
        Zebulon< You will be reminded at 11:00 UTC, …
        clock> +23h
        Zebulon< “What does steam do in the first minutes of baking?” closes in 1 hour and you …
        Zebulon> /answer Xylophones again.
        Zebulon< Saved, version 1.
    """)
    before = await _rows(database_url)
    zebulon = chat.member("Zebulon").id
    traces = (rf"\b{zebulon}\b", "zebulon", "xylophones")
    for trace in traces:
        assert any(re.search(trace, row) for row in before)

    await chat.verify("""
        Zebulon> /forget_me
        Zebulon< Everything about you is gone. If you join again, you start anew.
        clock> +1h
        room< Answers are in: What does steam do in the first minutes of baking?
    """)

    left = await _rows(database_url)
    for trace in traces:
        assert [row for row in left if re.search(trace, row)] == []

    await chat.verify("""
        Ann> /reveal
        Ann< Baking bread · question 2
        Ann< What does steam do in the first minutes of baking?
        Ann< [Reference]
        Ann< Mara: Steam keeps the crust soft. The loaf can still rise.
        Ann< [Replies]
        Ann< : Nobody replied this time.
        Ann< [Earlier readers]
        Ann< Nils: It carries heat to the surface and delays the crust.
        Ann< Oda: It makes the crust shine.
        Ann< A mark shows which key points of the reference a text touches. …
        Ann< Not found in anyone’s answer: The loaf can still rise.
        Zebulon> /join
        Zebulon< Welcome, Zebulon.
        Zebulon> /me
        Zebulon< You have answered nothing here so far.
        Zebulon< Reminders are on.
    """)


async def _rows(url: URL) -> list[str]:
    """Return every row of every table, in lower case."""
    engine = make_engine(url)
    try:
        async with engine.connect() as connection:
            return [
                repr(tuple(row)).casefold()
                for table in metadata.sorted_tables
                for row in await connection.execute(select(table))
            ]
    finally:
        await engine.dispose()
