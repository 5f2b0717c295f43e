"""Answering: the words of the form, and what a member is told about their own reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.models import Question, Reply, Round, Sharing
from bot.core.own_words import Confidence
from bot.core.text import plain
from bot.core.view import Action, Block, Line, Message, Moment, Prose
from bot.errors import PictureRefused
from bot.presentation.humanize import count, listed
from bot.presentation.own_words import HIDDEN, HOW_SURE, confidence_actions, confidence_words
from bot.presentation.paging import beginning
from bot.presentation.pictures import illustrated, refused_words
from bot.presentation.sharing import ASKED, AT_ANY_TIME, SHARING_WORDS, sharing_actions

_NAMED = 150  # characters of a question that tell it from others
UNREADABLE = "I cannot read this message. Press Answer under the question instead."
YOUR_ANSWER = "Your answer"
PRIVATE = "Only you see it until the round closes."
TAKE_BACK = "Take it back"
TAKE_MINE_BACK = "Take my answer back"
NOTHING_TO_TAKE_BACK = "There is no answer of yours to take back."
SAVE = "Save"
CANCEL = "Cancel"


def half_taken_words(lacking: Sequence[str]) -> str:
    """Return what is said of an answer of which something is not kept: "2 pictures", "a poll"."""
    return (
        f"Your words are saved as your answer, but not what came with them ({listed(lacking)}): an "
        "answer is words and pictures. Say in words what matters of it; you can edit the message."
    )


def no_words(lacking: Sequence[str]) -> str:
    """Return what is said of a message that has no words, but something else."""
    return (
        f"This has no words ({listed(lacking)}), and an answer needs some, so nothing was saved. "
        "Say in words what it shows."
    )


def saved_message(
    round_: Round,
    saved: Reply,
    replaced: Reply | None = None,
    left_out: Sequence[str] = (),
    *,
    refused: Sequence[PictureRefused] = (),
    question: str = "",
    again: bool | None = None,
    asks: bool = False,
) -> Message:
    """Return the confirmation that follows a commit, with the beginning of the question's words.

    `replaced` is what stood there before.

    It is answered `again`, as its revision says unless that is told.

    `left_out` is what could not be kept of it, `refused` which of its pictures. With `asks` its
    author is asked whether their answers may leave with a deck.
    """
    again = saved.revision > 1 if again is None else again
    words = "Saved: your new answer counts." if again else "Saved: your answer counts."
    told: tuple[Block, ...] = ()
    if replaced is not None and replaced.text != saved.text:
        told = (Line("It took the place of this earlier one:"), Prose(replaced.text))
    return Message(
        summary=words,
        blocks=(
            Line(f"{words} You can change it until the round closes."),
            *_asked(round_, question),
            *([Line(f"With {count(len(saved.pictures), 'picture')}.")] if saved.pictures else ()),
            *([Line(half_taken_words(left_out))] if left_out else ()),
            *([Line(refused_words(refused))] if refused else ()),
            *told,
            Line(f"{HOW_SURE} {HIDDEN}"),
            *(ASKED if asks else ()),
        ),
        actions=_all_actions(round_, None, asks=asks),
    )


def sure_message(
    round_: Round, said: Confidence, question: str = "", *, asks: bool = False
) -> Message:
    """Return what stands in place of the confirmation once its reader said how sure they are.

    What they could press there they can press on, and what they were asked there stays if it still
    `asks`.
    """
    words = f"Your answer is saved. {confidence_words(said)}"
    told = (*_asked(round_, question), *(ASKED if asks else ()))
    return Message.saying(words, *told, actions=_all_actions(round_, said, asks=asks))


def shared_message(
    round_: Round, sharing: Sharing, said: Confidence | None, question: str, *, is_over: bool
) -> Message:
    """Return what stands there once its reader said whether their answers may leave with a deck.

    They can press on what they could press there, unless the round `is_over`.
    """
    if is_over:
        return Message.saying(SHARING_WORDS[sharing], Line(AT_ANY_TIME))
    told = (Line(AT_ANY_TIME), *_asked(round_, question))
    words = f"{SHARING_WORDS[sharing]} Your answer to the question is saved."
    return Message.saying(words, *told, actions=_all_actions(round_, said, asks=False))


def _all_actions(round_: Round, said: Confidence | None, *, asks: bool) -> tuple[Action, ...]:
    change = Action("answer", "Change my answer", round_.id)
    withdraw = Action("withdraw", TAKE_BACK, round_.id)
    asked = sharing_actions(round_.id) if asks else ()
    return change, withdraw, *confidence_actions(round_.id, said, asks=asks), *asked


def _asked(round_: Round, question: str) -> tuple[Block, ...]:
    named = (Line(f"“{beginning(plain(question), _NAMED)}”"),) if question else ()
    return *named, Moment("Closes", round_.closes_at)


def withdrawn_message(
    round_: Round, reply: Reply, channels: Sequence[str], *, is_over: bool
) -> Message:
    """Return what is said of an answer that was taken back, with its text, and what is to come.

    `channels` are those in which posts still show it; where the round `is_over` there is no other
    answer to give.
    """
    words = f"Taken back: your answer is gone. {still_shown_words(channels)}".strip()
    if reply.written_in is not None:
        words = f"{words} {_WRITTEN}"
    again = () if is_over else (Action("answer", "Answer again", round_.id),)
    return Message.saying(words, Line("This is what you wrote:"), Prose(reply.text), actions=again)


_WRITTEN = "The message that you wrote it in stays until you delete it yourself."


def still_shown_words(channels: Sequence[str]) -> str:
    """Return what is still to come where posts showed an answer that is gone, "" for none."""
    if not channels:
        return ""
    return (
        f"The posts that showed it, in {listed(channels)}, are changed within the next minutes. "
        "What stands in a thread that a moderator closed follows when that is open again; the "
        "organisers hear of it."
    )


def stale_message(round_: str, stored: str, text: str) -> Message:
    """Return what is said when another window saved something else in between: both texts."""
    words = "Nothing was saved: your answer was changed somewhere else meanwhile."
    return both_texts(words, stored, text, Action("answer", "Answer again", round_, primary=True))


def both_texts(words: str, stored: str, text: str, again: Action) -> Message:
    """Return what somebody wrote, beside what was stored meanwhile, so that nothing is lost."""
    return Message.saying(
        words,
        Line("This is what is stored:"),
        Prose(stored),
        Line("And this is what you wrote just now:"),
        Prose(text),
        actions=(again,),
    )


def given_back_message(why: Message, text: str, question: Question | None = None) -> Message:
    """Return why a reply to a question was not taken, with its text: nothing typed is lost."""
    asked = (illustrated(question.text),) if question is not None else ()
    own = (Line("This is what you wrote:"), Prose(text))
    return replace(why, blocks=(*why.blocks, *asked, *own))
