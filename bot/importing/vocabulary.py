# ruff: noqa: RUF001  # signs and words of other scripts are what it is about
"""The words by which questions, answers and notes to oneself are told from each other.

Function words, a teacher's verbs, and what people write where an answer should be: TODO, Done.

No word of any subject belongs here: what a text is about must not change how it is read.
"""

from __future__ import annotations

import re

from bot.importing.languages import LANGUAGES, every

# A placeholder is short: what is longer says something, whatever its first word is.
_LONGEST = 60
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
        to[\s-]?dos?(?:[ ]?[:(\[-].*)? | todo[ ].* | tbds? | tbc | tba | wip
      | n\.?/?a | not[ ]applicable | (?:none|not)[ ]yet
      | done | did[ ](?:it|this|that) | completed | finished | will[ ](?:do|answer|add|try|write)
      | (?:i|we)(?:'ll|[ ]will)[ ](?:do|answer|add|try|write|finish|revisit|return|fill[ ]in
        |(?:come|get|go|be)[ ]back|look[ ](?:it|this)[ ]up)
      | (?:is[ ])?to[ ]be[ ](?:done|added|answered|written|completed|determined|defined)
        (?:[ ]by[ ](?:the[ ])?(?:reader|me|you|us))?
      | (?:is[ ])?to[ ]be[ ]filled(?:[ ]in)?
      | (?:coming|answer[ ]coming|more)[ ]soon | coming | placeholder
      | skip(?:ped|ping)?(?:[ ](?:for[ ]now|this[ ]one))?(?:,?[ ](?:no|out[ ]of)[ ]time)?
      | (?:same[ ]as|see)[ ](?:above|below|before) | (?:i[ ])?(?:don't|do[ ]not)[ ]know(?:[ ]yet)?
      | idk | dunno | (?:i[ ]have[ ])?no[ ](?:idea|clue) | (?:i'm[ ])?not[ ]sure(?:[ ]yet)?
      | (?:(?:re-?)?read|revisit|check|look|ask)(?:[ ](?:this|it|that|up)){{0,2}}[ ](?:again|later)
      | (?:in|work[ ]in)[ ]progress | pending | later | answer[ ]here
      | (?:(?:write|type|enter|put|add)[ ])?your[ ](?:answer|code|solution)(?:[ ](?:goes[ ])?here)?
      | (?:not|haven't|have[ ]not)[ ](?:yet[ ])?(?:done|answered|attempted|completed)(?:[ ]yet)?
      | unanswered | no[ ]answer(?:[ ]yet)? | fill[ ]in | x{{2,5}} | ok | okay | yes[ ]done
    )(?:[\s,.]{{1,3}}sorry)?{_LATER}""",
    re.VERBOSE | re.IGNORECASE,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


QUESTION_MARKS = "?？؟\u037e⸮"
# Those of other languages than English, of one word each ...
_INTERROGATIVES = frozenset(word for word in every("interrogatives") if " " not in word)
_IMPERATIVES = every("verbs") - frozenset(LANGUAGES["english"].words("verbs"))
# ... and of scripts without spaces, where a word can only be looked for at the ends of a sentence.
ASKING_ENDINGS = tuple(sorted(every("asking")))
TELLING_ENDINGS = tuple(sorted(every("telling")))
UNSPACED_OPENINGS = tuple(
    sorted(
        {"什么是", "什麼是", "为什么", "為什麼", "如何", "怎么", "怎麼", "怎样", "何谓", "为何"}
        | frozenset(LANGUAGES["chinese"].words("verbs"))
        | frozenset(LANGUAGES["japanese"].words("verbs"))
        | frozenset(LANGUAGES["korean"].words("verbs"))
        | frozenset(LANGUAGES["thai"].words("verbs"))
    )
)
# With these a question begins ...
QUESTION_WORDS = _INTERROGATIVES | _words(
    """what what's whats why how how's when where where's which who who's whose whom is are am
    was were do does did can could should would will shall may might must has have had isn't
    aren't wasn't weren't don't doesn't didn't can't couldn't shouldn't wouldn't won't"""
)
# ... with these one that asks for more than yes or no, an auxiliary right behind.
OPEN_WORDS = _words("""what why how when where which who whose whom""")
AUXILIARIES = _words(
    """is are was were do does did can could should would will has have might must"""
)
# Verbs with which a teacher asks for an answer in words ...
STUDY_VERBS = _words(
    """explain describe define discuss list name give provide state compare contrast summarize
    summarise outline identify illustrate justify distinguish differentiate draw sketch
    derive prove show enumerate mention elaborate clarify interpret"""
) | frozenset(word for word in _IMPERATIVES if " " not in word)
# ... and with which a book asks the reader to do something.
TASK_VERBS = _words(
    """write create implement complete consider open follow start build train try find look
    read choose pick plot take think search download research add modify experiment
    calculate compute convert fill make run use test work perform repeat recall select
    double go do see check install change prepare design develop predict estimate suppose
    imagine evaluate determine apply analyze analyse investigate study review watch set put
    turn replace rewrite print return guess answer propose suggest explore practice reflect
    brainstorm translate visualize visualise solve simplify construct formulate tell
    code ponder talk"""
)
INSTRUCTIONS = STUDY_VERBS | TASK_VERBS
_PRODUCING_VERBS = _words(
    """write create implement build calculate compute plot find choose consider try select"""
)
# What is asked for after a question mark too; "Use a ..." and "Give it ..." are answers there.
ADDED_VERBS = (STUDY_VERBS - {"give"}) | _PRODUCING_VERBS
# Their dot ends no sentence.
ABBREVIATIONS = _words("""e.g eg i.e ie etc vs ex cf dr mr mrs ms prof fig eq no al approx""")
# What opens a statement; a sentence of another first word may be an instruction we do not know.
STATEMENT_WORDS = _words(
    """the a an it its this that these those there they we i he she you your my our their his
    her in on at by for with from as if when while because since so but and or not no yes"""
)
# A line that ends in one of these is not over: what follows was code.
BREAKING_OFF = _words(
    """a an the of to in with by for from on at and or between using does do is are this that"""
)
# A paragraph that opens with one of these is about what the last one named.
PRONOUNS = _words("""it this that these those they he she its their his""")
# With these readers head what they wrote.
TITLE_WORDS = _words(
    """answers answer solutions solution questionnaire quiz homework chapter lesson lecture week
    notes exam exercises"""
)
# A paragraph that goes on from the last one asks nobody: "But why? Because ...".
CONNECTIVES = _words("""so but and or because now then therefore thus hence""")


def is_placeholder(answer: str) -> bool:
    """Whether the whole answer only stands for one: `Done` is, `Done. I built one` is not.

    "I don't know" and "see above" are honest, but nothing that another reader could learn from or
    be compared with: they count as placeholders too, while "I don't know, perhaps ..." says more.
    An answer of nothing but marks (`...`, `-`, `?`) is a placeholder; no text is not.
    """
    text = answer.strip()
    if "<" in text[:1] and len(text) <= _LONGEST_TAGGED:
        text = _TAGS.sub("", text).strip()
    if not text or len(text) > _LONGEST:
        return False
    if _SHRUG.fullmatch(text) or text.strip(_AROUND).strip("\ufe0f\u200d♂♀🏻🏼🏽🏾🏿") == "🤷":
        return True
    if not any(character.isalnum() for character in text):
        return _is_marks_only(text)
    bare = text.replace("**", "").replace("__", "")
    core = " ".join(_MARKS.sub("", bare).replace("’", "'").split())
    # Some scripts end words in marks that are no letters.
    if not _EMPTY.isdisjoint({core.casefold(), text.strip(_AROUND).casefold()}):
        return True
    return _PLACEHOLDER.fullmatch(core) is not None


def says_nothing(answer: str) -> bool:
    """Whether a placeholder has no words of its own: `TODO` has none, `TODO: steam, crust` has."""
    return is_placeholder(answer) and not _TO_DO_AND_MORE.match(answer)


def _is_marks_only(text: str) -> bool:
    # Symbols such as an arrow or an emoji may be the answer; dots, dashes and a lone "?" are not.
    return all(character in ".…-–—_?*>•\\ \t\n" for character in text)
