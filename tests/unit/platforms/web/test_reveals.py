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

from bot.core.authored_text import Answers, AuthoredText, reply_texts
from bot.core.comparison import compare
from bot.core.models import GroupId, MemberId, Naming, Reply, Round, RoundId, RoundState
from bot.core.read_models import Reveal
from bot.platforms.web import reveals
from bot.platforms.web.pieces import Piece, html_of
from bot.platforms.web.rendering import make_environment
from bot.platforms.web.reveals import RevealHtml
from bot.presentation.reveal import reveal_message
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


@given(st.lists(_WORDS, min_size=1, max_size=9), st.sampled_from(Naming), st.booleans())
def test_each_reader_sees_what_would_be_rendered_for_them_alone(
    texts: list[str], naming: Naming, with_reference: bool
):
    environment, shared = make_environment(), _shared(texts, naming, with_reference=with_reference)
    html = RevealHtml(shared, environment)

    for number in range(len(texts) + 1):  # the last is nobody's
        own = shared.own_of([MemberId(f"m{number}")])
        alone = shared.seen_with(own)
        assert [each.text for each in alone.replies if each.mine] == texts[number : number + 1]
        template = environment.get_template("message.html")
        values = {"message": reveal_message(alone), "top": 1, "with_actions": False}
        assert _text(html.answers(shared, own)) == template.render(values)


@given(st.lists(_WORDS, min_size=1, max_size=9), st.sampled_from(Naming), st.data())
def test_a_ballot_has_all_replies_but_ones_own_and_one_is_checked(
    texts: list[str], naming: Naming, data: st.DataObject
):
    shared = _shared(texts, naming, with_reference=True)
    html = RevealHtml(shared, make_environment())
    members = [MemberId(f"m{number}") for number in range(len(texts) + 1)]
    me, chosen = data.draw(st.sampled_from(members)), data.draw(st.sampled_from(members))

    ballot = _text(html.choices(me, chosen))

    others = sum(1 for each in shared.authors if each != me)
    assert ballot.count("<input") == others
    assert html.has_choices(me) is bool(others)
    assert ballot.count(" checked") == (chosen in shared.authors and chosen != me)


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
        each for each in (await browser.get(path)).html.css(".choice") if author in each.text()
    )
    return str(choice.css_first("input").attributes["value"])


def _personal(page: Page) -> dict[str, object]:
    checked = page.html.css(".choice:has(input[checked])")
    return {
        "here as": page.one(".site-footer strong").text(),
        "own": [each.text().split() for each in page.html.css(".card-mine .prose")],
        "typed": [each.text().strip() for each in page.html.css("#unsent-text")],
        "rated": [each.text() for each in page.html.css("#rating [aria-pressed=true]")],
        "voted": [name for name in _NAMES for each in checked if name in each.text()],
        "choices": len(page.html.css(".choice")),
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
    assert not guests.has(".card-mine, #unsent-text, #rating, input[checked]")
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
