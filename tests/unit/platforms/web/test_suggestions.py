"""Suggestions on the web: sent by a member, decided by an organiser, credited, taken back."""

from __future__ import annotations

from bot.core.models import Group, Naming
from bot.core.suggestions import MOST_WAITING
from bot.platforms.web.platform import WebPlatform
from bot.presentation.deliveries import present
from bot.services.services import Services
from bot.storage.transaction import Store
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.fakes.study_deck import StudyDeck
from tests.unit.platforms.web.browsing import Browser, Page

NEW = "Why is rye dough so sticky?"
ANSWER = "Its pentosans bind water."


def _suggest(deck: StudyDeck) -> str:
    return f"/g/local/decks/{deck.id}/suggest"


async def _sent(who: Browser, deck: StudyDeck, text: str = NEW, answer: str = ANSWER) -> Page:
    page = await who.get(_suggest(deck))
    return await who.submit(page, "form:has(#suggest-text)", text=text, answer=answer)


async def test_a_question_that_is_accepted_stands_in_the_deck_as_its_authors(
    admin: Browser, dan: Browser, services: Services, room: Group, deck: StudyDeck
):
    await services.rounds.open_question(room.id, deck.questions[0].id)  # so that members read it
    page = await dan.get(f"/g/local/decks/{deck.id}")
    assert _suggest(deck) in page.text
    page = await _sent(dan, deck)
    assert "waits for an organiser" in page.words

    page = await admin.get(f"/g/local/admin/decks/{deck.id}")
    page = await admin.get(page.one("a[href$='/suggestions']").attributes["href"])
    assert "Dan suggests a question" in page.words
    await admin.submit(
        page,
        "[aria-labelledby=suggestion-1] form",
        do="accept",
        text="Why is rye sticky?",
        answer=ANSWER,
    )

    found = (await services.decks.questions(room.id, deck.id))[-1]
    assert (found.text, found.position) == ("Why is rye sticky?", 3)
    page = await dan.get(f"/g/local/decks/{deck.id}")
    assert "Why is rye sticky?" in page.words
    assert "Dan" in page.html.css("details.result")[-1].text()
    assert "a question; accepted" in (await dan.get(_suggest(deck))).words
    web = WebPlatform(services.web_messages)
    await OutboxDispatcher(services, {"web": web}, present).deliver_due()
    seen = (await dan.get("/")).one("#notices").text()
    assert "was accepted in other words: it stands in the deck. Why is rye sticky?" in seen
    assert "for you alone" in seen
    assert "was accepted in other words" not in (await admin.get("/")).words
    again = await admin.post(
        f"/g/local/admin/decks/{deck.id}/suggestions", {"suggestion": "x", "do": "accept"}
    )
    assert again.status == 409

    page = await admin.get(f"/g/local/admin/decks/{deck.id}")
    await admin.submit(page, "form[action$='/undo']")
    assert len(await services.decks.questions(room.id, deck.id)) == 3


async def test_what_the_deck_asks_already_is_shown_before_it_is_sent(
    dan: Browser, services: Services, room: Group, deck: StudyDeck
):
    await services.rounds.open_question(room.id, deck.questions[0].id)
    asked = deck.questions[1].text
    page = await _sent(dan, deck, asked)
    assert "The deck asks something like it" in page.words
    assert asked in page.words
    assert await services.suggestions.count(deck.id) == 0
    page = await dan.get(f"{_suggest(deck)}?question={deck.questions[1].id}")
    await dan.submit(page, "form:has(#suggest-answer)", answer="It gelatinises the starch.")
    assert await services.suggestions.count(deck.id) == 1


async def test_where_no_names_are_shown_none_is_credited_and_who_leaves_is_no_more(
    *,
    admin: Browser,
    dan: Browser,
    cleo: Browser,
    services: Services,
    room: Group,
    deck: StudyDeck,
    store: Store,
):
    await services.rounds.open_question(room.id, deck.questions[0].id)
    for who in (dan, cleo):
        await _sent(who, deck, f"{NEW} {who is dan}")
    for text in ("Rye?", "Spelt?"):
        page = await admin.get(f"/g/local/admin/decks/{deck.id}/suggestions")
        await admin.submit(
            page, "[aria-labelledby=suggestion-1] form", do="accept", text=text, answer=ANSWER
        )
        await services.groups.set_naming(room.id, Naming.ANONYMOUS)

    async def authors() -> set[str]:
        async with store.reading() as tx:
            return {each.author for each in await tx.decks.sources(deck.id)}

    assert {"Dan", "A member"} <= await authors()
    page = await dan.get("/me/delete")
    await dan.submit(page, "form[action='/me/delete']")
    assert not {"Dan"} & await authors()
    assert "Former member" in await authors()


async def test_suggestions_have_limits_and_are_taken_back_by_their_authors_alone(
    *,
    admin: Browser,
    dan: Browser,
    cleo: Browser,
    services: Services,
    room: Group,
    deck: StudyDeck,
):
    await services.rounds.open_question(room.id, deck.questions[0].id)
    refused = await _sent(dan, deck, " ")
    assert refused.status == 422
    for at in range(MOST_WAITING):
        await dan.post(_suggest(deck), {"text": f"What is {at}?", "anyway": "yes"})
    full = await dan.post(_suggest(deck), {"text": "One more?", "anyway": "yes"})
    assert f"You have {MOST_WAITING} suggestions that wait" in full.words
    page = await dan.get(_suggest(deck))
    id_ = page.html.css("input[name=suggestion]")[0].attributes["value"]
    assert (await cleo.post(f"{_suggest(deck)}/back", {"suggestion": id_})).status == 404
    await dan.post(f"{_suggest(deck)}/back", {"suggestion": id_})
    assert await services.suggestions.count(deck.id) == MOST_WAITING - 1
    page = await admin.get(f"/g/local/admin/decks/{deck.id}/suggestions")
    await admin.submit(page, "[aria-labelledby=suggestion-1] form", do="decline")
    assert "declined" in (await dan.get(_suggest(deck))).words
    assert await services.suggestions.count(deck.id) == MOST_WAITING - 2
