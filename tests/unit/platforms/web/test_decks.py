"""A deck's pages, where organisers put it right: by forms, each of which says what it did."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.deck_changes import Change
from bot.core.deck_edits import Retire
from bot.core.models import Group, Question, QuestionId, Round, SourceId
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.study_deck import StudyDeck, store_deck
from tests.unit.platforms.web.browsing import Browser, Page


def _address(deck: StudyDeck, at: int = 0) -> str:
    return f"/g/local/admin/decks/{deck.id}/questions/{deck.questions[at].id}"


async def _do(browser: Browser, page: Page, do: str, **fields: str) -> Page:
    """Send the form of a question's page that does something."""
    return await browser.submit(page, f"form:has(input[name=do][value={do}])", **fields)


async def _texts(services: Services, deck: StudyDeck) -> list[str]:
    return [each.text for each in await services.decks.questions(LOCAL_WORKSPACE, deck.id)]


async def test_a_question_is_worded_placed_merged_and_deleted_and_all_of_it_undone(
    admin: Browser, services: Services, room: Group, deck: StudyDeck
):
    before = await _texts(services, deck)
    page = await admin.get(_address(deck))
    page = await _do(admin, page, "place", number="3")
    assert await _texts(services, deck) == [before[1], before[2], before[0]]
    page = await _do(admin, page, "merge", number="1")
    assert page.path == f"/g/local/admin/decks/{deck.id}"
    assert await _texts(services, deck) == before[1:]
    page = await _do(admin, await admin.get(_address(deck, 1)), "delete")
    assert await _texts(services, deck) == before[2:]
    for did, what in (("deleted", before[1]), ("merged with another", before[0])):
        told = page.one("form[action$='/undo']").text()
        assert f"Undo: Somebody with a desk link {did} “{what}”" in told
        seen, page = page, await admin.submit(page, "form[action$='/undo']")
    again = await admin.submit(seen, "form[action$='/undo']")
    assert again.status == 409
    assert "nothing was undone" in again.one(".problem").text()
    page = await admin.submit(page, "form[action$='/undo']")
    assert await _texts(services, deck) == before
    assert not page.html.css("form[action$='/undo']")


async def test_of_two_who_change_a_decks_name_and_language_at_once_nobody_loses_anything(
    admin: Browser, services: Services, room: Group, deck: StudyDeck
):
    form, address = "#deck-label", f"/g/local/admin/decks/{deck.id}"
    seen = await admin.get(address)
    old = (await services.decks.get(room.id, deck.id)).deck.title
    await admin.submit(seen, form, language="german")
    page = await admin.submit(seen, form, title="Rolls")
    found = (await services.decks.get(room.id, deck.id)).deck
    assert (found.title, found.language) == ("Rolls", "german")
    told = page.one("form[action$='/undo']").text()
    assert f"called the deck “Rolls” instead of “{old}”" in told
    refused = await admin.submit(seen, form, title="Buns", language="french")
    assert refused.status == 409
    assert "Somebody else changed this deck" in refused.one(".problem").text()
    assert refused.one("#deck-title").attributes["value"] == "Buns"
    assert refused.one("#deck-language option[selected]").text() == "French"
    refused = await admin.submit(page, form, title="Rye", language="klingon")
    assert refused.status == 422
    found = (await services.decks.get(room.id, deck.id)).deck
    assert (found.title, found.language) == ("Rolls", "german"), "both are stored, or neither"


async def test_an_answer_is_edited_moved_marked_and_withdrawn(
    admin: Browser, services: Services, room: Group, deck: StudyDeck
):
    page = await admin.get(_address(deck))
    first = page.html.css("article.panel")[0]
    assert deck.answers[0].text in first.text()
    mine = "article:has(#answer-1) form:has(input[name=do][value=%s])"
    page = await admin.submit(page, mine % "edit", text="It **relaxes**.")
    assert "It relaxes." in page.one("article:has(#answer-1)").text()
    page = await admin.submit(page, mine % "wrong")
    assert "marked wrong" in page.one("#answer-1").text()
    page = await admin.submit(page, mine % "right")
    count = len(page.html.css("article.panel"))
    page = await admin.submit(page, mine % "move", number="2")
    assert len(page.html.css("article.panel")) == count - 1
    page = await admin.get(page.one("article:has(#answer-1) a[href*=withdraw]").attributes["href"])
    assert "No post shows it." in page.words
    await admin.submit(page, "form[action$='/withdraw']")
    page = await admin.get(_address(deck))
    assert len(page.html.css("article.panel")) == count - 2


async def test_the_reference_is_chosen_for_a_question_or_written(
    admin: Browser, room: Group, deck: StudyDeck
):
    page = await admin.get(_address(deck))
    page = await _do(admin, page, "reference", source=deck.sources[1].id)
    heading = next(each.text() for each in page.html.css("h3") if "the reference" in each.text())
    assert deck.sources[1].author in heading
    page = await _do(admin, page, "own", text="Trust me.")
    assert "Organisers, the reference" in page.words


async def test_of_two_organisers_the_second_is_told_and_keeps_what_was_typed(
    admin: Browser, services: Services, room: Group, deck: StudyDeck
):
    page = await admin.get(_address(deck))
    id_ = deck.questions[0].id
    edits = services.deck_edits
    seen = (await edits.question(LOCAL_WORKSPACE, deck.id, id_)).stamp
    await edits.edit(LOCAL_WORKSPACE, deck.id, Retire(id_, retired=True), seen)

    refused = await admin.submit(
        page, "form:has(#question-text)", text="Why does dough want to rest?"
    )
    assert refused.status == 409
    assert "Somebody else changed this question" in refused.one(".problem").text()
    assert refused.one("#question-text").text().strip() == "Why does dough want to rest?"
    assert (await _texts(services, deck))[0] == deck.questions[0].text


async def test_the_answers_of_an_open_question_are_withheld_until_one_replied(
    admin: Browser, open_round: Round, deck: StudyDeck
):
    page = await admin.get(_address(deck))
    asked = next(at for at, each in enumerate(deck.questions) if each.id == open_round.question)
    page = await admin.get(_address(deck, asked))
    answers = [each.text for each in deck.answers if each.question == open_round.question]
    assert not any(text in page.text for text in answers)
    assert "you have not replied" in page.words


@pytest.mark.parametrize("number", ["0", "99", "", "x"])
async def test_a_number_that_is_none_is_told(admin: Browser, deck: StudyDeck, number: str):
    page = await _do(admin, await admin.get(_address(deck)), "merge", number=number)
    assert page.status == 422
    assert "There is no question" in page.words


async def test_a_deck_is_renamed_and_its_language_set(
    admin: Browser, services: Services, room: Group, deck: StudyDeck
):
    page = await admin.get(f"/g/local/admin/decks/{deck.id}")
    before = page.one("h1").text()
    page = await admin.submit(page, "form:has(#deck-title)", title="Loaves", language="german")
    assert page.one("h1").text() == "Loaves"
    assert page.one("#deck-language option[selected]").attributes["value"] == "german"
    page = await admin.submit(page, "form[action$='/undo']")
    assert page.one("#deck-language option[selected]").attributes["value"] == "english"
    assert f"called the deck “Loaves” instead of “{before}”" in page.one("#undo").text()
    page = await admin.submit(page, "form[action$='/undo']")
    assert page.one("h1").text() == before


async def _grow(store: Store, deck: StudyDeck) -> None:
    """Let the deck have 250 questions."""
    more = [
        Question(QuestionId(f"{at:020x}"), deck.id, at, f"What is number {at}?")
        for at in range(3, 250)
    ]
    async with store.writing() as tx:
        await tx.decks.put_questions(more)


async def test_a_large_deck_is_shown_in_pages_and_found_by_words(
    admin: Browser, store: Store, room: Group, deck: StudyDeck
):
    await _grow(store, deck)
    page = await admin.get(f"/g/local/admin/decks/{deck.id}")
    assert len(page.html.css("button[name=question]")) == 100
    page = await admin.get(f"/g/local/admin/decks/{deck.id}?page=3")
    assert len(page.html.css("button[name=question]")) == 50
    page = await admin.get(f"/g/local/admin/decks/{deck.id}?q=number+24")
    assert not page.html.css(".grip")
    assert len(page.html.css("button[name=question]")) == 11
    page = await admin.get(f"/g/local/admin/decks/{deck.id}?q=249")
    assert [each.attributes["value"] for each in page.html.css("button[name=question]")] == [
        f"{248:020x}"
    ]


async def test_a_question_is_moved_within_a_later_page_unless_the_order_is_another_by_now(
    admin: Browser, store: Store, room: Group, deck: StudyDeck
):
    await _grow(store, deck)
    page = await admin.get(f"/g/local/admin/decks/{deck.id}?page=3")
    rows = page.html.css("[data-question]")
    first, last = rows[0].attributes, rows[-1].attributes
    wanted = {
        "question": first["data-question"],
        "was": first["data-place"],
        "over": last["data-question"],
        "to": last["data-place"],
        "page": page.one("[data-order]").attributes["data-at"],
    }
    moved = await admin.post(page.one("[data-order]").attributes["data-order"], wanted)
    ids = [each.attributes["data-question"] for each in moved.html.css("[data-question]")]
    assert (ids[0], ids[-1], len(ids)) == (f"{201:020x}", wanted["question"], 50)
    again = await admin.post(page.one("[data-order]").attributes["data-order"], wanted)
    assert again.status == 409
    assert "changed the order" in again.one(".problem").text()
    assert [each.attributes["data-question"] for each in again.html.css("[data-question]")] == ids


async def test_a_deck_is_removed_after_a_question_and_brought_back(
    admin: Browser, services: Services, room: Group, deck: StudyDeck
):
    page = await admin.get(f"/g/local/admin/decks/{deck.id}")
    path = page.one("a[href$='/remove']").attributes["href"] or ""
    asked = await admin.get(path)
    assert "What was asked of it stays" in asked.words
    desk = await admin.submit(asked, "form[action$='/remove']")
    assert not await services.decks.titles(room.id)
    assert (await admin.get(f"/g/local/admin/decks/{deck.id}")).status == 404
    back = await admin.submit(desk, "form[action$='/restore']")
    assert back.one("h1").text() == deck.deck.title


async def test_of_many_decks_some_are_found_by_words_of_their_names(
    admin: Browser, services: Services, store: Store, room: Group, deck: StudyDeck
):
    assert not (await admin.get("/g/local/admin")).html.css("#find-deck")
    for at in range(30):
        await store_deck(store, LOCAL_WORKSPACE, deck.deck.created_at, f"Chapter {at}")
    page = await admin.get("/g/local/admin")
    assert len(page.html.css("#decks li strong")) == 20
    later = await admin.get(page.one("#decks a[rel=next]").attributes["href"] or "")
    assert len(later.html.css("#decks li strong")) == 11
    assert not later.html.css("#decks a[rel=next]")
    found = await admin.submit(page, "form:has(#find-deck)", deck="CHAPTER 2")
    names = [each.text() for each in found.html.css("#decks li strong")]
    assert names == ["Chapter 2", *(f"Chapter {at}" for at in range(20, 30))]
    missed = await admin.submit(page, "form:has(#find-deck)", deck="nothing")
    assert "No deck has that in its name" in missed.one("#decks").text()


async def test_documents_without_an_answer_to_a_question_are_folded_where_they_are_many(
    admin: Browser, store: Store, deck: StudyDeck
):
    there = len((await admin.get(_address(deck))).html.css("input[name=source]"))
    assert not (await admin.get(_address(deck))).html.css("#other-documents")
    first = deck.sources[0]
    async with store.writing() as tx:
        for at in range(30):
            id_ = SourceId(f"more-{at}")
            await tx.decks.add_source(
                replace(first, id=id_, name=f"{at}.md", content_hash=id_, position=10 + at)
            )
    page = await admin.get(_address(deck))
    assert len(page.html.css("input[name=source]")) == there + 30
    assert len(page.html.css("#other-documents input")) == 30
    page = await admin.get(f"/g/local/admin/decks/{deck.id}")
    assert len(page.html.css("#withdraw-documents li")) == len(deck.sources) + 30
    assert len(page.html.css("#sources input[name=source]")) == len(deck.sources) + 30
    assert len(page.html.css("#more-documents input")) == len(deck.sources) + 20


async def test_members_read_a_deck_with_what_is_for_them_alone(
    dan: Browser, services: Services, room: Group, deck: StudyDeck
):
    opened = await services.rounds.open_question(room.id, deck.questions[0].id)
    listed = await dan.get("/g/local/decks")
    assert deck.deck.title in listed.words
    page = await dan.get(f"/g/local/decks/{deck.id}")
    assert page.status == 200
    assert not page.html.css("form[method=post]")
    of = {each.question: each.text for each in deck.answers}
    for question in deck.questions:
        assert question.text in page.words
        hushed = question.id == opened.question
        assert (of[question.id] in page.words) is not hushed
    assert "nils.md" in page.words
    assert (await dan.get("/g/local/decks/none")).status == 404


async def test_doubtful_answers_are_reviewed_one_after_another(
    admin: Browser, store: Store, services: Services, room: Group, deck: StudyDeck
):
    doubted = [replace(each, confidence=0.5) for each in deck.answers[:2]]
    async with store.writing() as tx:
        pairs = tuple(zip(deck.answers, doubted, strict=False))
        await tx.deck_edits.apply(deck.id, Change(answers=pairs))
    page = await admin.get(f"/g/local/admin/decks/{deck.id}")
    page = await admin.get(page.one("a[href$='/review']").attributes["href"])
    assert doubted[0].text in page.one("article").text()
    assert len(page.html.css(".candidates section")) == 2
    page = await admin.get(page.one("a[data-key=n]").attributes["href"])
    assert doubted[1].text in page.one("article").text()
    page = await admin.submit(page, "form:has(#split-text)", do="split", text="")
    assert page.status == 422
    page = await admin.submit(page, "form:has(#split-text)", do="accept")
    assert "That was the last one" in page.words
    opened = await services.rounds.open_question(room.id, doubted[0].question, timedelta(hours=1))
    page = await admin.get(f"/g/local/admin/decks/{deck.id}/review")
    assert "1 doubtful answer is to questions that are open to you" in page.words
    await services.rounds.close(room.id, opened.id)
    page = await admin.get(f"/g/local/admin/decks/{deck.id}/review")
    await admin.submit(page, "form:has(#split-text)", do="drop")
    assert await services.review.count(deck.id) == 0


async def test_an_organisers_reveal_leads_to_its_questions_page(
    admin: Browser, dan: Browser, services: Services, room: Group, deck: StudyDeck
):
    opened = await services.rounds.open_question(room.id, deck.questions[0].id)
    await services.rounds.close(room.id, opened.id)
    address = f"/g/local/rounds/{opened.id}"
    link = (await admin.get(address)).one(f"a[href='{_address(deck)}']")
    assert (await admin.get(link.attributes["href"])).status == 200
    assert not (await dan.get(address)).html.css("a[href*='/admin/']")


async def test_each_question_of_the_list_tells_how_many_answer_it_and_whether_that_is_a_guess(
    admin: Browser, deck: StudyDeck, store: Store
):
    first = deck.answers[0]
    async with store.writing() as tx:
        guessed = Change(answers=((first, replace(first, confidence=0.5)),))
        await tx.deck_edits.apply(deck.id, guessed)
    page = await admin.get(f"/g/local/admin/decks/{deck.id}")
    told = [each.text() for each in page.html.css("#questions > li .hint")]
    assert [" ".join(each.split()) for each in told] == ["3 answers a guess", *["3 answers"] * 2]
