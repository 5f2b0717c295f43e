"""Banks whose fields nobody has heard of, as YAML, JSON and XML."""

from __future__ import annotations

import json

from bot.errors import NoQuestions
from bot.importing import parse_document

ROWS = [("What is rye?", "a grain"), ("Why is it sown?", "for bread"), ("Who eats it?", "people")]


def pairs(name: str, text: str) -> list[tuple[str, str]]:
    items = parse_document(name, text).items
    return [(item.question, item.answers[0].text if item.answers else "") for item in items]


def test_the_field_that_asks_is_the_question_and_the_next_one_the_answer() -> None:
    records = [{"nr": n, "wonder": q, "tell": a} for n, (q, a) in enumerate(ROWS)]
    assert pairs("bank.json", json.dumps({"v": 1, "list": records})) == ROWS


def test_yaml_with_parts_of_parts_is_read_so_too() -> None:
    rows = "".join(f"      - wonder: {q}\n        tell: {a}\n" for q, a in ROWS)
    assert pairs("bank.yaml", f"title: Rye\nparts:\n  - name: One\n    items:\n{rows}") == ROWS


def test_xml_of_anybodys_making_is_read_by_its_elements_names() -> None:
    rows = "".join(f"<card n='1'><front>{q}</front><back>{a}</back></card>" for q, a in ROWS)
    text = f'<?xml version="1.0"?>\n<deck lang="en">{rows}</deck>'
    assert pairs("deck.xml", text) == ROWS
    assert parse_document("deck.xml", text).format == "XML"


def test_xml_may_have_options_and_say_which_is_right() -> None:
    rows = "".join(
        f"<item><prompt>{q}</prompt><options><option>a metal</option>"
        f"<option correct='true'>{a}</option></options></item>"
        for q, a in ROWS
    )
    found = pairs("bank.xml", f"<test>{rows}</test>")
    assert [answer for _, answer in found] == [a for _, a in ROWS]


def test_fields_that_ask_nothing_are_no_questions() -> None:
    records = [{"nr": n, "who": "Ann", "where": "Bern"} for n in range(4)]
    assert not [q for q, _ in _quiet(json.dumps(records))]


def _quiet(text: str) -> list[tuple[str, str]]:
    try:
        return pairs("list.json", text)
    except NoQuestions:
        return []


def test_what_is_no_character_by_itself_is_kept_as_the_sign_for_it() -> None:
    cards = '[{"question": "What is \\ud800 rye?", "answer": "A\\u0000 \\udfffgrain."}]'
    assert pairs("bread.json", cards) == [("What is \ufffd rye?", "A\ufffd \ufffdgrain.")]
