"""Disputes of a reference, in words: what everybody sees, what members and organisers press."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.core.challenges import (
    MAX_BETTER_TEXT,
    MAX_REASON,
    Challenge,
    ChallengeShown,
    ChallengeState,
    LendableReply,
    Lending,
    ReferenceAct,
    Verdict,
)
from bot.core.deliveries import Delivery
from bot.core.feedback import beginning_of
from bot.core.models import Naming
from bot.core.read_models import Challenged, OpenChallenge, RoundCard
from bot.core.view import Action, Block, Heading, Line, Message, Press, Prose
from bot.presentation.forms import TextField, TextForm
from bot.presentation.lookup import NO_NAME
from bot.presentation.pictures import illustrated

CHALLENGES, CHALLENGE, WITHDRAW = "challenges", "challenge", "unchallenge"
AGREE, DISAGREE = "agree", "disagree"
LOOK, ACCEPT, ACCEPT_TEXT = "dispute", "dispute-accept", "dispute-text"
DECLINE = "dispute-decline"
IS_IT_WRONG = "Is the reference wrong?"
CHALLENGE_IT = "Challenge the reference"
CHANGE_MINE = "Change my challenge"
TAKE_CHALLENGE_BACK = "Take my challenge back"
REASON, BETTER_TEXT, WHY = "reason", "text", "why"
REASON_LABEL = "What is wrong with it?"
BETTER_LABEL = "What should stand there instead"
BETTER_HINT = "If you like. If it is accepted, it becomes the reference, as your words."
DECLINE_LABEL = "Why does the reference stay as it is?"
WHO_READS = "Whoever reads this reveal reads your challenge, and so do the deck’s organisers."
NOBODY = "Nobody challenges the reference."
SAVED = "Saved: organisers are told, and others can agree. You hear how it ends."
GONE = "Taken back: your challenge is gone."
NONE_TO_TAKE_BACK = "You have no challenge here."
AGREED = "Noted: you agree."
AGREES_NO_MORE = "Noted: you do not agree any more."
_WORDS = {
    ChallengeState.ACCEPTED: "accepted",
    ChallengeState.DECLINED: "declined",
    ChallengeState.OPEN: "not decided yet",
}
_MOST = 5
_MOST_REPLIES = 100
_TITLE = "The reference is challenged"


def state_words(challenge: Challenge) -> str:
    """Return what became of a challenge: "declined: it is as the book has it"."""
    words = _WORDS[challenge.state]
    return f"{words}: {challenge.verdict}" if challenge.verdict else words


def agreement_words(shown: ChallengeShown) -> str:
    """Return how many agree, "" for nobody."""
    if not shown.agreements:
        return ""
    return "1 agrees" if shown.agreements == 1 else f"{shown.agreements} agree"


def challenge_lines(challenges: Iterable[ChallengeShown]) -> Iterator[Line]:
    """Yield what everybody is told above a reference: who challenges its reference, and why."""
    open_now = [each for each in challenges if each.is_open]
    for each in open_now[:_MOST]:
        by, agree = each.author or NO_NAME, agreement_words(each)
        agreeing = f" ({agree})" if agree else ""
        reason = beginning_of(each.challenge.reason)
        yield Line(f"{_TITLE} by {by}{agreeing}: {reason}")
    if (more := len(open_now) - _MOST) > 0:
        yield Line(f"And by {more} more.")


def challenges_message(found: Challenged, words: str = "") -> Message:
    """Return what is challenged in a reveal, with what its reader can press."""
    round_ = found.round.id
    blocks: list[Block] = [Line(words)] if words else []
    blocks += [Heading(IS_IT_WRONG, 3), illustrated(found.question.text)]
    for each in found.challenges:
        blocks.extend(_blocks_of(each))
    if not found.challenges:
        blocks.append(Line(NOBODY))
    return Message(words or IS_IT_WRONG, tuple(blocks), tuple(_actions(found, round_)))


def _blocks_of(shown: ChallengeShown) -> Iterator[Block]:
    by = "You" if shown.mine else shown.author or NO_NAME
    told = [each for each in (agreement_words(shown), state_words(shown.challenge)) if each]
    yield Line(f"{by}; {'; '.join(told)}.")
    yield Prose(shown.challenge.reason, quoted=True)
    if shown.challenge.text:
        yield Line(f"{BETTER_LABEL}:")
        yield Prose(shown.challenge.text, quoted=True)


def _actions(found: Challenged, round_: str) -> Iterator[Action]:
    mine = found.mine
    if found.takes or mine:
        yield Action(CHALLENGE, CHANGE_MINE if mine else CHALLENGE_IT, round_, primary=not mine)
    others = [each for each in found.challenges if each.is_open and not each.mine]
    for each in others:
        label = beginning_of(each.challenge.reason)
        if each.agreed:
            yield Action(DISAGREE, f"I do not agree any more: {label}", round_, each.challenge.id)
        else:
            yield Action(AGREE, f"I agree: {label}", round_, each.challenge.id)
    for each in found.challenges:
        if each.mine and each.challenge.state is not ChallengeState.DECLINED:
            yield Action(WITHDRAW, TAKE_CHALLENGE_BACK, round_, each.challenge.id)


def challenge_form(found: Challenged) -> TextForm:
    """Return the form that challenges a reference, with what its reader wrote before."""
    known = found.mine.challenge if found.mine else None
    return TextForm(
        Press(CHALLENGE, found.round.id),
        CHALLENGE_IT,
        f"{found.question.text}\n\n{WHO_READS}",
        (
            TextField(REASON, REASON_LABEL, known.reason if known else "", MAX_REASON),
            TextField(
                BETTER_TEXT,
                BETTER_LABEL,
                known.text if known else "",
                MAX_BETTER_TEXT,
                hint=BETTER_HINT,
                required=False,
            ),
        ),
    )


def decline_form(found: OpenChallenge) -> TextForm:
    """Return the form that declines a challenge, for which a reason is told."""
    challenge = found.shown.challenge
    return TextForm(
        Press(DECLINE, challenge.id, found.stamp),
        "Decline",
        found.question.text,
        (TextField(WHY, DECLINE_LABEL, "", MAX_REASON),),
    )


def dispute_message(found: OpenChallenge) -> Message:
    """Return a challenge beside the reference, with what an organiser can press."""
    shown = found.shown
    challenge = shown.challenge
    blocks: list[Block] = [
        Heading(f"{found.deck.title} · question {found.question.position + 1}", 3),
        illustrated(found.question.text),
        Line("The reference says:"),
        illustrated(found.reference) if found.reference else Line("Nothing."),
        *_blocks_of(shown),
    ]
    actions: list[Action] = []
    if shown.is_open:
        if challenge.text:
            label = "Accept: trust their text"
            actions.append(Action(ACCEPT_TEXT, label, challenge.id, found.stamp, primary=True))
        label = "Accept: mark the reference wrong"
        actions.append(Action(ACCEPT, label, challenge.id, found.stamp))
        actions.append(Action(DECLINE, "Decline…", challenge.id, found.stamp))
    return Message(f"{_TITLE}: {found.question.text}", tuple(blocks), tuple(actions))


def decided_words(challenge: Challenge, verdict: Verdict) -> str:
    """Return what an organiser is told who decided."""
    if verdict is Verdict.DECLINE:
        return "Declined: the reference stays, and the member is told why."
    done = "their text is the reference now" if verdict is Verdict.ACCEPT_TEXT else "it is out"
    if challenge.edit is None:
        done = "the reference was changed already"
    return (
        f"Accepted: {done}. The member is told, and so is everybody who answered before. It can be "
        "undone on the deck’s page for a week."
    )


def correction_message(delivery: Delivery, card: RoundCard, code: str, why: str) -> Message:
    """Return what one member is told: how their challenge ended, or that a reference changed."""
    words = _TOLD[code]
    blocks: list[Block] = [Line(words), illustrated(card.question.text)]
    if code == LEND:
        credit = credit_words(card.round.naming)
        blocks.append(Line(f"It would stand there {credit}, until you take your answer back."))
        lend = Action(LEND, LEND_IT, card.round.id, primary=True)
        actions = lend, Action(LEND_NOT, KEEP_IT, card.round.id)
        words = f"{words} {card.question.text}"
        return Message(words, tuple(blocks), actions, for_member=delivery.member)
    if why:
        blocks += [Line("An organiser says:"), Prose(why, quoted=True)]
    return Message(
        summary=f"{words} {card.question.text}",
        blocks=tuple(blocks),
        actions=(Action("reveal", "See all answers", card.round.id, primary=True),),
        for_member=delivery.member,
    )


LEND, LEND_NOT = "lend", "lend-not"
LEND_IT, KEEP_IT = "Let it be the reference", "No"
ASK_FOR, REPLY_ASK = "reference-reply", "reference-reply-ask"
A_REPLY = "A reply as the reference"
LENT_WORDS = "Thank you: your answer is the reference now. If you take it back, it is that no more."
KEPT_WORDS = "Noted: it stays your answer, and nothing else. Organisers are told."
NOT_ASKED = "Nobody asks for your answer any more."
LENDING = {
    Lending.FREE: "Ask its author",
    Lending.ASKED: "Its author is asked",
    Lending.REFUSED: "Its author said no",
    Lending.TRUSTED: "It is trusted",
}


def which_reply_message(round_: str, replies: Sequence[LendableReply]) -> Message:
    """Return the replies of a round, to choose the one whose author is asked."""
    free = [each for each in replies if each.state is Lending.FREE][:_MOST_REPLIES]
    if not free:
        return Message.saying("No reply of this round is left to ask for.")
    return Message.saying(
        "Which reply is to be the reference? Its author is asked first.",
        actions=tuple(
            Action(
                ASK_FOR, f"{each.author or NO_NAME}: {beginning_of(each.text)}", round_, each.token
            )
            for each in free
        ),
    )


def asked_words(reply: LendableReply) -> str:
    """Return what an organiser is told who asked for a reply."""
    if reply.state is Lending.ASKED:
        return "Its author is asked; once they agree, their answer is the reference."
    return f"{LENDING[reply.state]}."


def credit_words(naming: Naming) -> str:
    """Return how who lends a reply is credited."""
    return "with your name" if naming is Naming.NAMES else "without a name, as “A member”"


_TOLD = {
    LEND: (
        "An organiser would like your answer to this question to be its reference, for all who "
        "study this deck."
    ),
    "accepted": "Your challenge was accepted: the reference is another one now.",
    "declined": "Your challenge was declined: the reference stays as it is.",
    "corrected": (
        "The reference of a question that you answered was wrong, as a member found, and is "
        "another one now."
    ),
}
ACT_ON_REFERENCE = {
    ReferenceAct.CHOSEN: "chose another answer",
    ReferenceAct.USUAL: "went back to the deck’s reference",
    ReferenceAct.WRITTEN: "wrote a text of their own",
    ReferenceAct.EDITED: "edited the text",
    ReferenceAct.MOVED: "moved answers",
    ReferenceAct.REJECTED: "marked the reference wrong",
    ReferenceAct.CORRECTED: "trusted what a member wrote against it",
    ReferenceAct.REPLY: "trusted a member’s reply",
    ReferenceAct.TAKEN_BACK: "took what was trusted out",
}
