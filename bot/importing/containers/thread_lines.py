# ruff: noqa: RUF001  # signs of pages are what it is about
"""What each line of a thread is, as it was copied from a forum's page: text, or what frames it.

Pages of Stack Exchange ("Asked 3 years ago", "2 Answers", votes, cards of users, comments) in the
languages that it has sites in, Reddit, Discourse, Quora, phpBB and others that sign each post.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

_LONGEST = 160  # of a line that is no text


class Kind(Enum):
    """What a line of a thread is."""

    BLANK = auto()
    TEXT = auto()
    FRAME = auto()  # buttons, counts and links of the page
    VOTES = auto()
    ACCEPTED = auto()
    ASKED = auto()  # "Asked 3 years ago"
    COUNT = auto()  # "2 Answers", above them
    SIGNED = auto()  # "answered Mar 3 at 10:11", above or below a post
    HEAD = auto()  # "ann · 3 yr. ago", above a post
    CARD = auto()  # what a user is worth
    COMMENT = auto()
    END = auto()  # what the page has below its thread


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A line from 1; `name` is whose post it signs or heads, `verb` what they did."""

    number: int
    raw: str
    kind: Kind
    name: str = ""
    verb: str = ""
    accepts: bool = False


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.VERBOSE)


_UNIT = (
    r"(?:s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?|o(?:nth)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?"
    r"|w(?:(?:ee)?ks?)?|y(?:(?:ea)?rs?)?)\b\.?"
)
_AGE = (
    rf"(?:(?:(?:over|about|almost|more[ ]than)[ ])?(?:\d{{1,3}}\+?|an?|one)[ ]?{_UNIT}"
    rf"(?:,?[ ]\d{{1,2}}[ ]?{_UNIT})?(?:[ ]ago)?|yesterday|today|just[ ]now"
    r"|last[ ](?:week|month|year))"
)
_MONTH = r"(?:(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:[a-z]{2,6}|\b\.?))"
_CLOCK = (
    r"(?:,?[ ](?:(?:at|@)[ ])?\d{1,2}[:.]\d{2}(?::\d{2})?(?:[ ]?[ap]\.?m\b\.?)?"
    r"(?:[ ](?:UTC|GMT|CES?T|[EP][DS]T))?)"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?[ ])"
_DATE = (
    rf"(?:{_WEEKDAY}?(?:{_MONTH}[ ]\d{{1,2}}(?:st|nd|rd|th)?(?:,?[ ]'?\d{{2,4}}\b)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[ ]{_MONTH}(?:,?[ ]'?\d{{2,4}}\b)?|{_MONTH},?[ ]'?\d{{2,4}}"
    rf"|\d{{4}}[-/]\d{{2}}[-/]\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}){_CLOCK}?)"
)
_WHEN = rf"(?:{_DATE}|{_AGE})"
_NAME = r"(?:/?u/)?[^\W_][\w.\-']{0,30}(?:[ ][\w.\-']{1,20}){0,3}?"
_ROLE = r"(?:[ ]?[(\[]?\b(?:OP|MOD|Admin|Moderator|Leader|Regular|Member|Author)\b[)\]]?)?"
_PART = r"(?:[ ]{0,3}[·•|,»:–—-][ ]{0,3}|[ ]{2,8}|\t)"

_SIGN = r"[✓✔✅☑\ufe0f]"
_ASKED_AGO = _pattern(
    rf"(?:asked[ :]{{1,2}}{_WHEN}|(?:frage[ ])?gestellt[ ]vor\b|gefragt[ ]vor\b|formulada[ ]hace\b"
    r"|preguntada[ ]hace\b|perguntada[ ]\d|вопрос[ ]задан\b|質問日|posée[ ]il[ ]y[ ]a\b).{0,90}"
)
_COUNT = _pattern(
    r"(?:\#{1,6}[ ])?(?:(?P<number>\d{1,4})[ ]?(?:answers?|replies|antworten|antwort|respuestas?"
    r"|respostas?|réponses?|ответ(?:а|ов)?|відповід(?:ь|і|ей)|件の回答|risposte|antwoorden|responses)"
    r"|(?:answers?|replies)[ ]?[:(][ ]?\d{1,4}[)]?|回答[ ]?\d{1,4}[ ]?件"
    r"|sort(?:ed)?[ ]by\b.{0,40}|sortiert[ ]nach\b.{0,40}|ordenad[oa]s?[ ]por\b.{0,40})"
)
_SIGNED = _pattern(
    rf"(?:[-–—•~][ ])?(?P<verb>asked|answered|edited|commented)\b"
    rf"(?:[ :]{{1,2}}{_WHEN}|[ ](?:by|on|from)\b|[ ].{{0,30}}\bago\b).{{0,80}}"
)
# "✅ Accepted answer - bob (25 votes)", "Answer 2 (score 30):": a judgement, and no mere label.
_ANSWER_HEAD = _pattern(
    rf"{_SIGN}{{0,3}}[ ]?(?:(?:accepted|best|top|another|other)[ ])?(?:answer|reply|response)"
    rf"(?:[ ]\#?\d{{1,3}})?(?:[ ]?(?:{_SIGN}|[(\[,·•|–—-]|by[ ])[^:]{{0,70}})?:?"
)
_JUDGED = _pattern(
    rf"{_SIGN}|\b\d+[ ](?:votes?|points?|upvotes?|likes?)\b|\b(?:score|votes)[ :]{{1,2}}"
    r"(?:of[ ])?\d|\baccepted\b|\bbest[ ](?:answer|reply)|\bby[ ]\w"
)
_NAME_WITHIN = _pattern(rf"(?:\bby[ ]|[–—-][ ])(?!\d)(?P<name>{_NAME})[ ]?(?:$|[(\[,·•|:–—-])")
_BY = _pattern(rf"\bby[ ](?P<name>{_NAME})[ ]?(?:$|[,(·•|:–—-]|(?:on|at|{_WHEN})\b)")
_HEADS = tuple(
    _pattern(rf"(?:\#\d{{1,4}}[ ])?(?:{each})")
    for each in (
        rf"(?:(?:post|re:[ ].{{1,80}})[ ])?by[ ](?P<name>{_NAME})[ ][»-][ ]{_WHEN}",
        rf"""(?P<name>{_NAME}){_ROLE}{_PART}(?:(?:posted|replied|asked|answered|wrote|on)[: ])?
        [ ]?{_WHEN}[.:]?(?:[ ]?[·•|,(].{{0,30}})?""",
        rf"""(?P<verb>posted|submitted|asked|answered|replied)[ ]{_WHEN}[ ]by[ ](?P<name>{_NAME})
        (?:[ ](?:to|in)[ ].{{1,40}})?""",
        rf"""(?:\[[–+-]\][ ]?)?(?P<name>{_NAME}){_ROLE}[ ]-?\d{{1,6}}[ ](?:points?|votes?)[ ]
        {_WHEN}.{{0,40}}""",
        rf"""(?P<verb>posted|submitted|started|asked|answered|replied|written)[ ](?:by[ ])
        (?P<name>{_NAME}){_ROLE}(?:[ ](?:on|at))?[ ,·•|-]{{1,4}}{_WHEN}.{{0,30}}""",
        rf"""(?P<name>{_NAME}){_ROLE}[ ](?P<verb>wrote|said|asked|replied|answered|posted)
        (?:[ ](?:on|at))?[ ,]{{0,2}}{_WHEN}[:.]?""",
    )
)
_PHOTO = _pattern(rf"profile[ ]photo[ ]for[ ](?P<name>{_NAME})")
_LONE_WHEN = _pattern(
    rf"(?:[·•|][ ]?)?(?:(?:posted|replied|answered)[ ])?{_WHEN}(?:[ ]\(edited\))?"
)
_LONE_NAME = _pattern(rf"{_NAME}{_ROLE}")
_VOTES = _pattern(
    r"[▲⬆↑+]?[ ]?-?\d{1,3}(?:[.,]\d{1,3})?k?(?:[ ](?:votes?|points?|upvotes?|stimmen?|votos?"
    r"|голос(?:а|ов)?))?[ ]?[▼⬇↓]?|[▲▼⬆⬇↑↓]{1,2}|(?:score|votes?)[ :]{1,2}(?:of[ ])?-?\d{1,6}"
)
_SAID_ACCEPTED = """(?:this[ ]answer[ ]is[ ])?(?:accepted(?:[ ](?:answer|solution))?
    |best[ ]answer|solution|(?:marked|selected)[ ]as[ ](?:the[ ])?(?:solution|answer|best[ ]answer)
    |correct[ ]answer|solved|akzeptierte?[ ]antwort|respuesta[ ]aceptada|resposta[ ]aceita
    |принятый[ ]ответ)"""
_ACCEPTED = _pattern(
    rf"""(?:\d{{1,5}}[ ])?{_SIGN}{{1,3}}(?:[ ]\d{{1,5}})?
    |[*(\[ ]{{0,4}}(?:{_SIGN}{{1,3}}[ ]?)?{_SAID_ACCEPTED}[*)\]: ]{{0,4}}{_SIGN}{{0,3}}"""
)
_HOLDS_ACCEPTED = _pattern(rf"{_SIGN}|\b(?:accepted|best[ ]answer|solution)\b")
_CARD = _pattern(
    r"""[\d.,]{1,8}k?(?:[ ]?[●•·]?[ ]?\d{1,6}){1,3}
    |.{0,40}\d+[ ](?:gold|silver|bronze)[ ]badges?\b.{0,60}
    |[\d.,]{1,8}k?[ ](?:reputation|rep|karma)(?:[ ].{0,30})?|user[ ]avatar|community[ ]wiki
    |profile[ ]photo[ ]for\b.{0,60}|.{0,120}\bauthor[ ]has[ ][\d.,]+[km]?[ ]answers\b.{0,100}
    |new[ ]contributor|joined:?[ ].{1,40}|posts:[ ][\d.,]+"""
)
_COMMENT = _pattern(
    rf".{{3,1200}}[ ][–—-][ ]?{_NAME}{_ROLE}[ ,]{{0,3}}(?:commented[ ]?)?(?:(?:on|at)[ ])?{_WHEN}?"
)
_COMMENTED = _pattern(rf"commented[ ]?(?:(?:on|at)[ ])?{_WHEN}|comments?:?|[–—][ ]?{_NAME}")
_COUNTED = _pattern(
    r"""(?:show[ ])?\d[\d.,]{0,8}[km]?[ ](?:more[ ])?
        (?:comments?|views?|likes?|shares?|awards?|upvotes?|downvotes?|points?|followers?)
        (?:[ ](?:view|show)[ ].{0,40})?
    |(?:view|show)[ ]\d[\d.,k]*[ ].{0,20}|level[ ]\d{1,2}|r/\w{2,30}|solved[ ]by[ ].{1,60}
    |(?:show|view|see|load)[ ]more\b.{0,30}|continue[ ]this[ ]thread|re:[ ].{1,120}
    |(?:modified|viewed|active|last[ ]activity|views?:|updated|edited|aufgerufen|bearbeitet
        |geändert|vist[ao]|modificad[ao]|editad[ao]|просмотрен|изменён|閲覧)[ ].{0,60}
    |all[ ]related[ ]\(\d+\)|add[ ]a[ ]comment\b.{0,10}|highest[ ]score\b.{0,20}
    |trending\b.{0,60}|(?:tags?|tagged|categor(?:y|ies))[ ]?:.{0,100}|(?:up|down)vote[ ]\d{1,6}"""
)
_BUTTONS = frozenset(
    """share follow cite flag delete undelete close reopen edit report award save saved hide reply
    like quote permalink embed context bookmark crosspost unfollow best top new old hot op upvote
    downvote parent source sort recommended top translate print repost subscribe""".split()  # noqa: SIM905  # a list of words
)
_FRAMES = _BUTTONS | {
    "ask question", "improve this question", "improve this answer", "reset to default",
    "give award", "copy link", "view profile", "go to comments", "save this question.",
    "show activity on this post.", "this question is useful", "this answer is useful",
    "best (default)", "join the discussion", "add comment", "add your answer", "all related",
    "question:", "question", "question body:", "answers", "answers:", "replies", "replies:",
    "·", "•", "|",
}  # fmt: skip
_PHRASES = ("improve this question", "improve this answer", "give award", "copy link")
_SEVERAL = re.compile(r"[ ]{1,3}[·•|][ ]{0,3}|[ ]{2,8}|\t|[ ]")
_ENDS = _pattern(
    r"(?:\#{1,6}[ ])?(?:your[ ]answer|post[ ]your[ ]answer|know[ ]someone[ ]who[ ]can[ ]answer\b.*"
    r"|not[ ]the[ ]answer[ ]you'?re[ ]looking[ ]for\b.*|related(?:[ ](?:questions|topics))?"
    r"|hot[ ]network[ ]questions|linked|sign[ ]up[ ]or[ ]log[ ]in|suggested[ ]topics"
    r"|you[ ]must[ ]log[ ]in[ ]to[ ]answer\b.*|more[ ](?:posts|answers)[ ](?:you|from|below)\b.*"
    r"|browse[ ]other[ ]questions\b.*)"
)
_DECORATION = " \t*_>"


def read_thread_lines(raws: Sequence[str]) -> list[ThreadLine]:
    """Return what each line is; code in fences is text, a name above a lone date is its head."""
    lines: list[ThreadLine] = []
    fenced = False
    for number, raw in enumerate(raws, 1):
        fence = raw.lstrip().startswith(("```", "~~~"))
        if fenced or fence:
            lines.append(ThreadLine(number, raw, Kind.TEXT))
            fenced = fenced != fence
            continue
        lines.append(_read(number, raw))
    return _headed(lines)


def _read(number: int, raw: str) -> ThreadLine:
    text = raw.replace("**", "").strip(_DECORATION)
    if not text:
        return ThreadLine(number, raw, Kind.BLANK)
    if raw.startswith(("    ", "\t")) and text.casefold() not in _FRAMES:
        return ThreadLine(number, raw, Kind.TEXT)
    if len(text) > _LONGEST:
        comment = raw[:1] != "#" and _COMMENT.fullmatch(text)
        return ThreadLine(number, raw, Kind.COMMENT if comment else Kind.TEXT)
    kind = _kind(text)
    if kind is not Kind.TEXT:
        return ThreadLine(number, raw, kind, accepts=kind is Kind.ACCEPTED)
    return _signed(number, raw, text)


def _kind(text: str) -> Kind:
    for kind, pattern in _BY_PATTERN:
        if pattern.fullmatch(text):
            return kind
    folded = text.casefold()
    if folded in _FRAMES or _are_buttons(folded):
        return Kind.FRAME
    return Kind.TEXT


def _are_buttons(folded: str) -> bool:
    for phrase in _PHRASES:
        folded = folded.replace(phrase, "share")
    parts = [part for part in _SEVERAL.split(folded) if part]
    return bool(parts) and all(part in _BUTTONS or part.isdecimal() for part in parts)


_BY_PATTERN = (
    (Kind.VOTES, _VOTES), (Kind.ACCEPTED, _ACCEPTED), (Kind.ASKED, _ASKED_AGO),
    (Kind.COUNT, _COUNT), (Kind.END, _ENDS), (Kind.CARD, _CARD), (Kind.FRAME, _COUNTED),
    (Kind.COMMENT, _COMMENTED),
)  # fmt: skip


def _signed(number: int, raw: str, text: str) -> ThreadLine:
    """Return a line with the name that it signs or heads, a comment, or text."""
    accepts = bool(_HOLDS_ACCEPTED.search(text))
    bare = text.lstrip("# ")
    if found := _SIGNED.fullmatch(bare):
        by = _BY.search(bare)
        name = by["name"] if by else ""
        return ThreadLine(number, raw, Kind.SIGNED, name, found["verb"].casefold(), accepts)
    if _JUDGED.search(bare) and _ANSWER_HEAD.fullmatch(bare):
        within = _NAME_WITHIN.search(bare)
        name = within["name"] if within else ""
        return ThreadLine(number, raw, Kind.SIGNED, name or "?", "answered", accepts)
    for pattern in _HEADS:
        if found := pattern.fullmatch(bare):
            verb = (found.groupdict().get("verb") or "").casefold()
            return ThreadLine(number, raw, Kind.HEAD, _named(found["name"]), verb, accepts)
    if text[:1] != "#" and _COMMENT.fullmatch(text):
        return ThreadLine(number, raw, Kind.COMMENT)
    return ThreadLine(number, raw, Kind.TEXT)


def _headed(lines: list[ThreadLine]) -> list[ThreadLine]:
    """Make one head of a name and the age or date that stands alone below it."""
    for at, line in enumerate(lines):
        if line.kind is Kind.CARD and (found := _PHOTO.fullmatch(line.raw.strip(_DECORATION))):
            _head_below(lines, at, found["name"])
        if line.kind is not Kind.TEXT or not _LONE_WHEN.fullmatch(line.raw.strip(_DECORATION)):
            continue
        place = _name_beside(lines, at)
        if place is not None:
            name = lines[place].raw.strip(_DECORATION)
            lines[place] = ThreadLine(lines[place].number, lines[place].raw, Kind.FRAME)
            lines[at] = ThreadLine(line.number, line.raw, Kind.HEAD, name)
    return lines


_CREDENTIALS = 7  # lines from a user's picture to the post's age


def _head_below(lines: list[ThreadLine], at: int, name: str) -> None:
    """Make one head of a user's picture, name, what they are, and the age of their post."""
    for place in range(at + 1, min(len(lines), at + 1 + _CREDENTIALS)):
        line = lines[place]
        if line.kind is Kind.TEXT and _LONE_WHEN.fullmatch(line.raw.strip(_DECORATION)):
            for each in range(at, place):
                lines[each] = ThreadLine(lines[each].number, lines[each].raw, Kind.FRAME)
            lines[place] = ThreadLine(line.number, line.raw, Kind.HEAD, name, "answered")
            return


_NEAR = 3  # lines, dots and blank ones among them


def _named(text: str) -> str:
    return text.removeprefix("/").removeprefix("u/")


def _name_beside(lines: Sequence[ThreadLine], at: int) -> int | None:
    """Return where the name of a lone date stands: above it, or below it where a group is above."""
    for place in range(at - 1, max(-1, at - 1 - _NEAR), -1):
        text = lines[place].raw.strip(_DECORATION)
        if text.startswith("r/"):
            below = next((each for each in range(at + 1, min(len(lines), at + 3))
                          if lines[each].kind is not Kind.BLANK), at)  # fmt: skip
            return below if " " not in lines[below].raw.strip() else None
        if lines[place].kind is Kind.TEXT:
            return place if _LONE_NAME.fullmatch(text) else None
        if lines[place].kind not in (Kind.BLANK, Kind.FRAME):
            return None
    return None
