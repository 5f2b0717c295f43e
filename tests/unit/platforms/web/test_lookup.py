"""Looking up in the browser."""

from __future__ import annotations

from bot.core.models import Round
from tests.fakes.study_deck import StudyDeck
from tests.unit.platforms.web.browsing import Browser


async def test_a_look_up_shows_the_question_with_all_its_answers(cleo: Browser, open_round: Round):
    page = await cleo.submit(await cleo.get("/"), "form[role=search]", q="steam baking")

    assert page.path.startswith("/g/local/lookup?q=steam")
    first = page.html.css_first(".result[open]")
    assert first is not None
    assert "What does steam do in the first minutes of baking?" in first.text()
    for words in ("Steam keeps the crust soft.", "It makes the crust shine.", "Nils", "reference"):
        assert words in first.text()


async def test_the_box_keeps_what_was_looked_for_as_text(cleo: Browser, deck: StudyDeck):
    page = await cleo.client.get("/g/local/lookup", params={"q": '"><script>x</script>'})
    assert "<script>x" not in page.text


async def test_nothing_found_and_nothing_asked_say_what_to_do(cleo: Browser, deck: StudyDeck):
    assert "Try other words" in (await cleo.get("/g/local/lookup?q=zzzzqqqq")).words
    assert "Type a few words" in (await cleo.get("/g/local/lookup")).words
    assert "Type a few words" in (await cleo.get("/g/local/lookup?q=+")).words


async def test_suggestions_name_questions_and_lead_to_them(cleo: Browser, open_round: Round):
    # With the index made: a slow machine does not make it in the time that a suggestion waits.
    await cleo.client.get("/g/local/lookup", params={"q": "starter"})
    answer = await cleo.client.get("/g/local/lookup/suggestions", params={"q": "starter ready"})

    suggestion = answer.json()[0]
    assert suggestion["question"] == "When is a sourdough starter ready to use?"
    page = await cleo.get(suggestion["address"])
    assert "A spoonful floats" not in page.words
    assert "It is ready when it doubles" in page.words


async def test_a_query_of_any_length_is_answered(cleo: Browser, deck: StudyDeck):
    assert (
        await cleo.client.get("/g/local/lookup", params={"q": "dough " * 400})
    ).status_code == 200
