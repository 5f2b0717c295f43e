"""A reveal is rendered once for all, and each reader sees theirs, as if it were for them alone."""

from __future__ import annotations

import asyncio
import gc
from datetime import timedelta
from weakref import ReferenceType, ref

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from selectolax.lexbor import LexborHTMLParser

from bot.core.authored_text import Answers, AuthoredText, reply_texts
from bot.core.comparison import compare
from bot.core.feedback import token_of
from bot.core.models import GroupId, MemberId, Naming, Reply, Round, RoundId, RoundState
from bot.core.read_models import Reveal
from bot.core.text import plain
from bot.platforms.web import reveals
from bot.platforms.web.pieces import Piece, html_of
from bot.platforms.web.rendering import make_environment
from bot.platforms.web.reveals import RevealHtml
from bot.services.reveals import SharedReveal
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.clock import MONDAY_NOON, Clock
from tests.fakes.study_deck import make_deck
from tests.unit.platforms.web.browsing import Browser, Page
from tests.unit.platforms.web.conftest import Browse

_STUDY = make_deck(GroupId("g"), MONDAY_NOON)
_WORDS = st.sampled_from(["It relaxes.", "it  relaxes", "<b>Heat</b> & <!-- x -->", "`flour`", "é"])


def _shared(texts: list[str], naming: Naming, *, with_reference: bool) -> SharedReveal:
    members = [MemberId(f"m{number}") for number in range(len(texts))]
    replies = [
        Reply(RoundId("r"), member, text, 1, MONDAY_NOON)
        for member, text in zip(members, texts, strict=True)
    ]
    names = {member: f"Name {member}" for member in members}
    ordered = reply_texts(replies, names, naming)
    shown = tuple(each for _, each in ordered)
    mara = AuthoredText("Mara", "The gluten relaxes while the dough rests.", source="mara.md")
    answers = Answers((mara,) if with_reference else (), (AuthoredText("Nils", texts[0]),))
    every = tuple(each.text for each in (*shown, *answers.earlier))
    compared = compare((mara.text,), every, "Why does it rest?", "english")
    question = _STUDY.questions[0]
    round_ = Round(
        id=RoundId("r"), group=GroupId("g"), deck=_STUDY.deck.id, question=question.id,
        state=RoundState.CLOSED, opened_at=MONDAY_NOON, closes_at=MONDAY_NOON, naming=naming,
    )  # fmt: skip
    reveal = Reveal(round_, _STUDY.deck, question, answers, shown, compared)
    return SharedReveal(reveal, tuple(reply.member for reply, _ in ordered))


def _text(pieces: list[Piece]) -> str:
    return b"".join(html_of(each) for each in pieces).decode()


def _page(html: RevealHtml, shared: SharedReveal, reader: MemberId, chosen: MemberId | None = None):
    own = shared.own_of([reader])
    return LexborHTMLParser(_text(html.answers(shared, own, reader, chosen)))


@given(st.lists(_WORDS, min_size=1, max_size=9), st.sampled_from(Naming), st.booleans())
def test_each_reader_sees_their_own_answer_first_and_every_other_once(
    texts: list[str], naming: Naming, with_reference: bool
):
    shared = _shared(texts, naming, with_reference=with_reference)
    html = RevealHtml(shared, make_environment())
    every = _page(html, shared, MemberId("nobody"))
    assert not every.css(".card-mine, .stream-mine")

    for number, text in enumerate(texts):
        page = _page(html, shared, MemberId(f"m{number}"))
        (mine,) = page.css(".stream .card-mine")
        assert mine.parent is not None
        assert mine.parent.attributes["id"] == "mine"
        prose = mine.css_first(".prose")
        assert prose is not None
        assert plain(text).replace(" ", "") in plain(prose.text()).replace(" ", "")
        assert page.css_first(".stream .card") == mine
        assert len(page.css(".entry")) == len(every.css(".entry"))


@given(st.lists(_WORDS, min_size=1, max_size=9), st.sampled_from(Naming), st.data())
def test_all_but_ones_own_can_be_voted_for_and_what_was_chosen_is_pressed(
    texts: list[str], naming: Naming, data: st.DataObject
):
    shared = _shared(texts, naming, with_reference=True)
    html = RevealHtml(shared, make_environment())
    members = [MemberId(f"m{number}") for number in range(len(texts) + 1)]
    me, chosen = data.draw(st.sampled_from(members)), data.draw(st.sampled_from(members))

    page = _page(html, shared, me, chosen)

    values = [str(each.attributes["value"]) for each in page.css(".helpful")]
    assert token_of(RoundId("r"), me) not in values
    assert html.has_choices(me) is any(author != me for author in shared.authors)
    is_chosen = chosen in shared.authors and chosen != me
    pressed = page.css(".helpful[aria-pressed=true]")
    assert [each.attributes["value"] for each in pressed] == [""] * is_chosen


def test_a_long_reveal_comes_in_pages_which_have_every_answer_once():
    texts = [f"Answer {number}: the dough rests {'and rests ' * 60}." for number in range(200)]
    shared = _shared(texts, Naming.NAMES, with_reference=True)
    html = RevealHtml(shared, make_environment())
    found, page = list[str](), 1
    while True:
        text = _text(html.answers(shared, None, page=page))
        assert len(text.encode()) < 150_000
        tree = LexborHTMLParser(text)
        found += [str(each.attributes["id"]) for each in tree.css("#stream > .entry")]
        if tree.css_first("#more") is None:
            break
        page += 1
    assert page > 1
    assert len(found) == len(set(found)) == len(shared.reveal.texts)


def test_the_most_different_answer_comes_first():
    texts = ["The gluten relaxes while it rests.", "Nobody knows.", "It relaxes, the gluten."]
    shared = _shared(texts, Naming.NAMES, with_reference=True)
    page = _page(RevealHtml(shared, make_environment()), shared, MemberId("nobody"))
    assert "Nobody knows" in page.css("#stream .entry")[0].text()
    (point,) = page.css("#reference .prose .point-number")
    assert point.attributes["data-point"] == "1"
    (words,) = page.css("[data-finders]")
    assert "found in 2 answers: Name m0, Name m2" in words.text()


@pytest.fixture
async def crowd(
    services: Services, browse: Browse, open_round: Round, clock: Clock
) -> dict[str, Browser]:
    """People who replied in a round that is over, typed something since, rated and voted."""
    crowd = {name: await browse(name) for name in _NAMES}
    path = f"/g/local/rounds/{open_round.id}"
    for name, browser in crowd.items():
        await browser.post(f"{path}/reply", {"text": f"The answer of {name}."})
        await browser.post(f"{path}/draft", {"text": f"A secret of {name}.", "based_on": "1"})
    clock.advance(timedelta(minutes=5))
    await services.rounds.close(open_round.group, open_round.id)
    for name, browser in crowd.items():
        await browser.post(f"{path}/rating", {"rating": _RATED[name][0]})
        await browser.post(f"{path}/vote", {"choice": await _token(browser, path, _VOTED[name])})
    return crowd


_NAMES = ("Ann", "Bo", "Cleo", "Dan")
_VOTED = dict(zip(_NAMES, (*_NAMES[1:], _NAMES[0]), strict=True))
_RATED = dict(
    zip(
        _NAMES,
        [("missed", "Missed"), ("partly", "Partly"), ("got-it", "Got it"), ("missed", "Missed")],
        strict=True,
    )
)


async def _token(browser: Browser, path: str, author: str) -> str:
    (choice,) = (
        each for each in (await browser.get(path)).html.css(".entry") if author in each.text()
    )
    button = choice.css_first(".helpful")
    assert button is not None
    return str(button.attributes["value"])


def _personal(page: Page) -> dict[str, object]:
    checked = page.html.css(".entry:has(.helpful[aria-pressed=true])")
    return {
        "here as": page.one(".site-footer strong").text(),
        "own": [each.text().split() for each in page.html.css(".card-mine .prose")],
        "typed": [each.text().strip() for each in page.html.css("#unsent-text")],
        "rated": [each.text() for each in page.html.css("#rating [aria-pressed=true]")],
        "voted": [name for name in _NAMES for each in checked if name in each.text()],
        "choices": len(page.html.css("[data-votes] .helpful")),
    }


def _expected(name: str) -> dict[str, object]:
    return {
        "here as": name,
        "own": [["The", "answer", "of", f"{name}."]],
        "typed": [f"A secret of {name}."],
        "rated": [_RATED[name][1]],
        "voted": [_VOTED[name]],
        "choices": len(_NAMES) - 1,
    }


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
async def test_of_many_who_look_at_once_each_gets_what_is_theirs_and_nothing_of_anothers(
    crowd: dict[str, Browser], open_round: Round, browse: Browse, encoding: str
):
    path = f"/g/local/rounds/{open_round.id}"
    guest, who = await browse("Guest"), list(crowd) * 3
    for browser in (guest, *crowd.values()):
        browser.client.headers["Accept-Encoding"] = encoding

    looks = [guest.get(path), *(crowd[name].get(path) for name in who)]
    guests, *pages = await asyncio.gather(*looks)

    assert [_personal(page) for page in pages] == [_expected(name) for name in who]
    assert all(page.text.count("A secret of") == 1 for page in pages)
    assert "A secret of" not in guests.text
    assert not guests.has(".card-mine, #unsent-text, #rating, .helpful[aria-pressed=true]")
    assert not any("set-cookie" in page.headers for page in (guests, *pages))
    tags = {page.headers["etag"] for page in (guests, *pages)}
    assert len(tags) == len(_NAMES) + 1


async def test_a_reveal_is_rendered_once_until_anything_of_it_changes(
    *,
    crowd: dict[str, Browser],
    open_round: Round,
    services: Services,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
):
    path, rendered = f"/g/local/rounds/{open_round.id}", list[ReferenceType[SharedReveal]]()
    original = reveals.RevealHtml

    def counted(shared: SharedReveal, environment: Environment) -> RevealHtml:
        rendered.append(ref(shared))
        return original(shared, environment)

    monkeypatch.setattr(reveals, "RevealHtml", counted)

    async def looked() -> str:
        pages = await asyncio.gather(*(each.get(path) for each in crowd.values()))
        return " ".join(page.text for page in pages)

    await looked()
    assert rendered == []  # they voted on it
    async with store.writing() as tx:
        ann = await tx.members.named(open_round.group, "Ann")
        assert ann is not None
        await tx.members.update(ann.id, name="Annabel")
    assert "Annabel" in await looked()
    late = await services.members.join(await services.members.secret(open_round.group), "Late")
    await services.replies.save(open_round.id, late[0], "I was in time.", 0, open_round.opened_at)
    assert "I was in time." in await looked()
    await looked()

    assert len(rendered) == 2
    gc.collect()
    assert rendered[0]() is None  # nothing is kept of what it was
