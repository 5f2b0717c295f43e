"""Notes to oneself where an answer should be: `TODO`, `Done`, `(Ana will look it up)`."""

from __future__ import annotations

import re

from bot.importing.languages import every

# A placeholder is short: what is longer says something, whatever its first word is.
_LONGEST = 60
_LONGEST_OF_CLAUSES = 90  # where every clause is one
_EMPTY = every("empty")
_TAGS, _LONGEST_TAGGED = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE), 300
_AROUND = " \t\n.…()[]*_:-–—!¡"

_MARKS = re.compile(r"^[\W_]+|[\W_]+$")
_SHRUG = re.compile(r"¯\\{0,3}_\\{0,2}\(ツ\)\\{0,2}_\\{0,2}/¯")
_OPENING = r"(?:(?:yes|yep|yeah|ok|okay|sure)[\s,.!]{1,3}){0,2}"
_LATER = (
    r"(?:[\s,.]{1,3}(?:later|soon|it|this|that|tomorrow|eventually|someday|to|one|question|in|on"
    r"|when[ ]i[ ](?:can|have[ ]time))){0,4}"
)
_TO_DO_AND_MORE = re.compile(r"[\W_]{0,20}to[\s-]?dos?\b[\W_]{0,20}\w", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    rf"""{_OPENING}(?:
        to[\s-]?dos?(?:[ ]?[:(\[-].*)? | todo[ ].* | t\.?b\.?[dca]s? | wip
      | n\.?/?a | not[ ]applicable | (?:none|not)[ ]yet
      | done | did[ ](?:it|this|that) | completed | finished | will[ ](?:do|answer|add|try|write)
      | (?:i|we)(?:'ll|[ ]will)[ ](?:do|answer|add|try|write|finish|revisit|return|fill[ ]in
        |(?:come|get|go|be)[ ]back|look[ ](?:it|this)[ ]up)
      | (?:is[ ])?to[ ]be[ ](?:done|added|answered|written|completed|determined|defined)
        (?:[ ]by[ ](?:the[ ])?(?:reader|me|you|us))?
      | (?:is[ ])?to[ ]be[ ]filled(?:[ ]in)?
      | (?:coming|answer[ ]coming|more)[ ]soon | coming | placeholder
      | skip(?:ped|ping)?(?:[ ](?:for[ ]now|this[ ]one))?(?:,?[ ](?:no|out[ ]of)[ ]time)?
      | (?:same[ ]as|see)[ ](?:above|below|before)
      | (?:(?:i|we)[ ])?(?:don't|do[ ]not)[ ]know(?:[ ]yet)?
      | idk | dunno | (?:i[ ]have[ ])?no[ ](?:idea|clue) | (?:i'm[ ])?not[ ]sure(?:[ ]yet)?
      | (?:(?:re-?)?read|revisit|check|look|ask)(?:[ ](?:this|it|that|up)){{0,2}}[ ](?:again|later)
      | (?:in|work[ ]in)[ ]progress | pending | later | answer[ ]here
      | (?:(?:write|type|enter|put|add)[ ])?your[ ](?:answer|code|solution)(?:[ ](?:goes[ ])?here)?
      | (?:not|haven't|have[ ]not)[ ](?:yet[ ])?(?:done|answered|attempted|completed
        |discussed|covered|recorded|filled[ ]in)(?:[ ]yet)?
      | unanswered | no[ ]answer(?:[ ]yet)? | fill[ ]in | x{{2,5}} | ok | okay | yes[ ]done
    )(?:[\s,.]{{1,3}}sorry)?{_LATER}""",
    re.VERBOSE | re.IGNORECASE,
)


def is_placeholder(answer: str) -> bool:
    """Whether the whole answer only stands for one: `Done` is, `Done. I built one` is not.

    "I don't know" and "see above" are honest, but nothing that another reader could learn from or
    be compared with: they count as placeholders too, while "I don't know, perhaps ..." says more.
    An answer of nothing but marks (`...`, `-`, `?`) is a placeholder; no text is not.
    """
    text = answer.strip()
    if "<" in text[:1] and len(text) <= _LONGEST_TAGGED:
        text = _TAGS.sub("", text).strip()
    if not text or len(text) > _LONGEST_OF_CLAUSES:
        return False
    if _SHRUG.fullmatch(text) or text.strip(_AROUND).strip("\ufe0f\u200d♂♀🏻🏼🏽🏾🏿") == "🤷":
        return True
    if not any(character.isalnum() for character in text):
        return _is_marks_only(text)
    bare = text.replace("**", "").replace("__", "").replace("\\", "")
    core = " ".join(_MARKS.sub("", bare).replace("’", "'").split())
    # Some scripts end words in marks that are no letters.
    if not _EMPTY.isdisjoint({core.casefold(), text.strip(_AROUND).casefold()}):
        return True
    if len(text) <= _LONGEST and _PLACEHOLDER.fullmatch(core) is not None:
        return True
    puzzled = text.startswith("?" * _FEWEST_MARKS)
    return _are_notes(core, enclosed=_is_enclosed(bare), puzzled=puzzled)


# What says by itself that nobody has answered ...
_NOTE = re.compile(
    r"""(?:(?:nobody|no[ -]one|none[ ]of[ ]us)[ ](?:had|has|knew|knows|answered|found|wrote|said)
        (?:[ ](?:an|the|any|this|it|one|answer|anything|question|down|here))*
      | (?:(?:i|we)[ ])?(?:ran[ ]out|out)[ ]of[ ]time(?:[ ]for[ ](?:this|that|it)(?:[ ]one)?)?
      | (?:(?:i|we)[ ])?(?:had[ ])?no[ ](?:more[ ])?time(?:[ ]left)?
        (?:[ ]for[ ](?:this|that|it)(?:[ ]one)?)?
      | (?:(?:i|we)[ ])?(?:didn't|haven't|did[ ]not|have[ ]not)[ ](?:get|gotten|got|come|answer
        |answered|do|done|discuss|discussed|cover|covered|finish|finished)
        (?:[ ](?:to|this|that|it|the|one|question|yet|here))*
      | (?:i|we)[ ](?:skipped|missed|left[ ]out|omitted)[ ](?:this|that|it)(?:[ ]one)?
      | (?:(?:i|we)[ ])?need(?:s)?[ ]to[ ](?:look[ ](?:this|it)[ ]up|re-?read|revisit|review[ ]this)
      | (?:to[ ])?(?:come|get|go)[ ]back[ ]to[ ](?:this|it)(?:[ ](?:one|later|again))*
      | (?:still[ ])?to[ ]be[ ](?:done|added|answered|written|completed)[ ]by[ ]\w{1,20}
      | look[ ](?:it|this|that)[ ]up | (?:answer|still)[ ]missing | left[ ]for[ ]later
      | fill[ ](?:this[ ])?in[ ]later
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# ... and what says so beside such words: what a person will do, or should be done.
_VERBS = (
    r"(?:do|write|answer|look|check|add|fill|ask|find|read|finish|take|prepare|explain|bring|google"
    r"|search|revisit|review)\b(?:[ ][\w']{1,12}){0,5}"
)
_PROMISE = re.compile(
    rf"(?:[^\W\d_][\w'-]{{0,20}} (?:will|wants to|wanted to|is going to|should|has to|to)"
    rf"|i'll|we'll) {_VERBS}",
    re.IGNORECASE,
)
_ERRAND = re.compile(rf"(?:to )?{_VERBS}|(?:for |by |@)\w{{1,20}}", re.IGNORECASE)
_CLAUSES = re.compile(r"[,;:.()\[\]–—!?]+|[ ]-+[ ]|[ ](?:and|but|so)[ ]")
_FEWEST_MARKS = 2  # of question marks that stand for an answer


def _are_notes(core: str, *, enclosed: bool, puzzled: bool) -> bool:
    """Whether every clause of a text says that it is no answer, or promises one.

    A promise alone is one in brackets; `Ask the baker` is one beside a note or behind `??`.
    """
    clauses = [bare for clause in _CLAUSES.split(core) if (bare := clause.strip(" *_"))]
    said = [_is_note(clause) for clause in clauses]
    if not clauses or all(said):
        return bool(clauses)
    others = [clause for clause, is_note in zip(clauses, said, strict=True) if not is_note]
    if not any(said) and not puzzled:
        return enclosed and all(map(_PROMISE.fullmatch, others))
    return all(_PROMISE.fullmatch(one) or _ERRAND.fullmatch(one) for one in others)


def _is_note(clause: str) -> bool:
    if clause.casefold() in _EMPTY:
        return True
    return bool(_NOTE.fullmatch(clause) or _PLACEHOLDER.fullmatch(clause))


def _is_enclosed(text: str) -> bool:
    """Whether a text is in brackets from end to end."""
    bare = text.strip(" \t\n*_.-")
    return bare[:1] in "([" and bare[-1:] in ")]" and bare.count(bare[:1]) == 1


def says_nothing(answer: str) -> bool:
    """Whether a placeholder has no words of its own: `TODO` has none, `TODO: steam, crust` has."""
    return is_placeholder(answer) and not _TO_DO_AND_MORE.match(answer)


def _is_marks_only(text: str) -> bool:
    # Symbols such as an arrow or an emoji may be the answer; dots, dashes and a lone "?" are not.
    return all(character in ".…-–—_?*>•\\ \t\n" for character in text)
