"""Decks of all sorts, and what becomes of one that is exported and imported again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from string import hexdigits
from unicodedata import normalize

from hypothesis import strategies as st

from bot.core.contents import DeckContents, ExportFormat
from bot.core.documents import Lines, Status
from bot.core.feedback import Vote
from bot.core.import_plan import ImportPlan, make_plan
from bot.core.import_request import ImportRequest
from bot.core.models import (
    Answer,
    AnswerId,
    Deck,
    DeckId,
    GroupId,
    MemberId,
    Question,
    QuestionId,
    Reply,
    Round,
    RoundId,
    RoundState,
    Source,
    SourceId,
    WorkspaceId,
)
from bot.core.pictures import in_text
from bot.core.replies_along import GroupReplies, with_replies
from bot.exporting import exported
from bot.importing.pictures import read_picture
from bot.services.uploads import described, opened
from tests.fakes.pictures import drawn, photographed

WHEN = datetime(2026, 3, 1, tzinfo=UTC)
WORKSPACE = WorkspaceId("w")

# What the formats have for marks of theirs, and what people write.
_HOSTILE = (
    "**bold**", "`x < y`", "<b>no</b>", "&amp; &lt;", "a = b ~ c # d", "{x}", "}", "\\", "\\n",
    "\\\\", "::", "####", "// no comment", "$CATEGORY: other", "- one\n- two", "1. first",
    "> quoted", "```python\nfor x in {}:\n    print('<x>')\n```", "=1+1", "+1", "-1", "@x",
    "'=1", "'tis",
    "a,b;c\td", 'he said "so"', "a|b", "{{c1::gap}}", "[sound:a.mp3]", "[[1]]", "{1:MC:a~=b}",
    "# Heading", "## Section", "### Question?", "<!-- answer -->", "\\<!-- answer -->",
    "<!-- question 0123456789abcdef0123 -->", "<!-- roundtable notes -->", "[html]", "What is it?",
    "Q: no", "A: yes", "$x^2$", "\\(x\\)", "TRUE", "%50%", "->", "ünï çødé 漢字 🥖", "TODO", "---",
    "[id:0123456789abcdef0123]", "]]>", "|a|b|\n|-|-|\n|1|2|", "\u2028", "<quiz>", '"nbformat"',
)  # fmt: skip
_PIECES = st.one_of(
    st.sampled_from(_HOSTILE),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), min_size=1),
)
_JOINTS = st.sampled_from((" ", "\n", "\n\n"))


@st.composite
def _texts(draw: st.DrawFn) -> str:
    parts = [draw(_PIECES)]
    for piece in draw(st.lists(_PIECES, max_size=3)):
        parts += [draw(_JOINTS), piece]
    text = "".join(parts).strip()
    return text if any(map(str.isalnum, text)) else f"word {text}".strip()


_HOSTILE_LINES = (
    "<!-- answer -->", "<!-- question 0123456789abcdef0123 -->", "a::b", ":::", "=1+1", 'a "b" c',
    "../../a", "C:\\a", "con", "\U00020000" * 60, "[a](b)", "$CATEGORY: a", "a = 'b'", "]]>",
)  # fmt: skip
_LINES = st.one_of(
    st.sampled_from(_HOSTILE_LINES),
    st.text(
        st.characters(codec="utf-8", categories=("L", "N", "P", "S"), include_characters=" "),
        min_size=1,
        max_size=40,
    ).map(lambda text: " ".join(normalize("NFC", text).split()) or "x"),
)
_IDS = st.text(hexdigits[:16], min_size=20, max_size=20)


@st.composite
def decks(draw: st.DrawFn) -> DeckContents:
    """A deck with up to three authors, who answered some of its questions."""
    ids = draw(st.lists(_IDS, min_size=1, max_size=5, unique=True))
    sections = draw(st.lists(st.one_of(st.just(""), _LINES), min_size=len(ids), max_size=len(ids)))
    questions = [
        Question(QuestionId(id_), DeckId("d"), at, draw(_texts()), sections[at])
        for at, id_ in enumerate(ids)
    ]
    authors = draw(st.lists(_LINES, min_size=1, max_size=3, unique=True))
    sources = [
        Source(SourceId(f"s{at}"), DeckId("d"), f"{at}.md", author, "", "x", f"{at}", WHEN, at)
        for at, author in enumerate(authors)
    ]
    answers = [
        answer
        for source in sources
        for question in questions
        for answer in draw(_answers(question, source))
    ]
    reference = draw(st.sampled_from(sources)).id
    language = draw(st.sampled_from(("english", "german", "hindi")))
    deck = Deck(DeckId("d"), WORKSPACE, draw(_LINES), WHEN, language, reference)
    return DeckContents(deck, sources, questions, answers)


_MEMBERS = st.lists(_LINES, min_size=1, max_size=3, unique=True)


@st.composite
def decks_with_replies(draw: st.DrawFn) -> tuple[DeckContents, DeckContents]:
    """A deck as it is, and with what the members of a group replied, of whom some agreed."""
    contents = draw(decks())
    names = {MemberId(f"m{at}"): name for at, name in enumerate(draw(_MEMBERS))}
    asked = [
        Round(RoundId(f"r{at}"), GroupId("g"), DeckId("d"), each.id, RoundState.CLOSED, WHEN, WHEN)
        for at, each in enumerate(contents.questions)
    ]
    said = [
        Reply(round_.id, member, draw(_texts()), 1, WHEN)
        for round_ in asked
        for member in draw(st.sets(st.sampled_from(sorted(names))))
    ]
    agreed = draw(st.sets(st.sampled_from(sorted(names))))
    votes = [Vote(each.round, member, each.member, WHEN) for each in said for member in names]
    group = GroupReplies(asked, said, votes=votes, names=names, agreed=agreed)
    joined, along = with_replies(contents, group, WHEN)
    assert along.answers + along.not_agreed == len(said)
    return contents, joined


_PICTURES = tuple(
    read_picture(data) for data in (drawn("teal"), drawn("red", (9, 30)), photographed())
)


@st.composite
def illustrated_decks(draw: st.DrawFn) -> DeckContents:
    """A deck of which some texts show pictures."""
    contents, pictures = draw(decks()), st.sampled_from(_PICTURES)

    def shown(text: str) -> str:
        # In front: what people write may begin code, in which there are no pictures.
        for each in draw(st.lists(pictures, max_size=2)):
            text = in_text(each, draw(_SAID)) + draw(_JOINTS) + text
        return text

    return DeckContents(
        contents.deck,
        contents.sources,
        [replace(each, text=shown(each.text)) for each in contents.questions],
        [replace(each, text=shown(each.text)) for each in contents.answers],
        {each.id: each for each in _PICTURES},
    )


_SAID = st.sampled_from(("picture", "a *crumb* & <b>", "{x} = ~y", "said: 'so'", "ünï 漢字"))


@st.composite
def _answers(draw: st.DrawFn, question: Question, source: Source) -> Sequence[Answer]:
    texts = draw(st.lists(_texts(), max_size=2))
    return [
        Answer(
            AnswerId(f"{source.id}-{question.id}-{at}"),
            question.id,
            source.id,
            text,
            Status.ANSWERED,
            1.0,
            Lines(1, 1),
            at,
        )
        for at, text in enumerate(texts)
    ]


def imported(contents: DeckContents, wanted: ExportFormat) -> ImportPlan:
    """Return what is made of a deck's files where nothing of it is known."""
    files = exported(contents, wanted)
    found = opened(files, lambda *_: None)
    assert not found.problems
    request, found = described(ImportRequest(WORKSPACE, files), found)
    request = ImportRequest(
        WORKSPACE,
        tuple(found.files),
        request.title,
        request.reference,
        authors=request.authors,
        language=request.language,
    )
    return make_plan(request, tuple(found.documents), None, WHEN)
