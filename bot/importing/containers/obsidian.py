"""Flash cards in Obsidian's notes, as its plugins know them.

Sources: https://stephenmwangi.com/obsidian-spaced-repetition/flashcards/ and the help of
obsidian-to-anki and flashcards-obsidian.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from bot.core.documents import Lines
from bot.importing.containers.cloze import marked_cloze
from bot.importing.containers.logseq import BULLET, CARD_TAG, HEADING, is_property, without_mark
from bot.importing.containers.reading import Card, TextContainer
from bot.importing.questions import asks

_SCHEDULED = re.compile(r"[ \t]*<!--SR:[^\n]{0,400}?-->|[ \t]*\^[\w-]{3,40}$|[ \t]*<!--ID: ?\d+-->")
_DECK = re.compile(
    r"(?:^|\s)#(?:flash-?cards?|anki|spaced|srs)(?:/[\w/-]+)?(?=\s|$)", re.IGNORECASE
)
_INLINE = re.compile(
    r"[ \t]{0,8}(?:[-*+][ \t]+|\d{1,3}[.)][ \t]+)?"
    r"(?P<front>(?:`[^`|]{1,80}`|[^\s`|:])[^`|]{0,600}?)[ \t]*"
    r":::?(?![:=])[ \t]*(?P<back>\S.*)$"
)
_DIVIDER = re.compile(r"[ \t]*\?\??[ \t]*$")
_DIVIDED = re.compile(r"\n[ \t]*\?\??[ \t]*(?:\n|$)")
_CALLOUT = re.compile(
    r">[ \t]*\[!(?P<kind>[\w-]{1,20})(?:\|[\w-]{1,40})?\][-+]?[ \t]*(?P<title>.*)$"
)
# MkDocs writes them with three marks, and their text further in.
_ADMONITION = re.compile(
    r"[ ]{0,12}(?:\?\?\?\+?|!!!)[ \t]+(?P<kind>[\w-]{1,20})"
    r"(?:[ \t]+\"(?P<title>.*)\")?[ \t]*$"
)
_ASKING_CALLOUTS = frozenset(
    {"question", "faq", "help", "card", "flashcard", "anki", "quiz", "qa", "recall"}
)
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_FEWEST, _FEWEST_ALONE = 3, 2


def _fenced(lines: list[str]) -> list[bool]:
    """Return for every line whether it is code; a fence that never closes fences nothing."""
    inside, flags = False, []
    for line in lines:
        mark = ("```" in line or "~~~" in line) and _FENCE.match(line) is not None
        flags.append(inside or mark)
        inside ^= mark
    return [False] * len(lines) if inside else flags


def _front_matter(lines: list[str]) -> int:
    """Return how many lines of properties open the note."""
    if lines[:1] != ["---"]:
        return 0
    return next((at + 1 for at, line in enumerate(lines[1:60], 1) if line.strip() == "---"), 0)


def _is_obsidian(text: str, _name: str) -> str:
    lines = text.split("\n")
    fenced = _fenced(lines)
    plain = [line for line, code in zip(lines, fenced, strict=True) if not code and line.strip()]
    fronts = [found["front"] for line in plain if (found := _inline_card(line))]
    inline = len(fronts)
    tagged = sum(1 for line in plain if "#" in line and CARD_TAG.search(line))
    callouts = sum(
        1
        for line in plain
        if ("[!" in line or line.startswith(("???", "!!!")))
        and (found := _CALLOUT.match(line) or _ADMONITION.match(line))
        and found["kind"].lower() in _ASKING_CALLOUTS
    )
    deck = "<!--SR:" in text or any(_DECK.search(line) for line in lines if "#" in line)
    blocks = sum(1 for line in plain if line.strip() in ("START", "END"))
    marked = tagged + callouts + blocks // 2
    # A question mark on a line of its own may be one that was torn off.
    divided = list(_divided_lines(lines, fenced)) if _DIVIDED.search(text) else []
    marked += len(divided) if deck or 2 * sum(divided) >= len(plain) else 0
    if marked >= (1 if deck else 2):
        return f"{marked} cards marked as Obsidian's plugins do"
    if deck and (inline or any(marked_cloze(line)[0] for line in plain)):
        return "a tag for flash cards, and cards with ::"
    if _are_cards(plain, fronts):
        return f"{inline} cards with ::"
    return ""


def _are_cards(plain: list[str], fronts: list[str]) -> bool:
    """Whether what stands around `::` is cards: most of a note, all of it, or all that asks."""
    if len(fronts) >= _FEWEST and 2 * len(fronts) >= len(plain):
        return True
    asking = sum(1 for front in fronts if asks(front))
    if asking and 2 * asking >= sum(1 for line in plain if "?" in line or asks(line)):
        return True
    said = sum(1 for line in plain if not HEADING.match(line))
    return len(fronts) >= _FEWEST_ALONE and len(fronts) == said


def _divided_lines(lines: list[str], fenced: list[bool]) -> Iterator[int]:
    """Yield how many lines each paragraph has that one line of question marks divides."""
    begin = 0
    for at, line in enumerate([*lines, ""]):
        if line.strip() or (at < len(lines) and fenced[at]):
            continue
        marks = [here for here in range(begin + 1, at - 1) if _DIVIDER.match(lines[here])]
        if len(marks) == 1:
            yield at - begin
        begin = at + 1


def _inline_card(line: str) -> re.Match[str] | None:
    """Return a line's front and back around `::`; properties and names in code have none."""
    if "::" not in line or line.startswith(("#", ">", "|", "    ")) or is_property(line):
        return None
    if re.search(r"\w::\w+[(<;]|\w::\w+::\w", line):  # std::move(x)
        return None
    return _INLINE.match(line)


def _read_obsidian(text: str) -> Iterator[Card]:
    reader = _Obsidian(text)
    at = _front_matter(reader.lines)
    while at < len(reader.lines):
        cards, at = reader.next(at)
        yield from cards


def _first_from(places: Sequence[int], at: int, otherwise: int) -> int:
    """Return the first of the places, which are in order, from a line on."""
    found = bisect_left(places, at)
    return places[found] if found < len(places) else otherwise


class _Obsidian:
    """Reads one card after the other from a note's lines."""

    def __init__(self, text: str) -> None:
        self.lines = [_SCHEDULED.sub("", line) for line in text.split("\n")]
        self.fenced = _fenced(self.lines)
        self.clozes = bool(_DECK.search(text)) or "<!--SR:" in text
        self.section = ""
        # Looked up from each line, of which a paragraph may have as many as the text.
        self.stops = [at for at in range(len(self.lines)) if self._stops(at)]
        self.dividers = [at for at in range(len(self.lines)) if self._divides(at)]

    def next(self, at: int) -> tuple[list[Card], int]:
        """Return the cards that begin on a line, and the line after them."""
        line = self.lines[at]
        if self.fenced[at] or not line.strip():
            return [], at + 1
        for read in (
            self._callout,
            self._admonition,
            self._block,
            self._tagged,
            self._inline,
            self._divided,
            self._cloze,
        ):
            if found := read(at):
                return found
        if heading := HEADING.match(line):
            self.section = _DECK.sub("", heading["text"]).strip()
        return [], at + 1

    def _made(self, front: str, back: list[str], at: int, end: int) -> tuple[list[Card], int]:
        answer = "\n".join(back).strip()
        front = _DECK.sub("", without_mark(front)).strip()
        return [Card(front, answer, Lines(at + 1, end), (), self.section)], end

    def _stops(self, at: int) -> bool:
        """Whether a line ends a card's text: a blank one, where no code is, or a rule."""
        line = self.lines[at].strip()
        return line == "---" or not (line or self.fenced[at])

    def _paragraph_end(self, at: int) -> int:
        """Return the line behind a card's text."""
        return _first_from(self.stops, at, len(self.lines))

    def _inline(self, at: int) -> tuple[list[Card], int] | None:
        found = _inline_card(self.lines[at])
        if not found:
            return None
        return self._made(found["front"], [found["back"].strip()], at, at + 1)

    def _divided(self, at: int) -> tuple[list[Card], int] | None:
        """Read lines, a line of one or two question marks, and lines."""
        end = self._paragraph_end(at)
        mark = _first_from(self.dividers, at + 1, end)
        if mark >= end:
            return None
        front = self.lines[at:mark]
        # A heading right above a card is the section's.
        while len(front) > 1 and (heading := HEADING.match(front[0])):
            self.section = heading["text"].strip()
            front = front[1:]
        return self._made("\n".join(front), self.lines[mark + 1 : end], at, end)

    def _divides(self, at: int) -> bool:
        return _DIVIDER.match(self.lines[at]) is not None and not self.fenced[at]

    def _tagged(self, at: int) -> tuple[list[Card], int] | None:
        """Read a line or heading with #card; its answer goes on to a blank line, or heading."""
        line = self.lines[at]
        if not CARD_TAG.search(line):
            return None
        front = CARD_TAG.sub("", line).strip()
        end = self._paragraph_end(at + 1)
        if HEADING.match(line) or end == at + 1:
            end = self._section_end(at + 1)
        return self._made(front, self.lines[at + 1 : end], at, end)

    def _section_end(self, at: int) -> int:
        end = at
        while end < len(self.lines) and (self.fenced[end] or not self._begins_section(end)):
            end += 1
        return end

    def _begins_section(self, at: int) -> bool:
        line = self.lines[at]
        return bool(HEADING.match(line) or CARD_TAG.search(line) or line.strip() == "---")

    def _callout(self, at: int) -> tuple[list[Card], int] | None:
        found = _CALLOUT.match(self.lines[at])
        if not found or found["kind"].lower() not in _ASKING_CALLOUTS or not found["title"].strip():
            return None
        end = at + 1
        while end < len(self.lines) and self.lines[end].startswith(">"):
            end += 1
        back = [line[1:].removeprefix(" ") for line in self.lines[at + 1 : end]]
        # An answer may be folded in a callout of its own.
        back = [
            line.lstrip("> ") if _CALLOUT.match(line) or line.startswith(">") else line
            for line in back
        ]
        back = [
            re.sub(
                r"^\[![\w-]{1,20}\][-+]?[ \t]*(?:answer|solution)?:?[ \t]*$",
                "",
                line,
                flags=re.IGNORECASE,
            )
            for line in back
        ]
        return self._made(found["title"], back, at, end)

    def _admonition(self, at: int) -> tuple[list[Card], int] | None:
        """Read MkDocs' callouts; without a title the question is what stands above an inner one."""
        found = _ADMONITION.match(self.lines[at]) if self.lines[at][:1] in ("?", "!") else None
        if not found or found["kind"].lower() not in _ASKING_CALLOUTS:
            return None
        end = at + 1
        while end < len(self.lines) and (
            not self.lines[end].strip() or self.lines[end].startswith(("    ", "\t"))
        ):
            end += 1
        while not self.lines[end - 1].strip():
            end -= 1
        title, front, back, depth = found["title"] or "", list[str](), list[str](), 4
        for line in self.lines[at + 1 : end]:
            shown = line.expandtabs(4)
            if _ADMONITION.match(shown):
                depth = 8
            else:
                asked = not title and depth == 4  # noqa: PLR2004  # columns of the outer one
                inner = depth if shown.startswith(" " * depth) else 4
                (front if asked else back).append(shown[inner:])
        return self._made("\n".join([title, *front]).strip(), back, at, end)

    def _block(self, at: int) -> tuple[list[Card], int] | None:
        """Read obsidian-to-anki's START, type, front, Back: back, END."""
        if self.lines[at].strip() != "START":
            return None
        end = next(
            (
                here
                for here in range(at + 1, min(at + 200, len(self.lines)))
                if self.lines[here].strip() == "END"
            ),
            None,
        )
        if end is None:
            return None
        inside = [line for line in self.lines[at + 2 : end] if not line.startswith("Tags:")]
        back = next(
            (here for here, line in enumerate(inside) if line.startswith("Back:")), len(inside)
        )
        front = "\n".join(inside[:back]).removeprefix("Front:").strip()
        answer = [
            line.removeprefix("Back:").strip() if here == 0 else line
            for here, line in enumerate(inside[back:])
        ]
        return self._made(front, answer, at, end + 1)

    def _cloze(self, at: int) -> tuple[list[Card], int] | None:
        if not self.clozes or HEADING.match(self.lines[at]):
            return None
        gapped, hidden = marked_cloze(self.lines[at])
        found = BULLET.match(gapped)
        return (
            self._made(found["text"] if found else gapped, [hidden], at, at + 1) if gapped else None
        )


OBSIDIAN = TextContainer("Obsidian", _is_obsidian, _read_obsidian)
