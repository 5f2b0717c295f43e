"""Decks put right: one edit a transaction, noted, undoable, and never over somebody else's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from bot.core.audit import Act, Actor
from bot.core.contents import DeckContents
from bot.core.deck_changes import (
    Change,
    change_between,
    shift_between,
    stamp,
    with_decisions,
)
from bot.core.deck_editing import edited
from bot.core.deck_edits import (
    OWN,
    WITHDRAWN,
    Asked,
    DeleteQuestion,
    Edit,
    EditAnswer,
    EditQuestion,
    MoveQuestion,
    Split,
    TrustMember,
    WithdrawAnswer,
    WithdrawQuestion,
    WithdrawSource,
    WriteReference,
)
from bot.core.deliveries import ABOUT_ROUNDS
from bot.core.models import (
    Answer,
    Deck,
    DeckId,
    GroupId,
    Question,
    QuestionId,
    Source,
    SourceId,
    WorkspaceId,
)
from bot.core.pictures import named_in, only_pictures
from bot.core.references import references_changed
from bot.errors import (
    EditedMeanwhile,
    MovedMeanwhile,
    NotFound,
)
from bot.services.audit import note
from bot.services.deck_acts import act_of, act_on_reference
from bot.services.deck_keeping import DeckKeeping
from bot.services.deck_subjects import (
    Subject,
    asked_about,
    decisions_about,
    is_in,
    question_in,
    source_in,
    subject_of,
)
from bot.services.deck_undo import DeckUndo
from bot.services.decks import own_deck
from bot.services.reference_history import ReferenceStep, Why, history_of, note_references
from bot.storage.transaction import Transaction

Withdraw = WithdrawAnswer | WithdrawQuestion | WithdrawSource
_AT_ONCE = 8_192  # questions of which a statement tells


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question as organisers put it right.

    `stamp` is what an edit of it is sent with; `posts` is how many reveals show its answers, and
    `history` how it came to its reference, the latest first.
    """

    question: Question
    answers: Sequence[tuple[Answer, Source]]
    sources: Sequence[Source]
    stamp: str
    reference: SourceId | None
    is_open: bool
    was_asked: bool
    posts: int
    total: int
    history: Sequence[ReferenceStep] = ()


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What withdrawing something takes out, before that is done.

    So many `answers` and `questions`, the latter asked or not, and `posts` that are changed. It is
    `what` it is called; `stamp` is what it is done with.
    """

    what: str
    questions: int
    answers: int
    posts: int
    stamp: str


@dataclass(slots=True)
class Adding:
    """A deck that something is added to, in a transaction.

    `change` is what is added, by an `edit` of that id, and `values` are what the log says of it.
    """

    tx: Transaction
    deck: Deck
    edit: str
    change: Change = field(default_factory=Change)
    values: Mapping[str, str] = field(default_factory=dict)


class DeckEditService(DeckUndo, DeckKeeping):
    """Changes the decks of a workspace."""

    async def question(
        self, workspace: WorkspaceId, deck: DeckId, question: QuestionId
    ) -> ShownQuestion:
        """Return a question of the workspace's deck. Raises NotFound and DeckIsShipped."""
        async with self._context.store.reading() as tx:
            found = await own_deck(tx, workspace, deck)
            its = await question_in(tx, found, question)
            answers = (await tx.decks.answers_to([question])).get(question, ())
            asked = await tx.deck_edits.asked([question])
            rounds = await tx.deck_edits.revealed([question])
            return ShownQuestion(
                its,
                answers,
                await tx.decks.sources(deck),
                stamp(its, [answer for answer, _ in answers]),
                its.reference or found.reference,
                question in asked.now,
                question in asked.ever,
                await tx.posted.count(rounds),
                await tx.decks.count_questions(deck, ""),
                await history_of(tx, deck, question),
            )

    async def edit(self, workspace: WorkspaceId, deck: DeckId, edit: Edit, seen: str) -> None:
        """Change a deck; `seen` is the stamp of the question as whoever edits it saw it.

        Raises NotFound, DeckIsShipped, EditedMeanwhile, and as `edited`. Reveals that show what is
        changed are made anew, those that are posted too.
        """
        async with self._context.editing(workspace) as tx:
            await tx.workspaces.lock(workspace)
            found = await own_deck(tx, workspace, deck)
            _, groups = await self.edit_in(tx, found, edit, seen)
        self.tell(groups)

    async def move(
        self, workspace: WorkspaceId, deck: DeckId, edit: MoveQuestion, was: int, over: QuestionId
    ) -> None:
        """Put a question of a list in the place of the question `over`.

        `was` is the place, from 0, at which whoever moves it saw it, as they saw `over` at the one
        that it goes to. Stamps would not tell who else moved them meanwhile, and places say nothing
        once the order is another. Raises NotFound, DeckIsShipped and MovedMeanwhile.
        """
        async with self._context.editing(workspace) as tx:
            await tx.workspaces.lock(workspace)
            found = await own_deck(tx, workspace, deck)
            there = await tx.decks.some([edit.question, over])
            places = {each.id: each.position for each in there if is_in(found, each)}
            if edit.question not in places:
                raise NotFound("question", edit.question)
            if (places[edit.question], places.get(over)) != (was, edit.to):
                raise MovedMeanwhile
            _, groups = await self.edit_in(tx, found, edit, None)
        self.tell(groups)

    async def edit_in(
        self,
        tx: Transaction,
        deck: Deck,
        edit: Edit,
        seen: str | None,
        *,
        challenge: str | None = None,
        actor: Actor | None = None,
    ) -> tuple[str, Collection[GroupId]]:
        """Change a deck whose workspace is locked, as `edit` does; `seen` is None for whatever is.

        Returns the id of the edit, and the groups to `tell` after the commit; what changes nothing
        is no edit that could be undone. The history of a
        reference has the `challenge` for which it is changed, and who does: the `actor`, or who
        acts at present.
        """
        await self._keep_unopened(tx, edit)
        subject = await subject_of(tx, deck, edit)
        if seen is not None and subject.stamp != seen:
            raise EditedMeanwhile("document" if subject.question is None else "question")
        edit = await _with_own_pictures(tx, deck, edit)
        change, after, asked = await self._changed(tx, subject, edit)
        id_ = self._context.new_id()
        if change.is_nothing:
            return id_, frozenset()
        groups = await self._write(tx, deck, id_, change, asked)
        changed = references_changed(subject.contents, after, change.touched)
        act = act_on_reference(edit)
        history = [(question, source, act) for question, source in changed.items()]
        why = Why(id_, challenge, actor)
        await note_references(tx, self._context, deck.id, history, why)
        values = {"deck": deck.title, "edit": id_}
        values |= {"what": act_of(edit), "question": subject.called}
        if subject.question is not None:
            values["question_id"] = subject.question
        where = deck.workspace
        await note(tx, self._context, Act.DECK_EDITED, workspace=where, values=values, actor=actor)
        if isinstance(edit, Withdraw):
            groups = {*groups, *await self._forget_words(tx, where, _gone(change))}
        return id_, groups

    async def _forget_words(
        self, tx: Transaction, workspace: WorkspaceId, gone: Collection[QuestionId]
    ) -> Collection[GroupId]:
        """Quote what was withdrawn neither in the log nor in what anybody was told of it."""
        if not gone:
            return ()
        await tx.audit.forget_words(workspace, gone, WITHDRAWN)
        for at in range(0, len(ids := list(gone)), _AT_ONCE):
            await tx.web_messages.forget_words(ids[at : at + _AT_ONCE], WITHDRAWN)
        return await tx.posted.forget_words(gone, WITHDRAWN, self._context.clock())

    @asynccontextmanager
    async def adding(self, workspace: WorkspaceId, deck: DeckId) -> AsyncIterator[Adding]:
        """Give a transaction in which something is added to a deck, as an edit that can be undone.

        Raises NotFound and DeckIsShipped.
        """
        async with self._context.editing(workspace) as tx:
            await tx.workspaces.lock(workspace)
            adding = Adding(tx, await own_deck(tx, workspace, deck), self._context.new_id())
            yield adding
            asked = await tx.deck_edits.asked(adding.change.touched)
            groups = await self._write(tx, adding.deck, adding.edit, adding.change, asked)
            values = {"deck": adding.deck.title, "edit": adding.edit, **adding.values}
            await note(tx, self._context, Act.DECK_EDITED, workspace=workspace, values=values)
        self.tell(groups)

    async def withdrawal(self, workspace: WorkspaceId, deck: DeckId, edit: Withdraw) -> Withdrawal:
        """Return what an edit would withdraw. Raises as `edit`, and changes nothing."""
        async with self._context.store.reading() as tx:
            found = await own_deck(tx, workspace, deck)
            if isinstance(edit, WithdrawSource):
                return await _withdrawal_of(tx, found, edit.source)
            subject = await subject_of(tx, found, edit)
            change, _, asked = await self._seen(tx, subject, edit)
            return Withdrawal(
                subject.called,
                len(_gone(change)),
                sum(1 for _, new in change.answers if new is None),
                await _posts_of(tx, change, asked),
                subject.stamp,
            )

    async def _changed(
        self, tx: Transaction, subject: Subject, edit: Edit
    ) -> tuple[Change, DeckContents, Asked]:
        """Return what an edit changes, and decides about later imports; the contents it makes."""
        change, after, asked = await self._seen(tx, subject, edit)
        sources, deck = subject.contents.sources, subject.contents.deck
        theirs = {each.id for each in sources if each.format == OWN or each.member is not None}
        known = await decisions_about(tx, deck, edit, change)
        return with_decisions(change, edit, deck, known, theirs), after, asked

    async def _seen(
        self, tx: Transaction, subject: Subject, edit: Edit
    ) -> tuple[Change, DeckContents, Asked]:
        """Return what an edit changes of what is seen, and the contents it makes."""
        before, deck = subject.contents, subject.contents.deck
        asked = await asked_about(tx, subject, edit)
        count = 0 if isinstance(edit, WithdrawSource) else len(before.answers) + 1
        new_ids = [self._context.new_id() for _ in range(count)]
        own, total = self._own(deck), await tx.decks.count_questions(deck.id, "")
        after = edited(before, edit, asked, new_ids=new_ids, own=own, total=total)
        change = change_between(before, after)
        return replace(change, shift=shift_between(before, after, edit)), after, asked

    async def _keep_unopened(self, tx: Transaction, edit: Edit) -> None:
        """Let nobody open what an edit takes away, from before it is asked whether it is open."""
        if isinstance(edit, DeleteQuestion | WithdrawQuestion):
            await tx.decks.keep_unopened([edit.question])
        elif isinstance(edit, WithdrawSource):
            await tx.deck_edits.keep_unopened(edit.source)

    def _own(self, deck: Deck) -> Source:
        id_, now = self._context.new_id(), self._context.clock()
        return Source(SourceId(id_), deck.id, OWN, "Organisers", "", OWN, id_, now)


async def _with_own_pictures(tx: Transaction, deck: Deck, edit: Edit) -> Edit:
    """Return an edit whose text shows no pictures but those of the workspace's decks."""
    if not isinstance(edit, EditQuestion | EditAnswer | Split | WriteReference | TrustMember):
        return edit
    if not (named := named_in(edit.text)):
        return edit
    own = await tx.pictures.of_workspace(deck.workspace)
    await tx.pictures.show_in(deck.id, named & own)
    return replace(edit, text=only_pictures(edit.text, own))


def _gone(change: Change) -> frozenset[QuestionId]:
    """Return the questions that a change takes out."""
    pairs = change.questions
    return frozenset(old.id for old, new in pairs if old and (not new or new.withdrawn))


async def _posts_of(tx: Transaction, change: Change, asked: Asked) -> int:
    """Return how many posts and messages are changed that show what a change takes out."""
    gone = _gone(change)
    reveals = await tx.posted.count(
        await tx.deck_edits.revealed((change.touched & asked.ever) - gone)
    )
    quoting = await tx.posted.count(await tx.deck_edits.over(gone & asked.ever), ABOUT_ROUNDS)
    return reveals + quoting + (await tx.posted.count_notices(gone) if gone else 0)


async def _withdrawal_of(tx: Transaction, deck: Deck, id_: SourceId) -> Withdrawal:
    """Return what withdrawing a document takes out, which may be much: it is counted alone."""
    source, seen = await source_in(tx, deck, id_)
    answers, questions = await tx.deck_edits.extent(id_)
    posts = await tx.posted.count_reveals_of(id_)
    return Withdrawal(source.name, questions, answers, posts, seen)
