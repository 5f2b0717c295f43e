"""What members are asked about a reveal, what they are told when they say it, and the counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.core.feedback import Rating
from bot.core.naming import cut_apart, ellipsized
from bot.core.read_models import Ballot, Candidate, Helpful, Reveal, Tally
from bot.core.view import Action, Block, Card, CardKind, Columns, Heading, Line, Message
from bot.errors import NotFound, NothingToRate
from bot.presentation.humanize import count
from bot.presentation.lookup import NO_ANSWERS, NO_NAME, STAND_IN, authored_card
from bot.presentation.own_words import WERE
from bot.presentation.pictures import illustrated
from bot.presentation.points import points_of
from bot.presentation.reveal import TOUCHES
from bot.presentation.word_changes import WORD_BY_WORD

RATING_LABELS = {Rating.MISSED: "Missed", Rating.PARTLY: "Partly", Rating.GOT_IT: "Got it"}
# What stands for a rating in an address or an id, where a space may not be.
_RATING_NAMES = {Rating.MISSED: "missed", Rating.PARTLY: "partly", Rating.GOT_IT: "got-it"}
HOW_DID_I_DO = "How did I do?"
MOST_HELPFUL = "Most helpful"
PRIVATE = "Nobody sees who said what. The counts are posted a day after the answers."
NOBODY_ELSE = "Nobody else answered, so there is nothing to vote for."
VOTE_TAKEN_BACK = "Your vote is taken back."
_LONGEST_LABEL = 80


def rating_name(rating: Rating) -> str:
    """Return what stands for a rating in an action's subject and in forms."""
    return _RATING_NAMES[rating]


def rating_named(name: str) -> Rating:
    """Return the rating that a name stands for. Raises NotFound."""
    for rating, known in _RATING_NAMES.items():
        if known == name:
            return rating
    raise NotFound("rating", name)


def rating_message(reveal: Reveal, mine: Rating | None) -> Message:
    """Return the reader's reply beside the reference, and the words to rate it with.

    The rating that was chosen is primary. Raises NothingToRate for a reader without a reply.
    """
    question = reveal.question.text
    return Message(
        summary=f"{HOW_DID_I_DO} {question}",
        blocks=tuple(_beside_the_reference(reveal, mine)),
        actions=(
            *(
                Action("rated", label, reveal.round.id, rating_name(rating), primary=rating is mine)
                for rating, label in RATING_LABELS.items()
            ),
            Action("words", WORD_BY_WORD, reveal.round.id),
        ),
    )


def _beside_the_reference(reveal: Reveal, mine: Rating | None) -> Iterator[Block]:
    index = next((at for at, authored in enumerate(reveal.replies) if authored.mine), None)
    if index is None:
        raise NothingToRate
    card = authored_card(CardKind.REPLY, reveal.replies[index], points_of(reveal, index))
    yield Heading(HOW_DID_I_DO, 3)
    yield illustrated(reveal.question.text)
    if not reveal.answers.reference and reveal.answers.earlier:
        yield Line(STAND_IN)
    yield Columns((_reference(reveal), (card,)), ("Reference", "Your answer"))
    if reveal.comparison.has_marks:
        yield Line(TOUCHES)
    if mine is not None:
        yield Line(f"You said: {RATING_LABELS[mine]}.")


def _reference(reveal: Reveal) -> tuple[Card, ...]:
    # Without a reference the first earlier answer is what the key points are from.
    authored_texts = reveal.answers.reference or reveal.answers.earlier[:1]
    cards = tuple(authored_card(CardKind.REFERENCE, authored) for authored in authored_texts)
    return cards or (Card(CardKind.REFERENCE, "", NO_ANSWERS),)


def rated_words(rating: Rating) -> str:
    """Return what a member is told who has rated their reply."""
    return f"You said: {RATING_LABELS[rating]}. {PRIVATE}"


def votes(ballot: Ballot) -> tuple[Action, ...]:
    """Return the replies to vote for: the choice is a reply's token, the vote's is primary."""
    labels = cut_apart([choice_label(each) for each in ballot.choices], _LONGEST_LABEL)
    return tuple(
        Action("voted", label, ballot.round.id, each.token, primary=each.token == ballot.chosen)
        for label, each in zip(labels, ballot.choices, strict=True)
    )


def ballot_message(ballot: Ballot) -> Message:
    """Return the replies to vote for, and `unvote` for who has voted."""
    actions = votes(ballot)
    if ballot.chosen is not None:
        actions = (*actions, Action("unvote", "Take my vote back", ballot.round.id))
    return Message(
        summary=f"{MOST_HELPFUL}: {ballot.question.text}",
        blocks=(
            Heading(MOST_HELPFUL, 3),
            illustrated(ballot.question.text),
            Line(f"Which answer helped you most? {PRIVATE}" if ballot.choices else NOBODY_ELSE),
        ),
        actions=actions,
    )


def choice_label(choice: Candidate) -> str:
    """Return a reply in at most 80 characters: whose it is and how it begins."""
    return ellipsized(f"{choice.author or NO_NAME}: {choice.beginning}", _LONGEST_LABEL)


def voted_words(choice: Candidate | None) -> str:
    """Return what a member is told who has voted, or taken the vote back."""
    if choice is None:
        return VOTE_TAKEN_BACK
    whose = f"{choice.author}’s answer." if choice.author else f"“{choice.beginning}”"
    return f"Your vote is for {whose} {PRIVATE}"


def tally_message(tally: Tally) -> Message:
    """Return the counts as they are posted. The summary names nobody: it is kept for longer."""
    return Message(
        summary=f"How it went: {tally.question.text}",
        blocks=(
            Heading("How it went", 3),
            illustrated(tally.question.text),
            *(Line(words) for words in tally_words(tally) or [_TAKEN_BACK]),
        ),
        actions=(Action("reveal", "See all answers", tally.round.id),),
    )


_TAKEN_BACK = "What was said of it was taken back."


def tally_words(tally: Tally) -> list[str]:
    """Return a line for what was said of one's own replies, and one for each most helpful."""
    said = _ratings_words(tally.ratings)
    lines = [f"In their own words: {said}."] if said else []
    lines += [f"Who {WERE[level]}: {_ratings_words(of)}." for level, of in tally.by_confidence]
    return [*lines, *(_helpful_words(each, tally.votes) for each in tally.helpful)]


def _ratings_words(ratings: Iterable[tuple[Rating, int]]) -> str:
    return ", ".join(f"{number} {RATING_LABELS[rating].lower()}" for rating, number in ratings)


def _helpful_words(helpful: Helpful, votes: int) -> str:
    whose = f"{helpful.author}’s answer" if helpful.author else f"“{helpful.beginning}”"
    return f"{MOST_HELPFUL}, with {helpful.votes} of {count(votes, 'vote')}: {whose}"
