# ruff: noqa: RUF001  # signs and words of other scripts are what it is about
"""The words by which questions and answers are told from each other.

Function words, and a teacher's verbs.

No word of any subject belongs here: what a text is about must not change how it is read.
"""

from __future__ import annotations

from bot.importing.languages import LANGUAGES, every


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
