# ruff: noqa: RUF001  # words of other scripts are what it is about
"""Archives of mailing lists: messages below each other, each below its `From:` and `Subject:`.

Messages of one subject are a thread: the first one asks, those with `Re:` answer. What a message
quotes, signs and has from its list is listed as left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.core.documents import Lines
from bot.importing.containers.reading import Card, TextContainer, left_out, runs_but
from bot.importing.questions import asks, sentences

_FIELDS = {
    "subject": "subject betreff objet asunto assunto oggetto onderwerp тема".split(),  # noqa: SIM905
    "from": "from von de da van от від".split(),  # noqa: SIM905
}
_OTHERS = (
    "to cc bcc date sent received reply-to message-id in-reply-to references list-id list-archive "
    "newsgroups x-mailer mime-version content-type content-transfer-encoding an datum gesendet "
    "fecha enviado para data envoyé à a kopie дата кому"
)
_NAMED = {word: name for name, words in _FIELDS.items() for word in words}
_NAMES = "|".join(map(re.escape, sorted({*_NAMED, *_OTHERS.split()}, key=len, reverse=True)))
_HEADER = re.compile(
    rf"[>*_ \t]{{0,4}}(?P<name>{_NAMES}):[*_]{{0,3}}[ \t]{{0,4}}(?P<value>\S.*)?$", re.IGNORECASE
)
_MBOX = re.compile(r"From \S{1,200}(?: at \S{1,100})? .{0,40}\d{4}")
_REPLY = re.compile(
    r"(?:(?:re|aw|sv|antw|ref|rif|res|fw|fwd|wg)(?:\[\d+\])?[ ]?:[ ]*)+", re.IGNORECASE
)
_LIST = re.compile(r"\[[^\[\]]{1,40}\][ ]*")
_ATTRIBUTION = re.compile(
    r"(?:on|am|le|el|em|il|op|в)\b.{3,200}(?:wrote|schrieb.{0,60}|a écrit|escribió|escreveu"
    r"|ha scritto|schreef.{0,60}|написал\(?а?\)?|пишет)[ ]?:"
    r"|.{1,80}[ ](?:wrote|writes|schrieb|écrit|escribió)[ ]?:"
    r"|-{2,}[ ]?(?:original message|forwarded message|ursprüngliche nachricht)[ ]?-{2,}",
    re.IGNORECASE,
)
_FOOT = re.compile(r"_{20,}|-{20,}|-+ next part -+|={20,}")
_PAGE = "page"


@dataclass(slots=True)
class _Message:
    """A message from the line `first` to `last`, from 1; `body` are numbers of its own lines."""

    subject: str
    is_reply: bool
    first: int
    last: int
    body: list[int] = field(default_factory=list)

    def text(self, raws: Sequence[str]) -> str:
        return "\n".join(raws[number - 1].rstrip() for number in self.body).strip("\n")


def _recognise(text: str, _name: str) -> str:
    raws = text.split("\n")
    threads = _threads(raws)
    answered = sum(1 for thread in threads if len(thread) > 1)
    if not answered or not any(_asks(thread[0], raws) for thread in threads if len(thread) > 1):
        return ""
    return f"messages with their subjects, {answered} of which are answered"


def _read(text: str) -> list[Card]:
    raws = text.split("\n")
    cards: list[Card] = []
    for thread in _threads(raws):
        if len(thread) > 1 or _asks(thread[0], raws):
            cards.append(_card(thread, raws))
        else:
            cards.append(
                left_out(Lines(thread[0].first, thread[0].last), "a message that asks nothing")
            )
    return cards + list(_aside(raws, _messages(raws)))


def _card(thread: Sequence[_Message], raws: Sequence[str]) -> Card:
    asked, *replies = thread
    question = "\n\n".join(filter(None, (asked.subject, asked.text(raws))))
    answer = "\n\n".join(filter(None, (reply.text(raws) for reply in replies)))
    # Other threads may stand between a question and its answers.
    return Card(question, answer, Lines(asked.first, thread[-1].last))


def _aside(raws: Sequence[str], messages: Sequence[_Message]) -> Iterator[Card]:
    """Yield the lines of messages that are not their own text."""
    for message in messages:
        for run in runs_but(set(message.body), raws, Lines(message.first, message.last)):
            yield left_out(run, _PAGE)


def _threads(raws: Sequence[str]) -> list[list[_Message]]:
    """Return the messages by their subjects, each thread in order."""
    threads: dict[str, list[_Message]] = {}
    for message in _messages(raws):
        threads.setdefault(message.subject.casefold(), []).append(message)
    # Who asks anew under an old subject opens a thread.
    return [part for thread in threads.values() for part in _parted(thread)]


def _parted(thread: Sequence[_Message]) -> Iterator[list[_Message]]:
    part: list[_Message] = []
    for message in thread:
        if part and not message.is_reply and len(part) > 1:
            yield part
            part = []
        part.append(message)
    yield part


def _messages(raws: Sequence[str]) -> list[_Message]:
    heads = list(_heads(raws))
    ends = [*(head[0] for head in heads[1:]), len(raws)][: len(heads)]
    found = []
    for (begin, below, subject), end in zip(heads, ends, strict=True):
        last = max((at for at in range(begin, end) if raws[at].strip()), default=begin)
        bare = _LIST.sub("", subject)
        title = _LIST.sub("", _REPLY.sub("", bare)).strip()
        reply = _REPLY.match(bare) is not None
        message = _Message(title or subject, reply, begin + 1, last + 1)
        message.body = list(_own(raws, below, last + 1))
        found.append(message)
    return found


def _heads(raws: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield where each message's head begins and ends, and its subject."""
    at = 0
    while at < len(raws):
        if ":" not in raws[at][:40] or not _HEADER.match(raws[at]):
            at += 1
            continue
        begin, named = at, dict[str, str]()
        while at < len(raws) and (found := _field(raws[at], at > begin)) is not None:
            name, value = found
            if name:
                named.setdefault(name, value)
            at += 1
        if {"subject", "from"} <= named.keys():
            above = begin > 0 and _MBOX.match(raws[begin - 1]) is not None
            yield begin - above, at, named["subject"].strip("*_ ")


def _field(raw: str, below: bool) -> tuple[str, str] | None:
    """Return a line of a head as its field's name and value, "" for one that goes on."""
    found = _HEADER.match(raw)
    if found:
        return _NAMED.get(found["name"].casefold(), ""), found["value"] or ""
    return ("", "") if below and raw[:1] in (" ", "\t") and raw.strip() else None


def _own(raws: Sequence[str], begin: int, end: int) -> Iterator[int]:
    """Yield the numbers of a message's own lines: no quotes, signature or foot of the list."""
    for at in range(begin, end):
        raw = raws[at].rstrip()
        if raw.strip() == "--" or _FOOT.fullmatch(raw.strip()):
            return
        if raw.lstrip().startswith(">") or _attributes(raws, at):
            continue
        yield at + 1


def _attributes(raws: Sequence[str], at: int) -> bool:
    """Whether a line says who wrote what is quoted below it."""
    if len(raws[at]) > 300 or not raws[at].rstrip().endswith((":", "-")):  # noqa: PLR2004  # a line
        return False
    if not _ATTRIBUTION.fullmatch(raws[at].strip()):
        return False
    below = next((raw for raw in raws[at + 1 : at + 3] if raw.strip()), "")
    return below.lstrip().startswith(">")


def _asks(message: _Message, raws: Sequence[str]) -> bool:
    texts = (message.subject, *message.text(raws).split("\n"))
    return any(asks(each) for text in texts for each in sentences(text))


MAILS = TextContainer("mailing list", _recognise, _read)
