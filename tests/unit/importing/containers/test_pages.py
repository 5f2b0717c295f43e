"""Saved pages that name their questions: reviews of a quiz, forums, data for search engines."""

from __future__ import annotations

import json

import pytest

from bot.importing import parse_document

REVIEW = """<html><body id="page-mod-quiz-review"><nav>Home</nav><div role="main">
<div class="que multichoice correct"><div class="info"><h3>Question 1</h3><p>Mark 1.00</p></div>
<div class="qtext"><p>Which one is a <b>tree</b>?</p></div><div class="answer">
<div class="r0"><input type="radio"><span class="answernumber">a. </span>stack</div>
<div class="r1 correct"><input type="radio" checked><span class="answernumber">b. </span>heap</div>
</div><div class="specificfeedback">Your answer is correct.</div>{told}</div>
<div class="que shortanswer incorrect"><div class="info"><h3>Question 2</h3></div>
<div class="qtext">Who is first out of a queue?</div>
<div class="ablock"><span class="answer"><input type="text" value="the last"></span></div>
<div class="generalfeedback">As in a shop.</div>
<div class="rightanswer">The correct answer is: the first</div></div></div></body></html>"""
TOLD = '<div class="rightanswer">Die richtige Antwort lautet: heap</div>'


@pytest.mark.parametrize("told", [TOLD, ""])
def test_a_review_of_a_quiz_is_its_questions_with_what_is_right(told: str) -> None:
    tree, queue = _read(REVIEW.format(told=told))
    assert tree == ("Which one is a tree?\n- stack\n- heap", "heap")
    assert queue == ("Who is first out of a queue?", "the first\n\nAs in a shop.")


def test_what_was_wrong_is_no_answer() -> None:
    page = REVIEW.format(told=TOLD).replace("The correct answer is: the first", "")
    page = page.replace('<div class="rightanswer"></div>', "")
    assert _read(page)[1] == ("Who is first out of a queue?", "As in a shop.")


def test_a_forum_has_its_question_and_all_answers_without_votes_and_links() -> None:
    page = """<!doctype html><body><header>Home</header><h1>How is a stack made?</h1>
    <div class="question" id="question"><div class="votes">42</div>
    <div class="post-text"><p>Mine breaks:</p><pre><code>stack.pop()</code></pre></div></div>
    <div class="comments">What did you try?</div><h2>2 Answers</h2>
    <div class="answer accepted-answer"><b>9</b>
    <div class="post-text"><p>Push first.</p></div></div>
    <div class="answer"><b>3</b><div class="post-text"><p>Use a list.</p></div></div>
    <div class="sidebar">Related: What is a heap?</div></body>"""
    ((question, answer),) = _read(page)
    assert question == "How is a stack made?\n\nMine breaks:\n\n```\nstack.pop()\n```"
    assert answer == "Push first.\n\nUse a list."


def test_elements_and_data_that_are_named_for_search_engines_are_read() -> None:
    kind = 'itemscope itemtype="https://schema.org/{}"'
    marked = f"""<html><body><main><p>Ask us.</p><section {kind.format("Question")}>
    <h3 itemprop="name">What is a heap?</h3><div itemprop="acceptedAnswer" {kind.format("Answer")}>
    <span itemprop="text">A <b>tree</b>.</span></div></section></main></body></html>"""
    answer = {"@type": "Answer", "text": "A <b>tree</b>."}
    asked = {"@type": "Question", "name": "What is a heap?", "acceptedAnswer": answer}
    data = json.dumps({"@context": "https://schema.org", "mainEntity": [asked]})
    script = f'<script type="application/ld+json">{data}</script>'
    for page in (marked, f"<html><head>{script}</head><body>Welcome</body></html>"):
        assert _read(page) == [("What is a heap?", "A **tree**.")]


def _read(page: str) -> list[tuple[str, str]]:
    items = parse_document("page.html", page).items
    return [(each.question, "\n".join(answer.text for answer in each.answers)) for each in items]


def test_a_remark_at_the_margin_of_a_document_from_google_is_none_of_its_answers() -> None:
    rows = "".join(f"<h2>What is {each}?</h2><p>It is {each}.</p>" for each in ("rye", "salt"))
    remark = '<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>is this right?</span></p></div>'
    page = f"<html><body>{rows}{remark}</body></html>"
    assert _read(page)[-1] == ("What is salt?", "It is salt.")


def _post(text: str) -> str:
    return f'<article data-post-id="1"><div class="cooked">{text}</div></article>'


_ASKED = ("What is rye?", "Why salt?", "Why bake?")


def test_a_post_that_lists_questions_with_answers_is_notes_and_no_thread() -> None:
    rows = "".join(
        f"<ol start={n}><li><b>{q}</b></li></ol><blockquote>It is {n}.</blockquote>"
        for n, q in enumerate(_ASKED, 1)
    )
    page = (
        f"<html><body><h1>Bread (wiki)</h1>{_post(rows)}{_post('<p>Is 3 right?</p>')}</body></html>"
    )
    assert _read(page) == [(q, f"It is {n}.") for n, q in enumerate(_ASKED, 1)]
    skipped = [each.reason for each in parse_document("page.html", page).skipped]
    assert skipped == ["heading", "notes", "notes"]


def test_a_post_that_only_asks_is_answered_by_those_below_it() -> None:
    rows = "".join(f"<li>{each}</li>" for each in _ASKED)
    asks, tells = _post(f"<p>Hello,</p><ol>{rows}</ol>"), _post("<p>A grain, taste, heat.</p>")
    ((question, answer),) = _read(f"<html><body><h1>Bread</h1>{asks}{tells}</body></html>")
    assert "Why salt?" in question
    assert answer == "A grain, taste, heat."
