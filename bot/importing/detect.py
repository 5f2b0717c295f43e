"""Which layout a document has: each is tried, the one that explains most questions wins.

A file's name says little (all of these arrive as .txt and .md), so the text decides. Every layout
reads the document in linear time, which makes trying all of them the simplest honest evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from bot.importing import (
    answered,
    answers_only,
    cards,
    details,
    flattened,
    inline,
    marked,
    numbered,
    pairs,
    quiz,
    tasks,
    titles,
)
from bot.importing.answers_above import detect_with_answers_above
from bot.importing.asked_points import with_asked_points
from bot.importing.assembly import ItemDraft
from bot.importing.keys import detect_with_keys
from bot.importing.lines import SourceLine, counted_anew, starts_paragraph
from bot.importing.listed import without_list
from bot.importing.mixtures import with_parts
from bot.importing.questions import Look, look
from bot.importing.sections import is_titled_as_questions

Finder = Callable[[Sequence[SourceLine]], list[ItemDraft]]


@dataclass(frozen=True, slots=True)
class Layout:
    """A way to write questions and answers. `edge` is what its marks count beside its questions.

    Marks that nobody writes by chance (`<summary>`, a lone dash above every question) weigh more
    than an order of paragraphs, and are `sure` without a look at the rest of the text.
    """

    name: str
    find: Finder
    edge: float = 1.0
    sure: bool = False


# Among equals the first one wins: the layout with the more particular marks.
LAYOUTS = (
    Layout("details", details.find, edge=2.0, sure=True),
    Layout("table", cards.find_in_tables, edge=1.5, sure=True),
    Layout("cards", cards.find, edge=1.5, sure=True),
    Layout("flattened", flattened.find, edge=1.5, sure=True),
    Layout("numbered", numbered.find, edge=1.1),
    Layout("marked", marked.find),
    Layout(tasks.NAME, tasks.find, edge=1.1, sure=True),
    Layout("Aiken", quiz.find, edge=0.98, sure=True),
    Layout("answered", answered.find, edge=0.95, sure=True),
    Layout("inline", inline.find),
    Layout("pairs", pairs.find, edge=0.9, sure=True),
    Layout("true or false", pairs.find_verdicts, edge=1.2, sure=True),
    Layout(titles.NAME, titles.find, edge=0.5, sure=True),
)
_ANSWERS_ONLY = "answers-only"

_MANY, _PIECE = 6_000, 1_000  # lines of a long document, and of each of three pieces of it
_FEWEST_GUESSED = 2  # questions that stand out in a text that is about none
_WORDING_ONLY = frozenset({"marked", "inline"})

_LEAST_ASKING = 0.3  # of the items that sure marks set apart: folds may hide anything

# One or two questions above many plain lines open a text, they do not structure it.
_FEW, _LEAST_OF_FEW = 3, 0.2

# Lines with one mark are questions where so many of them ask, or where several do.
_LEAST_OF_SIBLINGS = 0.3
_LEAST_SHARE = 0.12
# Below this share of its paragraphs a text merely contains a question, as prose does, where nothing
# but the wording tells question and answer apart.
_LEAST_PLAIN_SHARE = 0.34


@dataclass(slots=True)
class Tried:
    """What each layout finds in a document, of which none reads all the lines twice."""

    lines: Sequence[SourceLine]
    _drafts: dict[str, list[ItemDraft]] = field(default_factory=dict)

    def find(self, layout: Layout, lines: Sequence[SourceLine]) -> list[ItemDraft]:
        """Return what a layout finds in lines, which may be others: a part, or some left out."""
        if lines is not self.lines:
            return layout.find(lines)
        if layout.name not in self._drafts:
            self._drafts[layout.name] = layout.find(lines)
        return self._drafts[layout.name]


def detect(tried: Tried) -> tuple[str, list[ItemDraft]] | None:
    """Return the name and the drafts of the layout that explains the document, None if none.

    The answers of a key at its end are with their questions.
    """
    read = partial(_detect, tried=tried)
    return detect_with_keys(tried.lines, lambda lines: detect_with_answers_above(lines, read))


def _detect(lines: Sequence[SourceLine], tried: Tried) -> tuple[str, list[ItemDraft]] | None:
    """Return what the best layout finds. Three pieces of a long document choose it, if they agree.

    Where they do not, every layout reads the whole of it.
    """
    chosen = _of_pieces(lines) if len(lines) > _MANY else ""
    drafts = next((tried.find(each, lines) for each in LAYOUTS if each.name == chosen), [])
    found = (chosen, drafts) if drafts else _of_all(lines, tried)
    if found is None or found[0] == _ANSWERS_ONLY:
        return found
    drafts = with_parts(lines, found[1], _questions_of)
    return found[0], with_asked_points(lines, without_list(lines, drafts))


def _questions_of(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    name, drafts = _of_all(lines, Tried(lines)) or ("", [])
    return [] if name == _ANSWERS_ONLY else drafts


def _of_pieces(lines: Sequence[SourceLine]) -> str:
    """Return the layout that the beginning, the middle and the end of a text have, "" for none."""
    middle, last = (len(lines) - _PIECE) // 2, len(lines) - _PIECE
    names = set()
    for begin in (0, middle, last):
        piece = counted_anew(lines[begin : begin + _PIECE])
        found = _of_all(piece, Tried(piece))
        names.add(found[0] if found else "")
    return names.pop() if len(names) == 1 else ""


def _of_all(lines: Sequence[SourceLine], tried: Tried) -> tuple[str, list[ItemDraft]] | None:
    score, name, drafts = 0.0, "", list[ItemDraft]()
    for layout in LAYOUTS:
        found = tried.find(layout, lines)
        # What could not win if every draft counted fully need not be weighed.
        if len(found) * layout.edge > score and (here := _score(lines, layout, found)) > score:
            score, name, drafts = here, layout.name, found
    if score > 0 and name not in _WORDING_ONLY and len(drafts) >= _FEW:
        return name, drafts
    answers = answers_only.find(lines)
    # A few questions left in a list of answers do not make the other answers theirs.
    if score > 0 and 2 * len(drafts) >= len(answers):
        return name, drafts
    return (_ANSWERS_ONLY, answers) if answers else None


def guess(tried: Tried) -> tuple[str, list[ItemDraft]] | None:
    """Return the likeliest reading of a text that no layout explains, None where nothing asks.

    Of each layout only what asks and stands out counts: a heading, a number, a paragraph of its
    own. A story asks, too, in the midst of its sentences.
    """
    lines = tried.lines
    best: tuple[str, list[ItemDraft]] | None = None
    asking = sum(1 for line in lines if not line.fenced and line.split[0])
    for layout in LAYOUTS if asking >= _FEWEST_GUESSED else ():
        drafts = [draft for draft in tried.find(layout, lines) if _stands_out(lines, draft)]
        if len(drafts) >= max(_FEWEST_GUESSED, len(best[1]) + 1 if best else 0):
            best = layout.name, drafts
    return best


def _stands_out(lines: Sequence[SourceLine], draft: ItemDraft) -> bool:
    if draft.look(lines) is not Look.QUESTION and not draft.is_sure:
        return False
    return _is_set_apart(lines[draft.first]) or _stands_alone(lines, draft)


_HALF = 0.5
_LEAST_SURE = 0.4  # of a reading whose questions ask, however much of the text they leave out
_GUESSED = 0.3
_TITLED = 0.7  # where nothing asks but what the text says of itself


def evidence(
    lines: Sequence[SourceLine], layout: str, drafts: Sequence[ItemDraft], *, guessed: bool
) -> tuple[float, str]:
    """Return how sure a reading is, 0 to 1, and why it was taken, as a clause.

    Sure is what has most lines of the text in its items, and whose questions mostly ask.
    """
    if layout == _ANSWERS_ONLY:
        return 1.0, f"{len(drafts)} answers in a row, and hardly a question"
    if layout == titles.NAME:
        return _TITLED, f"{len(drafts)} titles in a text that calls itself questions"
    asking = sum(1 for draft in drafts if _weight(lines, draft) >= 1)
    written = [line.index for line in lines if not (line.blank or line.is_rule)]
    within = [at for draft in drafts for at in (draft.first, draft.end)]
    covered = sum(1 for at in written if within and within[0] <= at < within[-1])
    share = covered / max(1, len(written))
    sure = min(1.0, asking / (_HALF * len(drafts))) * (_LEAST_SURE + (1 - _LEAST_SURE) * share)
    why = f"{asking} of {len(drafts)} of its {_MARKS.get(layout, 'paragraphs')} ask"
    return (min(sure, _GUESSED) if guessed else sure), why


_MARKS = {
    "details": "folds", "table": "rows", "cards": "cards", "flattened": "bullets",
    "numbered": "numbers", "marked": "marked lines", tasks.NAME: "boxes",
    "Aiken": "lines above options", "answered": "lines above answers", "pairs": "terms",
    "true or false": "statements",
}  # fmt: skip


def laid_out(lines: Sequence[SourceLine], name: str) -> tuple[str, list[ItemDraft]] | None:
    """Return what the layout of that name finds, whatever the document looks like."""
    layout = next(each for each in LAYOUTS if each.name == name)
    drafts = layout.find(lines)
    return (name, drafts) if drafts else None


def _score(lines: Sequence[SourceLine], layout: Layout, drafts: Sequence[ItemDraft]) -> float:
    asked = sum(_weight(lines, draft) for draft in drafts)
    enough = asked >= _LEAST_ASKING * len(drafts) if layout.sure else _is_about(lines, drafts)
    return asked * layout.edge if enough and asked >= 1 else 0.0


def _is_about(lines: Sequence[SourceLine], drafts: Sequence[ItemDraft]) -> bool:
    """Whether the text is about these questions, and does not merely contain them.

    How long the answers are says nothing: what has a mark of its own is compared with the lines
    that have the same one, and only what has none with the whole text.
    """
    texts = [line for line in lines if not (line.blank or line.fenced or line.is_rule)]
    marked = [draft for draft in drafts if _is_set_apart(lines[draft.first])]
    if 3 * len(marked) >= len(drafts) and _stand_out(lines, marked):
        return True
    apart = sum(1 for draft in drafts if _stands_alone(lines, draft))
    if apart >= _FEW and 2 * apart > len(drafts):
        return True
    answers_marked = any(line.marked for line in texts)
    if len(drafts) < _FEW and not answers_marked and len(drafts) < _LEAST_OF_FEW * len(texts):
        return False
    stand = sum(1 for draft in drafts if _stands_apart(lines, lines[draft.first]))
    if 3 * stand >= len(drafts):
        paragraphs = sum(1 for line in texts if _stands_apart(lines, line))
        return len(drafts) >= _LEAST_SHARE * paragraphs
    return len(drafts) >= _LEAST_PLAIN_SHARE * len(texts) and _mostly_answered(drafts, texts)


def _is_set_apart(line: SourceLine) -> bool:
    """Whether a line has a mark that answers seldom have: heading, number, label, bold."""
    return bool(line.heading or line.number is not None or line.label == "q" or line.emphasis)


def _stand_out(lines: Sequence[SourceLine], drafts: Sequence[ItemDraft]) -> bool:
    """Whether enough lines with the questions' mark are questions that ask."""
    least = Look.TASK if is_titled_as_questions(lines) else Look.STUDY
    asking = sum(1 for draft in drafts if draft.look(lines) >= least)
    mark = Counter(_mark(lines[draft.first]) for draft in drafts).most_common(1)[0][0]
    alike = sum(1 for line in lines if not line.fenced and line.text and _mark(line) == mark)
    return asking >= _FEW or (asking >= 1 and asking >= _LEAST_OF_SIBLINGS * alike)


def _mark(line: SourceLine) -> tuple[int, bool, str, bool]:
    return (line.heading, line.number is not None, line.label, bool(line.emphasis))


def _stands_alone(lines: Sequence[SourceLine], draft: ItemDraft) -> bool:
    """Whether a question without a mark is a paragraph by itself, as no sentence of prose is."""
    line = lines[draft.first]
    if line.marked or draft.inline or look(draft.question) is not Look.QUESTION:
        return False
    below = draft.body >= len(lines) or lines[draft.body].blank
    return below and starts_paragraph(lines, line)


def _mostly_answered(drafts: Sequence[ItemDraft], texts: Sequence[SourceLine]) -> bool:
    """Whether lines without marks are questions and answers in turn, or questions alone.

    Verse asks line after line, too, and hardly ever answers.
    """
    answered = sum(1 for draft in drafts if draft.inline or draft.end > draft.body)
    return answered >= 0.6 * len(drafts) or len(drafts) >= 0.9 * len(texts)


_WEIGHTS = {Look.QUESTION: 1.0, Look.STUDY: 1.0, Look.TASK: 0.25, Look.NONE: 0.1}


def _weight(lines: Sequence[SourceLine], draft: ItemDraft) -> float:
    return 1.0 if draft.is_sure else _WEIGHTS[draft.look(lines)]


def _stands_apart(lines: Sequence[SourceLine], line: SourceLine) -> bool:
    """Whether a line begins with a mark, or follows a blank line or a marked one."""
    if line.blank or line.fenced or line.is_rule:
        return False
    return line.marked or starts_paragraph(lines, line)
