"""The posts of a thread without what its page has around them: votes, buttons, cards, comments.

Where posts are signed above their text, a post goes on to the next signature. Where they are signed
below it, buttons and signatures end a post, and votes or the next line of text begin another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.importing.containers.thread_lines import Kind, ThreadLine

_LONGEST_NAME = 40
_NAME_WORDS = 3


@dataclass(slots=True)
class Post:
    """A post's own lines; `name` is whose it is, "" where the page does not say."""

    lines: list[ThreadLine] = field(default_factory=list)
    is_accepted: bool = False
    name: str = ""
    answers: bool = False  # its head says so

    @property
    def text(self) -> str:
        return "\n".join(line.raw.rstrip() for line in self.lines).strip("\n")

    @property
    def is_empty(self) -> bool:
        return not any(line.kind is not Kind.BLANK for line in self.lines)


def has_text(lines: Sequence[ThreadLine]) -> bool:
    """Whether something is written on one of these lines."""
    return any(line.kind is Kind.TEXT for line in lines)


def read_posts(lines: Sequence[ThreadLine]) -> list[Post]:
    """Return the posts between what a page has around them."""
    above = _signs_above(lines)
    reader = _Reader(above, _votes_lead(lines))
    for at, line in enumerate(lines):
        reader.take(line, lines[at + 1 : at + 4])
    reader.close()
    return [post for post in reader.posts if not post.is_empty]


def _signs_above(lines: Sequence[ThreadLine]) -> bool:
    """Whether each post is signed above its text, perhaps below a name."""
    texts: list[str] = []
    for line in lines:
        if line.kind in (Kind.SIGNED, Kind.HEAD):
            return line.verb != "edited"
        if line.kind is Kind.TEXT:
            texts.append(line.raw.strip())
        if len(texts) > 1 or (texts and not _is_name(texts[0])):
            return False
    return False


def _is_name(text: str) -> bool:
    return len(text.split()) <= _NAME_WORDS and text[-1:].isalnum()


def _votes_lead(lines: Sequence[ThreadLine]) -> bool:
    """Whether votes or the sign of the accepted one stand above the first post's text."""
    first = next((line.kind for line in lines
                  if line.kind in (Kind.VOTES, Kind.ACCEPTED, Kind.TEXT)), Kind.TEXT)  # fmt: skip
    return first is not Kind.TEXT


class _Reader:
    """Takes lines one by one and puts them into posts."""

    def __init__(self, signs_above: bool, votes_lead: bool) -> None:
        self.posts: list[Post] = []
        self._above = signs_above
        self._votes = votes_lead
        self._open: Post | None = None
        self._accepted = False
        self._may_open = True
        self._name_follows = False

    def take(self, line: ThreadLine, below: Sequence[ThreadLine]) -> None:
        kind = line.kind
        if kind in (Kind.SIGNED, Kind.HEAD) or (kind is Kind.ASKED and not self._above):
            self._sign(line, below)
        elif kind is Kind.ACCEPTED:
            self._accept()
        elif kind is Kind.VOTES:
            self._vote(line, below)
        elif kind is Kind.BLANK and self._open:
            self._open.lines.append(line)
        elif kind is Kind.TEXT:
            self._text(line)
        elif kind in (Kind.FRAME, Kind.CARD):
            self._frame()

    def _frame(self) -> None:
        if self._open and not self._above and not self._open.is_empty:
            self.close()

    def close(self) -> None:
        if self._open:
            self.posts.append(self._open)
        self._open = None
        self._may_open = not self._votes or self._above

    def _sign(self, line: ThreadLine, below: Sequence[ThreadLine]) -> None:
        if not self._above:
            self.close()
            named = line.name or (below and below[0].kind is Kind.BLANK)
            self._name_follows = not named
            return
        if line.verb in ("edited", "commented"):
            return
        if not line.name and self._open:
            self._take_name_off(self._open)
        self.close()
        self._open = Post(
            is_accepted=line.accepts or self._accepted,
            name=line.name,
            answers=line.verb == "answered",
        )
        self._accepted = False

    @staticmethod
    def _take_name_off(post: Post) -> None:
        """A name alone above what signs the next post is no text of the one before."""
        written = [at for at, line in enumerate(post.lines) if line.kind is Kind.TEXT]
        last = written[-1] if len(written) > 1 else 0
        short = last and len(post.lines[last].raw) <= _LONGEST_NAME
        if short and post.lines[last - 1].kind is Kind.BLANK:
            del post.lines[last:]

    def _accept(self) -> None:
        if self._open and (self._above or self._open.is_empty):
            self._open.is_accepted = True
            return
        self.close()
        self._accepted, self._may_open, self._name_follows = True, True, False

    def _vote(self, line: ThreadLine, below: Sequence[ThreadLine]) -> None:
        follows = next((each.kind for each in below if each.kind is not Kind.BLANK), Kind.BLANK)
        if self._above or follows is Kind.COMMENT:
            return
        if self._open and not self._open.is_empty:
            if self._open.lines[-1].kind is not Kind.BLANK:
                self._open.lines.append(line)  # a number in a text, as a program prints it
                return
            self.close()
        self._may_open, self._name_follows = True, False

    def _text(self, line: ThreadLine) -> None:
        if self._name_follows:
            self._name_follows = False
            if len(line.raw.strip()) <= _LONGEST_NAME:
                return
        if self._open is None:
            if self._above or not self._may_open:
                return
            self._open = Post(is_accepted=self._accepted)
            self._accepted = False
        self._open.lines.append(line)
