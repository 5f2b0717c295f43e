"""Threads of forums and mailing lists: as they are copied from a page, saved, and archived."""

from __future__ import annotations

import pytest

from tests.unit.importing.containers.reading import pairs, read

TITLE = "Why does my dough not rise?"
BODY = "It stays flat after an hour."
GOOD = "The water was too hot: above 50 degrees yeast dies."
OTHER = "Perhaps the yeast was too old."

COPIED = f"""{TITLE}
Ask Question
Asked 3 years ago
Modified 1 year ago
Viewed 12k times

42

{BODY}

bread yeast
Share
Improve this question
Follow
asked Mar 3, 2020 at 10:11
ann
1,234 33 gold badges
2
Which flour do you use? – bob Mar 3, 2020 at 10:20
2 Answers
Sorted by:

Highest score (default)
7

{OTHER}

Share
Improve this answer
Follow
answered Mar 3, 2020 at 11:00
bob
10.1k●5●12
3
It was new. – ann Mar 3, 2020 at 11:20
Add a comment
57
✓

{GOOD}

Share
Improve this answer
Follow
answered Mar 4, 2020 at 9:00
carol
45 2
Related
3
How do I make a starter?
"""
UNSIGNED = f"""# {TITLE}

Asked 2 years ago

5

{BODY}

## 2 Answers

3

{OTHER}

7 ✓

{GOOD}
"""
SIGNED_ABOVE = f"""{TITLE}
{BODY}

asked 2 years ago by ann

Answer by bob - 2 votes
{OTHER}

Answer by carol (accepted) - 5 votes
{GOOD}
"""
LABELLED = f"""Title: {TITLE}

Question:
{BODY}

Accepted Answer (score 12):
{GOOD}

Answer (score 3):
{OTHER}
"""
GERMAN = f"""{TITLE}
Gestellt vor 3 Jahren
Aufgerufen 320 Mal

5

{BODY}

2 Antworten

✓
12
{GOOD}

3
{OTHER}
"""
DISCOURSE = f"""{TITLE}
Baking   yeast

ann    Mar 2021

{BODY}

1 Like
Solved by carol in post #3

bob   Mar 2021

{OTHER}

carol   Mar 2021

{GOOD}

Solution
5 Likes
Reply
"""
REDDIT = f"""r/breadit
Posted by u/ann 3 years ago
{TITLE}
{BODY}
45 Comments
Share
Sort by: Best
level 1
carol · 3 yr. ago
{GOOD}
45
Reply
Share
level 2
ann OP · 3 yr. ago
Thanks!
Reply
level 1
bob · 2 yr. ago
{OTHER}
Reply
"""
NEW_REDDIT = f"""r/breadit
•
3 yr. ago
ann

{TITLE}
{BODY}

Upvote
45

Downvote
Go to comments
Share
carol
•
3y ago
{GOOD}

Upvote
34
Downvote
Reply
bob
•
2y ago
{OTHER}

Reply
"""
OLD_REDDIT = f"""{TITLE}
submitted 5 years ago by ann

{BODY}

120 comments

[–]carol 340 points 5 years ago
{GOOD}
permalink embed save report reply

[–]bob 12 points 5 years ago
{OTHER}
permalink embed save parent report reply
"""
PHPBB = f"""{TITLE}
Post by ann » Mon Mar 01, 2021 10:00 am

{BODY}

Top
Re: {TITLE}
Post by carol » Mon Mar 01, 2021 11:30 am

{GOOD}

Top
Re: {TITLE}
Post by bob » Tue Mar 02, 2021 9:12 pm

{OTHER}
Top
"""
SPANISH = f"""{TITLE}
Formulada hace 3 años
Vista 3k veces

5

{BODY}

pan masa

Compartir
Mejora esta pregunta
formulada el 3 mar. 2020 a las 10:11
ann

2 respuestas

12
✓

{GOOD}

Compartir
respondida el 3 mar. 2020 a las 11:11
carol

3

{OTHER}

respondida el 4 mar. 2020
bob
"""
RUSSIAN = f"""{TITLE}
Вопрос задан 3 года назад

5

{BODY}

2 ответа

3

{OTHER}

ответ дан 3 мар 2020 в 11:11
bob

12
✓

{GOOD}

ответ дан 4 мар 2020 в 9:00
carol
"""
BRACKETS = f"""Question: {TITLE}
Posted by: ann on 2021-03-04
Votes: 12

{BODY}

--- Answers ---

by bob (2021-03-04, 4 votes)
{OTHER}

[Accepted] by carol (2021-03-05, 25 votes)
{GOOD}
"""
RULED = "".join(
    f"{'-' * 60}\n{name}\nPosted: Mon Mar 01, 2021 {hour}:12 am\n{'-' * 60}\n{text}\n\n"
    for hour, (name, text) in enumerate((("ann", BODY), ("carol", GOOD), ("bob", OTHER)), 7)
)
HEADINGS = f"""# {TITLE}

> Question by **ann**, 10 upvotes

{BODY}

## Answer 1 by bob

{OTHER}

## Answer 2 (accepted) by carol

{GOOD}
"""
COMMENTED = f"""r/breadit • 2 yr. ago
by ann

{TITLE}

{BODY}

Top comment — carol (124 upvotes):
{GOOD}

bob (45 upvotes):
{OTHER}
"""
THREADS = {
    "a page of Stack Exchange": COPIED, "without cards": UNSIGNED, "names above": SIGNED_ABOVE,
    "labels": LABELLED, "a German page": GERMAN, "Discourse": DISCOURSE, "Reddit": REDDIT,
    "a Spanish page": SPANISH, "a Russian page": RUSSIAN, "brackets": BRACKETS,
    "rules around names": f"Topic: {TITLE}\n\n{RULED}", "headings": HEADINGS,
    "comments with their votes": COMMENTED, "Reddit as it is now": NEW_REDDIT,
    "Reddit as it was": OLD_REDDIT, "phpBB": PHPBB,
}  # fmt: skip


@pytest.mark.parametrize("form", THREADS)
def test_a_copied_thread_is_its_title_and_post_and_its_answers_the_accepted_one_first(
    form: str,
) -> None:
    assert pairs(THREADS[form]) == [(f"{TITLE} {BODY}", f"{GOOD}\n\n{OTHER}")]


def test_threads_below_each_other_are_one_question_each() -> None:
    other = COPIED.replace(TITLE, "Why is rye dense?").partition("Related")[0]
    assert [question for question, _ in pairs(other + "\n" + COPIED)] == [
        f"Why is rye dense? {BODY}",
        f"{TITLE} {BODY}",
    ]


def test_what_frames_the_posts_is_listed_as_left_out() -> None:
    raws = COPIED.split("\n")
    left = [raws[number - 1] for each in read(COPIED).skipped
            for number in range(each.lines.first, each.lines.last + 1)]  # fmt: skip
    assert {"Asked 3 years ago", "bread yeast", "carol", "How do I make a starter?"} <= set(left)
    assert not {TITLE, BODY, GOOD, OTHER} & set(left)


def test_code_in_an_answer_keeps_its_lines_and_lone_numbers() -> None:
    code = "Count them:\n\n    print(3)\n3\n\nThat is all."
    assert code in pairs(COPIED.replace(OTHER, code))[0][1]


def test_an_answer_on_quora_stands_below_its_author_and_what_they_are() -> None:
    page = (
        "Why is rye dense?\nSort\nRecommended\nProfile photo for Jane Baker\nJane Baker\n"
        "Baker at Crumbs (2010–present)Author has 1.2K answers and 3M answer views\n · \n3y\n"
        "It has little gluten.\n1.2K views\nView 34 upvotes\nUpvote\nProfile photo for Tom Crust\n"
        "Tom Crust\nHome baker\n · \n2y\nBecause of pentosans.\nUpvote\n"
    )
    assert pairs(page) == [("Why is rye dense?", "It has little gluten.\n\nBecause of pentosans.")]


SAVED = {
    "Stack Exchange": '<h1 itemprop="name">{t}</h1><div class="question" id="question">'
    '<div class="s-prose js-post-body"><p>{b}</p></div></div>'
    '<div class="answer"><div class="js-post-body"><p>{o}</p></div></div>'
    '<div class="answer accepted-answer"><div class="js-post-body"><p>{g}</p></div></div>',
    "Discourse": '<h1>{t}</h1><div class="topic-body"><div class="cooked"><p>{b}</p></div>'
    '</div><div class="topic-body"><a>bob</a><div class="cooked"><p>{o}</p></div></div>'
    '<div class="topic-body accepted-answer"><div class="cooked"><p>{g}</p></div></div>',
    "no classes": "<h1>{t}</h1><p>Asked 3 years ago</p><div>10</div><p>{b}</p><h2>2 Answers</h2>"
    "<div><div>3</div><p>{o}</p><p>answered Mar 4, 2020 by bob</p></div>"
    "<div><div>25</div><div>✓</div><p>{g}</p><p>answered Mar 3, 2020 by carol</p></div>",
}


@pytest.mark.parametrize("form", SAVED)
def test_a_saved_thread_is_read_as_a_copied_one(form: str) -> None:
    body = SAVED[form].format(t=TITLE, b=BODY, g=GOOD, o=OTHER)
    assert pairs(f"<!doctype html><body>{body}</body>", "thread.html") == [
        (f"{TITLE} {BODY}", f"{GOOD}\n\n{OTHER}")
    ]


MAILS = """From: Ann Miller <ann@example.com>
To: bakers@lists.example.org
Date: Mon, 1 Mar 2021 10:00:00 +0000
Subject: [bakers] How long does rye rest?

How long does a rye dough rest?

--
Ann Miller

From: Carol <carol@example.com>
Date: Tue, 2 Mar 2021 09:00:00 +0000
Subject: [bakers] Which salt?

Which salt do you take?

From: Bob Crust <bob@example.com>
Date: Mon, 1 Mar 2021 11:30:00 +0000
Subject: Re: [bakers] How long does rye rest?

On Mon, 1 Mar 2021, Ann Miller wrote:
> How long does a rye dough rest?

About half an hour.
_______________________________________________
bakers mailing list

From: Dan <dan@example.com>
Date: Tue, 2 Mar 2021 09:30:00 +0000
Subject: Re: [bakers] Which salt?

Coarse salt.

From: Dan <dan@example.com>
Date: Wed, 3 Mar 2021 09:30:00 +0000
Subject: [bakers] We meet on Sunday

Bring your bread.
"""


def test_messages_of_one_subject_are_a_question_and_its_answers_without_quotes() -> None:
    assert pairs(MAILS) == [
        ("How long does rye rest? How long does a rye dough rest?", "About half an hour."),
        ("Which salt? Which salt do you take?", "Coarse salt."),
    ]


def test_a_message_that_asks_nothing_and_has_no_reply_is_listed_as_such() -> None:
    reasons = {each.reason for each in read(MAILS).skipped}
    assert "a message that asks nothing" in reasons


NOTES = (
    """Subject: baking

# What is rye?

A grain.

Subject: cooking

# What is salt?

A mineral.
""",
    """# What is rye?

A grain. It was asked 3 years ago in an exam.

# What is salt?

A mineral.

Answered by Kim, 3 March 2021
""",
    """Q: What is rye?
A: A grain (2 points).

Q: What is salt?
A: The best answer: a mineral.
""",
    """1. What is rye?
   Answer (2 points):
   A grain.
2. What is salt?
   Answer (2 points):
   A mineral.
""",
)


@pytest.mark.parametrize("text", NOTES)
def test_notes_that_merely_use_the_words_of_a_forum_are_notes(text: str) -> None:
    document = read(text)
    assert "forum" not in document.format
    assert [item.question for item in document.items] == ["What is rye?", "What is salt?"]


def test_a_copied_thread_whose_first_post_lists_questions_with_answers_is_notes() -> None:
    rows = "".join(f"What is {each}?\nIt is {each}.\n\n" for each in ("rye", "salt", "bran"))
    text = (
        "Bread questionnaire solutions (wiki)\nPart 1\n\nilo\nSep 2020\nThese are mine.\n\n"
        f"{rows.rstrip()}\n5 Likes\nReply\n\nkay\nOct 2020\nThanks for this!\n1 Like\n"
    )
    assert pairs(text) == [
        (f"What is {each}?", f"It is {each}.") for each in ("rye", "salt", "bran")
    ]
