"""Pages that say themselves what on them is a question and what its answer.

Reviews of a quiz in Moodle, questions of a forum with their answers, and pages that name their
questions for search engines: https://schema.org/QAPage, https://schema.org/FAQPage.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.core.documents import Lines
from bot.importing.containers.choices import chosen
from bot.importing.containers.reading import MAX_CARDS, Card

Write = Callable[[LexborNode], str]
WriteFragment = Callable[[str], str]

_POST = "[itemprop=text], .js-post-body, .post-text, .s-prose, .post-body, .postbody, .cooked"
_QUESTION_NAME = "[itemprop=name], .question-hyperlink, .question-title, h1"
_ANSWER_NUMBER = ".answernumber"
_LONGEST_LEAD = 80  # characters before the colon of "The correct answer is: ..."
_QUOTED = re.compile(
    r"['\u2018\u201c\"\u00ab\u201e](?P<said>.{1,300}?)['\u2019\u201d\"\u00bb\u201c][.\u3002]?$"
)
_LETTER = re.compile(r"^[(\[]?[a-zA-Z0-9]{1,2}[.)\]][ \t\u00a0]{1,4}")
_DEEPEST = 20  # of a page's data


@dataclass(frozen=True, slots=True)
class _Posed:
    """A question as a page has it; `key` is text of it by which its place is found."""

    question: str
    answer: str
    key: str
    options: tuple[str, ...] = ()


def page_cards(
    page: str, tree: LexborHTMLParser, write: Write, write_fragment: WriteFragment
) -> list[Card]:
    """Return the questions of a page that names them, none for other pages.

    `write` turns an element into Markdown, `write_fragment` a piece of HTML.
    """
    ways: tuple[Iterable[_Posed], ...] = (
        _reviewed(tree, write), _marked_up(tree, write), _posted(tree, write),
        _described(tree, write_fragment),
    )  # fmt: skip
    for posed in ways:
        found = [each for each in posed if each.question.strip()][: MAX_CARDS + 1]
        if found and any(each.answer for each in found):
            return list(_placed(page, found))
    return []


def _placed(page: str, found: Sequence[_Posed]) -> Iterator[Card]:
    """Give each question the lines of the page from its text to the next one's."""
    starts: list[int] = []
    at = 0
    for each in found:
        here = page.find(each.key, at) if each.key else -1
        at = here if here >= 0 else at
        starts.append(page.count("\n", 0, at) + 1)
    ends = [*starts[1:], page.count("\n") + 1]
    for each, first, end in zip(found, starts, ends, strict=True):
        yield Card(each.question, each.answer, Lines(first, max(first, end - 1)), each.options)


def _key(node: LexborNode) -> str:
    """Return the longest piece of text within an element as it stands in the page's source."""
    return max((piece.strip() for piece in node.text().split("\n")), key=len, default="")[:60]


# A review of a quiz: https://docs.moodle.org/en/Quiz_reports


def _reviewed(tree: LexborHTMLParser, write: Write) -> Iterator[_Posed]:
    for block in tree.css(".que"):
        stem = block.css_first(".qtext")
        if stem is None:
            continue
        options = tuple(_option(each) for each in _offered(block))
        right = _right(block, options, write)
        more = block.css_first(".generalfeedback")
        said = [*right, write(more) if more is not None else ""]
        yield _Posed(write(stem), "\n\n".join(filter(None, said)), _key(stem), options)


def _offered(block: LexborNode) -> list[LexborNode]:
    """Return the elements of a question's options, each with its button to choose it."""
    rows = block.css(".answer > div")
    return [each for each in rows if each.css_first("input[type=radio], input[type=checkbox]")]


def _option(row: LexborNode) -> str:
    text = " ".join(row.text(separator=" ").split())
    number = row.css_first(_ANSWER_NUMBER)
    lead = " ".join(number.text().split()) if number is not None else ""
    return (text.removeprefix(lead) if lead else _LETTER.sub("", text)).strip()


def _right(block: LexborNode, options: tuple[str, ...], write: Write) -> list[str]:
    """Return what is said to be right, or what was given where that was right, or ungraded."""
    told = block.css_first(".rightanswer")
    if told is not None:
        said = _behind_lead(write(told))
        texts = chosen(options, said) if options else [said]
    elif "incorrect" in _classes(block) or "partiallycorrect" in _classes(block):
        texts = [_option(each) for each in _offered(block) if "correct" in _classes(each)]
    else:
        texts = [_option(each) for each in _offered(block) if each.css_first("input[checked]")]
        texts = texts or list(_typed(block, write))
    return ["\n".join(f"- {text}" for text in texts)] if len(texts) > 1 else texts


def _behind_lead(told: str) -> str:
    """Return what follows `The correct answer is:`, whatever language that is in."""
    lead, colon, said = told.replace("\uff1a", ":").partition(":")
    if colon and len(lead) <= _LONGEST_LEAD and said.strip():
        return said.strip()
    quoted = _QUOTED.search(told.strip())
    return quoted["said"] if quoted else told.strip()


def _typed(block: LexborNode, write: Write) -> Iterator[str]:
    for field in block.css(".answer input[type=text], .ablock input[type=text]"):
        yield (field.attributes.get("value") or "").strip()
    for essay in block.css(".qtype_essay_response, .answer .readonly"):
        yield write(essay)


def _classes(node: LexborNode) -> frozenset[str]:
    return frozenset((node.attributes.get("class") or "").split())


# A question of a forum with its answers.


def _posted(tree: LexborHTMLParser, write: Write) -> Iterator[_Posed]:
    questions = [each for each in tree.css(".question, #question") if each.css_first(_POST)]
    questions = outermost(questions)
    answers = [each for each in outermost(tree.css(".answer")) if each.css_first(_POST)]
    if len(questions) != 1 or not answers:
        yield from _in_turn(tree, write)
        return
    post = questions[0].css_first(_POST)
    title = questions[0].css_first(_QUESTION_NAME) or tree.css_first(
        "#question-header h1, .question-hyperlink, h1"
    )
    answers.sort(key=lambda each: not _is_accepted(each))
    yield _thread(title, post, [each.css_first(_POST) for each in answers], write)


# The posts of a thread as each of these forums' programs names them, and its title.
POSTS = (
    ".cooked", ".postbody .content", ".bbWrapper", ".post_body", ".lia-message-body-content",
    ".usertext-body .md", "shreddit-post [slot=text-body], shreddit-comment [slot=comment]",
)  # fmt: skip
THREAD_NAME = (
    ".fancy-title, .topic-title, .p-title-value, a.title, shreddit-post [slot=title], h1, h2"
)
_FEWEST_POSTS = 2
_ACCEPTED = re.compile(r"\b(?:accepted|solution|solved|best)(?:[-_]?(?:answer|post|solution))?\b")
_ASKS = ("?", "\uff1f", "\u061f", "\u037e")


def _in_turn(tree: LexborHTMLParser, write: Write) -> Iterator[_Posed]:
    """Yield a thread whose posts stand below each other, all alike: the first one asks."""
    for selector in POSTS:
        posts = outermost(tree.css(selector))
        title = tree.css_first(THREAD_NAME)
        if len(posts) < _FEWEST_POSTS or title is None:
            continue
        first, *others = posts
        if not any(sign in title.text() + first.text() for sign in _ASKS):
            continue
        others.sort(key=lambda each: not _is_accepted(each))
        yield _thread(title, first, others, write)
        return


_NEAREST = 5  # elements around a post, one of which is all that is its author's


def _is_accepted(node: LexborNode) -> bool:
    """Whether a post's element, or one around it alone, says by its class that it was accepted."""
    around: LexborNode | None = node
    for _ in range(_NEAREST):
        if around is None or around.tag == "body":
            return False
        if _ACCEPTED.search(" ".join(_classes(around))):
            return True
        around = around.parent
    return False


def outermost(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    """Return the elements that are within none of the others, each once."""
    known = {node.mem_id: node for node in nodes}  # what two selectors find comes twice
    return [node for node in known.values() if known.keys().isdisjoint(_above(node))]


def _above(node: LexborNode) -> Iterator[int]:
    parent = node.parent
    while parent is not None:
        yield parent.mem_id
        parent = parent.parent


def _thread(
    title: LexborNode | None,
    post: LexborNode | None,
    answers: Sequence[LexborNode | None],
    write: Write,
) -> _Posed:
    """Return a thread as a question: its title, what its post adds, and all of its answers."""
    named = " ".join(title.text().split()) if title is not None else ""
    body = write(post) if post is not None and post != title else ""
    texts = [write(each) for each in answers if each is not None]
    keyed = title if title is not None else post
    key = _key(keyed) if keyed is not None else ""
    asked = "\n\n".join(filter(None, dict.fromkeys((named, body))))
    return _Posed(asked, "\n\n".join(filter(None, texts)), key)


# Elements and data that are named as schema.org has it.


def _marked_up(tree: LexborHTMLParser, write: Write) -> Iterator[_Posed]:
    for node in tree.css("[itemtype$='schema.org/Question']"):
        answers = node.css("[itemprop~='acceptedAnswer'], [itemprop~='suggestedAnswer']")
        within = {each.mem_id for answer in answers for each in answer.css("*")}
        own = node.css("[itemprop=name], [itemprop=text]")
        own = [each for each in own if each.mem_id not in within]
        named = next((each for each in own if each.attributes.get("itemprop") == "name"), None)
        post = next((each for each in own if each.attributes.get("itemprop") == "text"), None)
        answers = outermost(answers)
        answers.sort(key=lambda each: "accepted" not in (each.attributes.get("itemprop") or ""))
        texts = [each.css_first("[itemprop=text]") or each for each in answers]
        if named is None and post is None:
            continue
        yield _thread(named, post, texts, write)


def _described(tree: LexborHTMLParser, write: WriteFragment) -> Iterator[_Posed]:
    for script in tree.css("script[type='application/ld+json']"):
        try:
            data = json.loads(script.text())
        except (ValueError, RecursionError):
            continue
        yield from _of_data(data, write, _DEEPEST)


def _of_data(data: Any, write: WriteFragment, depth: int) -> Iterator[_Posed]:  # noqa: ANN401  # JSON
    """Yield the questions in a page's data, however they are nested."""
    if depth == 0 or not isinstance(data, dict | list):
        return
    if isinstance(data, list):
        for each in data:
            yield from _of_data(each, write, depth - 1)
        return
    if data.get("@type") != "Question":
        for each in data.values():
            yield from _of_data(each, write, depth - 1)
        return
    answers = [
        text
        for kind in ("acceptedAnswer", "suggestedAnswer")
        for each in _listed(data.get(kind))
        if (text := write(str(each.get("text") or "")).strip())
    ]
    texts = (str(data.get(key) or "").strip() for key in ("name", "text"))
    asked = "\n\n".join(filter(None, dict.fromkeys(write(text) for text in texts)))
    yield _Posed(asked, "\n\n".join(answers), "")


def _listed(value: object) -> list[Mapping[str, object]]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, dict)]
