"""Notes to oneself that stand where an answer should be: TODO, Done, "will do"."""

from __future__ import annotations

import re

# A placeholder is short: what is longer says something, whatever its first word is.
_LONGEST = 60

_MARKS = re.compile(r"^[\W_]+|[\W_]+$")
_SHRUG = re.compile(r"¯\\{0,3}_\\{0,2}\(ツ\)\\{0,2}_\\{0,2}/¯")
_OPENING = r"(?:(?:yes|yep|yeah|ok|okay|sure)[\s,.!]{1,3}){0,2}"
_LATER = r"(?:[\s,.]{1,3}(?:later|soon|it|this|that|tomorrow|eventually|someday)){0,3}"
_PLACEHOLDER = re.compile(
    rf"""{_OPENING}(?:
        to[\s-]?dos?(?:[ ]?[:(\[-].*)? | todo[ ].* | tbds? | tbc | tba | wip
      | n\.?/?a | not[ ]applicable | none[ ]yet
      | done | did[ ](?:it|this|that) | completed | finished | will[ ](?:do|answer|add|try|write)
      | (?:i|we)(?:'ll|[ ]will)[ ](?:do|answer|add|try|write)
      | (?:is[ ])?to[ ]be[ ](?:done|added|answered|written|completed|determined|defined)
        (?:[ ]by[ ](?:the[ ])?(?:reader|me|you|us))?
      | (?:is[ ])?to[ ]be[ ]filled(?:[ ]in)?
      | (?:coming|answer[ ]coming|more)[ ]soon | coming | placeholder
      | skip(?:ped|ping)?(?:[ ](?:for[ ]now|this[ ]one))?
      | (?:same[ ]as|see)[ ](?:above|below|before) | (?:i[ ])?(?:don't|do[ ]not)[ ]know(?:[ ]yet)?
      | idk | dunno | (?:i[ ]have[ ])?no[ ](?:idea|clue) | (?:i'm[ ])?not[ ]sure(?:[ ]yet)?
      | (?:in|work[ ]in)[ ]progress | pending | later | answer[ ]here | your[ ]answer(?:[ ]here)?
      | (?:not|haven't|have[ ]not)[ ](?:yet[ ])?(?:done|answered|attempted|completed)(?:[ ]yet)?
      | unanswered | no[ ]answer(?:[ ]yet)? | fill[ ]in | x{{2,5}} | ok | okay | yes[ ]done
    ){_LATER}""",
    re.VERBOSE | re.IGNORECASE,
)


def is_placeholder(answer: str) -> bool:
    """Whether the whole answer only stands for one: `Done` is, `Done. I built one` is not.

    "I don't know" and "see above" are honest, but nothing that another reader could learn from or
    be compared with: they count as placeholders too, while "I don't know, perhaps ..." says more.
    An answer of nothing but marks (`...`, `-`, `?`) is a placeholder; no text is not.
    """
    text = answer.strip()
    if not text or len(text) > _LONGEST:
        return False
    if _SHRUG.fullmatch(text):
        return True
    if not any(character.isalnum() for character in text):
        return _is_marks_only(text)
    core = _MARKS.sub("", text).replace("’", "'")
    return _PLACEHOLDER.fullmatch(" ".join(core.split())) is not None


def _is_marks_only(text: str) -> bool:
    # Symbols such as an arrow or an emoji may be the answer; dots, dashes and a lone "?" are not.
    return all(character in ".…-–—_?*>• \t\n" for character in text)
