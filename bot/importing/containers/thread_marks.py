# ruff: noqa: RUF001  # signs of pages are what it is about
"""How lines look that frame the posts of a thread: signatures, votes, buttons, cards of users."""

from __future__ import annotations

import re


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
ASKED_AGO = _pattern(
    rf"(?:asked[ :]{{1,2}}{_WHEN}|(?:frage[ ])?gestellt[ ]vor\b|gefragt[ ]vor\b|formulada[ ]hace\b"
    r"|preguntada[ ]hace\b|perguntada[ ]\d|вопрос[ ]задан\b|質問日|posée[ ]il[ ]y[ ]a\b).{0,90}"
)
COUNT = _pattern(
    r"(?:\#{1,6}[ ])?(?:(?P<number>\d{1,4})[ ]?(?:answers?|replies|antworten|antwort|respuestas?"
    r"|respostas?|réponses?|ответ(?:а|ов)?|відповід(?:ь|і|ей)|件の回答|risposte|antwoorden|responses)"
    r"|(?:answers|replies|antworten|respuestas|respostas|réponses|ответы):?"
    r"|(?:answers?|replies)[ ]?[:(][ ]?\d{1,4}[)]?|回答[ ]?\d{1,4}[ ]?件"
    r"|sort(?:ed)?[ ]by\b.{0,40}|sortiert[ ]nach\b.{0,40}|ordenad[oa]s?[ ]por\b.{0,40})"
)
QUESTION_BY = _pattern(
    rf"(?:question|asked)[ ]by[: ]{{1,2}}(?P<name>{_NAME})(?:[ ,(·|–—-].{{0,60}})?"
)
# The same words as the sites of Stack Exchange in other languages have them.
SIGNED_ABROAD = _pattern(
    r"""(?:(?P<answered>beantwortet|respondid[ao]|répondu|ответ[ ]дан|відповідь[ ]дано|回答日)
    |(?P<asked>gefragt|formulada|preguntada|perguntada|posée|задан|вопрос[ ]задан|質問日)
    |(?:bearbeitet|editad[ao]|modifié|modificad[ao]|изменён|отредактирован|編集))\b.{0,60}\d.{0,40}"""
)
SIGNED = _pattern(
    rf"(?:[-–—•~][ ])?(?P<verb>asked|answered|edited|commented)\b"
    rf"(?:[ :]{{1,2}}{_WHEN}|[ ](?:by|on|from)\b|[ ].{{0,30}}\bago\b).{{0,80}}"
)
# "✅ Accepted answer - bob (25 votes)", "Answer 2 (score 30):": a judgement, and no mere label.
ANSWER_HEAD = _pattern(
    rf"{_SIGN}{{0,3}}[ ]?(?:(?:accepted|best|top|another|other)[ ])?(?:answer|reply|response)"
    rf"(?:[ ]\#?\d{{1,3}})?(?:[ ]?(?:{_SIGN}|[(\[,·•|–—-]|by[ ])[^:]{{0,70}})?:?"
)
JUDGED = _pattern(
    rf"{_SIGN}|\b\d+[ ](?:votes?|points?|upvotes?|likes?)\b|\b(?:score|votes)[ :]{{1,2}}"
    r"(?:of[ ])?\d|\baccepted\b|\bbest[ ](?:answer|reply)|\bby[ ]\w"
)
NAME_WITHIN = _pattern(rf"(?:\bby[ ]|[–—-][ ])(?!\d)(?P<name>{_NAME})[ ]?(?:$|[(\[,·•|:–—-])")
BY = _pattern(rf"\bby[ ](?P<name>{_NAME})[ ]?(?:$|[,(·•|:–—-]|(?:on|at|{_WHEN})\b)")
# Names above posts that can only answer: what judges the post stands beside them.
ANSWERERS = tuple(
    _pattern(each)
    for each in (
        rf"""[(\[]?(?:{_SIGN}|accepted|best[ ]answer)?[)\]]?[ ]?by[ ](?P<name>{_NAME})[ ]?
        \((?:[^()]{{0,40}}[ ,])?(?:{_WHEN}|\d{{1,6}}[ ](?:up)?(?:votes?|points?))\):?""",
        rf"""(?P<name>{_NAME})[ ]\(\d{{1,6}}[ ](?:up)?(?:votes?|points?|likes?)\):?""",
        rf"""(?:top[ ])?(?:comment|reply|answer)[ ][–—-][ ](?P<name>{_NAME})
        (?:[ ]\(.{{1,40}}\))?:""",
    )
)
HEADS = tuple(
    _pattern(rf"(?:\#\d{{1,4}}[ ])?(?:{each})")
    for each in (
        rf"(?:(?:post|re:[ ].{{1,80}})[ ])?by[ ](?P<name>{_NAME})[ ][»-][ ]{_WHEN}",
        rf"""(?P<name>{_NAME}){_ROLE}{_PART}(?:(?:posted|replied|asked|answered|wrote|on)[: ])?
        [ ]?{_WHEN}[.:]?(?:[ ]?[·•|,(].{{0,30}})?""",
        rf"""(?P<verb>posted|submitted|asked|answered|replied)[ ]{_WHEN}[ ]by[ ](?P<name>{_NAME})
        (?:[ ](?:to|in)[ ].{{1,40}})?""",
        rf"""(?:\[[–+-]\][ ]?)?(?P<name>{_NAME}){_ROLE}[ ]-?\d{{1,6}}[ ](?:points?|votes?)[ ]
        {_WHEN}.{{0,40}}""",
        rf"""(?P<verb>posted|submitted|started|asked|answered|replied|written)[ ](?:by:?[ ])
        (?P<name>{_NAME}){_ROLE}(?:[ ](?:on|at))?[ ,·•|-]{{1,4}}{_WHEN}.{{0,30}}""",
        rf"""(?P<name>{_NAME}){_ROLE}[ ](?P<verb>wrote|said|asked|replied|answered|posted)
        (?:[ ](?:on|at))?[ ,]{{0,2}}{_WHEN}[:.]?""",
    )
)
PHOTO = _pattern(rf"profile[ ]photo[ ]for[ ](?P<name>{_NAME})")
LONE_WHEN = _pattern(
    rf"(?:[·•|][ ]?)?(?:(?:posted|replied|answered):?[ ])?{_WHEN}(?:[ ]\(edited\))?"
)
LONE_NAME = _pattern(rf"{_NAME}{_ROLE}")
VOTES = _pattern(
    r"[▲⬆↑+]?[ ]?-?\d{1,3}(?:[.,]\d{1,3})?k?(?:[ ](?:votes?|points?|upvotes?|stimmen?|votos?"
    r"|голос(?:а|ов)?))?[ ]?[▼⬇↓]?|[▲▼⬆⬇↑↓]{1,2}|(?:score|votes?)[ :]{1,2}(?:of[ ])?-?\d{1,6}"
)
_SAID_ACCEPTED = """(?:this[ ]answer[ ]is[ ])?(?:accepted(?:[ ](?:answer|solution))?
    |best[ ]answer|solution|(?:marked|selected)[ ]as[ ](?:the[ ])?(?:solution|answer|best[ ]answer)
    |correct[ ]answer|solved|akzeptierte?[ ]antwort|respuesta[ ]aceptada|resposta[ ]aceita
    |принятый[ ]ответ)"""
ACCEPTED = _pattern(
    rf"""(?:\d{{1,5}}[ ])?{_SIGN}{{1,3}}(?:[ ]\d{{1,5}})?
    |[*(\[ ]{{0,4}}(?:{_SIGN}{{1,3}}[ ]?)?{_SAID_ACCEPTED}[*)\]: ]{{0,4}}{_SIGN}{{0,3}}"""
)
HOLDS_ACCEPTED = _pattern(rf"{_SIGN}|\b(?:accepted|best[ ]answer|solution)\b")
CARD = _pattern(
    r"""[\d.,]{1,8}k?(?:[ ]?[●•·]?[ ]?\d{1,6}){1,3}
    |.{0,40}\d+[ ](?:gold|silver|bronze)[ ]badges?\b.{0,60}
    |[\d.,]{1,8}k?[ ](?:reputation|rep|karma)(?:[ ].{0,30})?|user[ ]avatar|community[ ]wiki
    |profile[ ]photo[ ]for\b.{0,60}|.{0,120}\bauthor[ ]has[ ][\d.,]+[km]?[ ]answers\b.{0,100}
    |new[ ]contributor|joined:?[ ].{1,40}|posts:[ ][\d.,]+"""
)
COMMENT = _pattern(
    rf".{{3,1200}}[ ][–—-][ ]?{_NAME}{_ROLE}[ ,]{{0,3}}(?:commented[ ]?)?(?:(?:on|at)[ ])?{_WHEN}?"
)
COMMENTED = _pattern(rf"commented[ ]?(?:(?:on|at)[ ])?{_WHEN}|comments?:?|[–—][ ]?{_NAME}")
COUNTED = _pattern(
    r"""(?:show[ ])?\d[\d.,]{0,8}[km]?[ ](?:more[ ])?
        (?:comments?|views?|likes?|shares?|awards?|upvotes?|downvotes?|points?|followers?)
        (?:[ ](?:view|show)[ ].{0,40})?
    |(?:view|show)[ ]\d[\d.,k]*[ ].{0,20}|level[ ]\d{1,2}|by[ ]\w{2,30}
    |r/\w{2,30}(?:[ ][•·|].{0,60})?
    |solved[ ]by[ ].{1,60}
    |(?:show|view|see|load)[ ]more\b.{0,30}|continue[ ]this[ ]thread|re:[ ].{1,120}
    |(?:modified|viewed|active|last[ ]activity|views?:|updated|edited|aufgerufen|bearbeitet
        |geändert|vist[ao]|modificad[ao]|editad[ao]|просмотрен|изменён|閲覧)[ ].{0,60}
    |all[ ]related[ ]\(\d+\)|add[ ]a[ ]comment\b.{0,10}|highest[ ]score\b.{0,20}
    |trending\b.{0,60}|(?:tags?|tagged|categor(?:y|ies))[ ]?:.{0,100}|(?:up|down)vote[ ]\d{1,6}"""
)
BUTTONS = frozenset(
    """share follow cite flag delete undelete close reopen edit report award save saved hide reply
    like quote permalink embed context bookmark crosspost unfollow best top new old hot op upvote
    downvote parent source sort recommended top translate print repost subscribe""".split()  # noqa: SIM905  # a list of words
)
FRAMES = BUTTONS | {
    "ask question", "improve this question", "improve this answer", "reset to default",
    "give award", "copy link", "view profile", "go to comments", "save this question.",
    "show activity on this post.", "this question is useful", "this answer is useful",
    "best (default)", "join the discussion", "add comment", "add your answer", "all related",
    "compartir", "seguir", "compartilhar", "siga", "teilen", "folgen", "partager", "suivre",
    "поделиться", "отслеживать", "共有", "フォローする", "mejora esta pregunta",
    "mejora esta respuesta", "melhore esta pergunta", "melhore esta resposta",
    "улучшить вопрос", "улучшить ответ", "frage verbessern", "antwort verbessern",
    "améliorer cette question", "améliorer cette réponse", "この質問を改善する",
    "この回答を改善する", "question:", "question", "question body:",
    "·", "•", "|",
}  # fmt: skip
PHRASES = ("improve this question", "improve this answer", "give award", "copy link")
SEVERAL = re.compile(r"[ ]{1,3}[·•|][ ]{0,3}|[ ]{2,8}|\t|[ ]")
ENDS = _pattern(
    r"(?:\#{1,6}[ ])?(?:your[ ]answer|post[ ]your[ ]answer|know[ ]someone[ ]who[ ]can[ ]answer\b.*"
    r"|not[ ]the[ ]answer[ ]you'?re[ ]looking[ ]for\b.*|related(?:[ ](?:questions|topics))?"
    r"|hot[ ]network[ ]questions|linked|sign[ ]up[ ]or[ ]log[ ]in|suggested[ ]topics"
    r"|you[ ]must[ ]log[ ]in[ ]to[ ]answer\b.*|more[ ](?:posts|answers)[ ](?:you|from|below)\b.*"
    r"|browse[ ]other[ ]questions\b.*)"
)
