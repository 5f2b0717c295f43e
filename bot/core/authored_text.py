"""Whose text is whose: answers out of the documents and replies of members, ready to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from bot.core.documents import Status
from bot.core.ids import PictureId
from bot.core.later_replies import LaterReply
from bot.core.models import Answer, MemberId, Naming, Reply, Source, SourceId
from bot.core.pictures import Picture, pictures_in


@dataclass(frozen=True, slots=True)
class AuthoredText:
    """One text and its author; None where the group shows no names. `mine`: the reader's own.

    `source` is the document that it comes from where the author does not tell it: empty for a reply
    and for an author of one document.
    """

    author: str | None
    text: str
    mine: bool = False
    doubtful: bool = False
    source: str = ""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """A question's answers: the reference, and the others beside it.

    Where the reference says nothing, `reference` is empty and the others stand in.
    """

    reference: tuple[AuthoredText, ...]
    earlier: tuple[AuthoredText, ...]


def split_answers(
    reference: SourceId | None,
    answers: Iterable[Answer],
    sources: Sequence[Source],
    doubtful_below: float,
) -> Answers:
    """Return what was really answered, one text a source; `reference` is the one that is trusted.

    Where it says nothing, none does.
    """
    by_source: dict[SourceId, list[Answer]] = {}
    for answer in answers:
        if answer.status is Status.ANSWERED:
            by_source.setdefault(answer.source, []).append(answer)
    by_id = {source.id: source for source in sources}
    authors = Counter(by_id[source].author for source in by_source)
    trusted: list[AuthoredText] = []
    earlier: list[AuthoredText] = []
    for source, texts in by_source.items():
        authored = _joined(by_id[source], texts, doubtful_below)
        if authored.author and authors[authored.author] == 1:
            authored = replace(authored, source="")
        (trusted if source == reference else earlier).append(authored)
    return Answers(tuple(trusted), tuple(earlier))


def joined(of_decks: Iterable[Answers]) -> Answers:
    """Return the first deck's answers, with those of others among the earlier ones, each once."""
    first, *others = of_decks
    known = {authored.text for authored in (*first.reference, *first.earlier)}
    earlier = list(first.earlier)
    for answers in others:
        for authored in (*answers.reference, *answers.earlier):
            if authored.text not in known:
                known.add(authored.text)
                earlier.append(authored)
    return Answers(first.reference, tuple(earlier))


def _joined(source: Source, answers: Sequence[Answer], doubtful_below: float) -> AuthoredText:
    text = "\n\n".join(answer.text for answer in answers)
    doubtful = min(answer.confidence for answer in answers) < doubtful_below
    shown = tuple(picture for picture, _ in pictures_in(text))
    return AuthoredText(source.author, text, doubtful=doubtful, source=source.name, pictures=shown)


_Said = TypeVar("_Said", Reply, LaterReply)


def reply_texts(
    replies: Iterable[_Said],
    names: Mapping[MemberId, str],
    naming: Naming,
    pictures: Mapping[PictureId, Picture] = MappingProxyType({}),
) -> tuple[tuple[_Said, AuthoredText], ...]:
    """Return the replies as they are shown; without names their order tells nothing of times."""
    ordered = list(replies)
    if naming is not Naming.NAMES:
        # What is equal here looks the same, whichever of them comes first.
        ordered.sort(key=lambda each: (each.text.casefold(), each.text, pictures_of(each)))

    def shown(reply: _Said) -> AuthoredText:
        author = names[reply.member] if naming is Naming.NAMES else None
        known = tuple(pictures[each] for each in pictures_of(reply) if each in pictures)
        return AuthoredText(author, reply.text, pictures=known)

    return tuple((each, shown(each)) for each in ordered)


def pictures_of(reply: Reply | LaterReply) -> tuple[PictureId, ...]:
    """Return the pictures of a reply; a later one has words alone."""
    return reply.pictures if isinstance(reply, Reply) else ()
