"""Decks put right: one edit a transaction, noted, undoable, and never over somebody else's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.core.audit import Act, Actor, AuditEntry
from bot.core.challenges import ReferenceAct
from bot.core.contents import DeckContents
from bot.core.decisions import Decisions
from bot.core.deck_changes import (
    Change,
    DeckLabel,
    change_between,
    shift_between,
    stamp,
    stamp_of_source,
    with_decisions,
)
from bot.core.deck_editing import edited
from bot.core.deck_edits import (
    OWN,
    REPLY,
    WITHDRAWN,
    Asked,
    ChooseReference,
    DeleteQuestion,
    Edit,
    EditAnswer,
    EditQuestion,
    MarkAnswer,
    Merge,
    MoveAnswer,
    MoveQuestion,
    OfAnswer,
    OfQuestion,
    RejectReference,
    Retire,
    Split,
    TrustMember,
    WithdrawAnswer,
    WithdrawQuestion,
    WithdrawSource,
    WriteReference,
)
from bot.core.feedback import beginning_of
from bot.core.limits import MAX_TITLE
from bot.core.models import (
    Answer,
    Deck,
    DeckId,
    GroupId,
    PersonId,
    Question,
    QuestionId,
    ScheduleState,
    Source,
    SourceId,
    WorkspaceId,
)
from bot.core.naming import free_title
from bot.core.pictures import named_in, only_pictures
from bot.core.references import references_changed
from bot.core.schedules import paused
from bot.errors import (
    AnotherEditIsLast,
    EditedMeanwhile,
    MovedMeanwhile,
    NotFound,
    NothingToUndo,
)
from bot.services.audit import names_of, note
from bot.services.context import Context
from bot.services.deck_labels import refuse_taken, rename_in, set_language_in
from bot.services.decks import own_deck
from bot.services.live import Topic
from bot.services.outbox import Notice, tell_admins
from bot.services.pausing import DECK_REMOVED, go_on
from bot.services.reference_history import ReferenceStep, Why, history_of, note_references
from bot.services.suggestion_notes import reopen
from bot.storage.transaction import Transaction

T = TypeVar("T", Question, Answer, Source)
UNDONE_WITHIN = timedelta(days=7)
Withdraw = WithdrawAnswer | WithdrawQuestion | WithdrawSource
_AT_ONCE = 8_192  # questions whose answers a statement asks for


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


@dataclass(frozen=True, slots=True)
class LastEdit:
    """The edit that would be undone now, by its `id`: made `at` a time.

    The `entry` is what the log says of it, None where it says nothing; `names` are what the people
    in that are called.
    """

    id: str
    at: datetime
    entry: AuditEntry | None
    names: Mapping[PersonId, str]


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


class DeckEditService:
    """Changes the decks of a workspace."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def question(
        self, workspace: WorkspaceId, deck: DeckId, question: QuestionId
    ) -> ShownQuestion:
        """Return a question of the workspace's deck. Raises NotFound and DeckIsShipped."""
        async with self._context.store.reading() as tx:
            found = await own_deck(tx, workspace, deck)
            its = await _question(tx, found, question)
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
                await tx.posted.count_reveals(rounds),
                await tx.decks.count_questions(deck, ""),
                await history_of(tx, deck, question),
            )

    async def edit(self, workspace: WorkspaceId, deck: DeckId, edit: Edit, seen: str) -> None:
        """Change a deck; `seen` is the stamp of the question as whoever edits it saw it.

        Raises NotFound, DeckIsShipped, EditedMeanwhile, and as `edited`. Reveals that show what is
        changed are made anew, those that are posted too.
        """
        async with self._context.changing(workspace, Topic.DECKS) as tx:
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
        async with self._context.changing(workspace, Topic.DECKS) as tx:
            await tx.workspaces.lock(workspace)
            found = await own_deck(tx, workspace, deck)
            there = await tx.decks.some([edit.question, over])
            places = {each.id: each.position for each in there if _is_in(found, each)}
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
        subject = await _subject(tx, deck, edit)
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
            await _forget_words(tx, where, _gone(change))
        return id_, groups

    @asynccontextmanager
    async def adding(self, workspace: WorkspaceId, deck: DeckId) -> AsyncIterator[Adding]:
        """Give a transaction in which something is added to a deck, as an edit that can be undone.

        Raises NotFound and DeckIsShipped.
        """
        async with self._context.changing(workspace, Topic.DECKS) as tx:
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
            subject = await _subject(tx, found, edit)
            change, _, asked = await self._seen(tx, subject, edit)
            rounds = await tx.deck_edits.revealed(change.touched & asked.ever)
            return Withdrawal(
                subject.called,
                len(_gone(change)),
                sum(1 for _, new in change.answers if new is None),
                await tx.posted.count_reveals(rounds),
                subject.stamp,
            )

    async def _changed(
        self, tx: Transaction, subject: _Subject, edit: Edit
    ) -> tuple[Change, DeckContents, Asked]:
        """Return what an edit changes, and decides about later imports; the contents it makes."""
        change, after, asked = await self._seen(tx, subject, edit)
        sources, deck = subject.contents.sources, subject.contents.deck
        theirs = {each.id for each in sources if each.format == OWN or each.member is not None}
        known = await _decisions(tx, deck, edit, change)
        return with_decisions(change, edit, deck, known, theirs), after, asked

    async def _seen(
        self, tx: Transaction, subject: _Subject, edit: Edit
    ) -> tuple[Change, DeckContents, Asked]:
        """Return what an edit changes of what is seen, and the contents it makes."""
        before, deck = subject.contents, subject.contents.deck
        asked = await _asked(tx, subject, edit)
        count = 0 if isinstance(edit, WithdrawSource) else len(before.answers) + 1
        new_ids = [self._context.new_id() for _ in range(count)]
        own, total = self._own(deck), await tx.decks.count_questions(deck.id, "")
        after = edited(before, edit, asked, new_ids=new_ids, own=own, total=total)
        change = change_between(before, after)
        return replace(change, shift=shift_between(before, after, edit)), after, asked

    async def rename(self, workspace: WorkspaceId, deck: DeckId, title: str, seen: str) -> Deck:
        """Call a deck otherwise; `seen` is the title that it had for whoever renames it.

        Raises NotFound, DeckIsShipped, EditedMeanwhile, DeckExists, TextEmpty and TextTooLong.
        """
        async with self._context.changing(workspace, Topic.DECKS) as tx:
            await tx.workspaces.lock(workspace)
            found = await own_deck(tx, workspace, deck)
            return await rename_in(tx, self._context, found, title, seen)

    async def label(
        self, workspace: WorkspaceId, deck: DeckId, new: DeckLabel, seen: DeckLabel
    ) -> None:
        """Change of a deck's name and language what is another than was seen, or nothing.

        Raises as `rename`, and UnknownLanguage.
        """
        async with self._context.changing(workspace, Topic.DECKS) as tx:
            await tx.workspaces.lock(workspace)
            found = await own_deck(tx, workspace, deck)
            if new.title != seen.title:
                found = await rename_in(tx, self._context, found, new.title, seen.title)
            if new.language != seen.language:
                await set_language_in(tx, self._context, found, new.language, seen.language)

    async def remove(self, workspace: WorkspaceId, deck: DeckId) -> None:
        """Ask and show a deck nowhere any more; what was asked of it stays, and open rounds go on.

        Its schedules pause, and their organisers are told. Raises NotFound and DeckIsShipped.
        """
        async with self._context.changing(workspace, Topic.DECKS) as tx:
            await tx.workspaces.lock(workspace)
            found, now = await own_deck(tx, workspace, deck), self._context.clock()
            if found.removed_at is not None:
                return
            await tx.decks.update(deck, removed_at=now)
            planned = await tx.schedules.of_deck_for_update(deck)
            active = [each for each in planned if each.state is ScheduleState.ACTIVE]
            await tx.schedules.update_progress(paused(each, DECK_REMOVED) for each in active)
            told = {"deck": found.title, "removed": deck}
            notices = [
                Notice(each.group, f"{each.id}:{now}", DECK_REMOVED, {**told, "schedule": each.id})
                for each in active
            ]
            await tell_admins(tx, notices, now)
            values = {"deck": found.title}
            await note(tx, self._context, Act.DECK_REMOVED, workspace=workspace, values=values)

    async def restore(self, workspace: WorkspaceId, deck: DeckId) -> Deck:
        """Bring a removed deck back, and the schedules that paused with it.

        Where its title is taken meanwhile it gets a number. Raises NotFound and DeckIsShipped.
        """
        async with self._context.changing(workspace, Topic.DECKS) as tx:
            await tx.workspaces.lock(workspace)
            found = await own_deck(tx, workspace, deck)
            if found.removed_at is None:
                return found
            title = free_title(found.title, await tx.decks.titles_of(workspace), MAX_TITLE)
            back = await tx.decks.update(deck, title=title, removed_at=None)
            await go_on(tx, await tx.schedules.of_deck_for_update(deck), self._context.clock())
            values = {"deck": title}
            await note(tx, self._context, Act.DECK_RESTORED, workspace=workspace, values=values)
            return back

    async def removed(self, workspace: WorkspaceId) -> Sequence[Deck]:
        """Return the workspace's decks that were removed, the latest first."""
        async with self._context.store.reading() as tx:
            return await tx.decks.removed(workspace)

    async def undo(self, workspace: WorkspaceId, deck: DeckId, seen: str | None = None) -> None:
        """Make a deck what it was before its last edit.

        That has the id `seen` where somebody saw whose it was. Raises NotFound, NothingToUndo,
        AnotherEditIsLast, and DeckExists where another deck has its old name by now.
        """
        async with self._context.changing(workspace, Topic.DECKS) as tx:
            await tx.workspaces.lock(workspace)
            found = await own_deck(tx, workspace, deck)
            latest = await tx.deck_edits.latest(deck)
            if latest is not None and seen is not None and latest[0] != seen:
                raise AnotherEditIsLast
            if latest is None or not await _stands(tx, found, latest[1]):
                raise NothingToUndo
            change = latest[1].reversed
            if change.label is not None:
                await refuse_taken(tx, found, change.label[1].title)
            rows = (row for pair in change.questions for row in pair if row is not None)
            gone = {old.id for old, new in change.questions if old is not None and new is None}
            await tx.decks.keep_unopened(gone)
            asked = await tx.deck_edits.asked({each.id for each in rows} | change.touched)
            if gone & asked.ever:
                raise NothingToUndo  # it was asked since
            await _apply(tx, deck, change, asked)
            groups = await self._look_again(tx, change, asked)
            await tx.deck_edits.remove(latest[0])
            await tx.pictures.settle(deck)
            await tx.challenges.undo(latest[0], self._context.clock())
            await reopen(tx, found, latest[0], self._context.clock())
            values = {"deck": found.title}
            await note(tx, self._context, Act.EDIT_UNDONE, workspace=workspace, values=values)
        self.tell(groups)

    async def last_edit(
        self, workspace: WorkspaceId, deck: DeckId, group: GroupId
    ) -> LastEdit | None:
        """Return the deck's edit that `undo` takes back, None for none.

        Whoever made it is told as they are called in the group. Raises NotFound and DeckIsShipped.
        """
        async with self._context.store.reading() as tx:
            await own_deck(tx, workspace, deck)
            latest = await tx.deck_edits.latest_made(deck)
            if latest is None:
                return None
            entry = await tx.audit.of_edit(workspace, latest[0])
            people = {entry.person} if entry is not None and entry.person is not None else set()
            return LastEdit(*latest, entry, await names_of(tx, people, group))

    async def purge_due(self) -> int:
        """Remove what was before edits that nobody undid; return how many edits those were."""
        async with self._context.store.writing() as tx:
            return await tx.deck_edits.remove_older(self._context.clock() - UNDONE_WITHIN)

    async def _keep_unopened(self, tx: Transaction, edit: Edit) -> None:
        """Let nobody open what an edit takes away, from before it is asked whether it is open."""
        if isinstance(edit, DeleteQuestion | WithdrawQuestion):
            await tx.decks.keep_unopened([edit.question])
        elif isinstance(edit, WithdrawSource):
            await tx.deck_edits.keep_unopened(edit.source)

    def _own(self, deck: Deck) -> Source:
        id_, now = self._context.new_id(), self._context.clock()
        return Source(SourceId(id_), deck.id, OWN, "Organisers", "", OWN, id_, now)

    async def _write(
        self, tx: Transaction, deck: Deck, id_: str, change: Change, asked: Asked
    ) -> Collection[GroupId]:
        await _apply(tx, deck.id, change, asked)
        await tx.deck_edits.add(id_, deck.id, self._context.clock(), change)
        return await self._look_again(tx, change, asked)

    async def _look_again(
        self, tx: Transaction, change: Change, asked: Asked
    ) -> Collection[GroupId]:
        """Make what is posted anew that shows what was changed; return whose that is."""
        touched = change.touched & asked.ever
        rounds = await tx.deck_edits.revealed(touched) if touched else frozenset()
        worded = any(
            old is None or new is None or old.text != new.text for old, new in change.questions
        )
        now = self._context.clock()
        await tx.posted.keep_up_to_date(rounds, now, questions=worded)
        return await tx.deck_edits.groups_of(rounds)

    def tell(self, groups: Collection[GroupId]) -> None:
        """Let whoever keeps posts and pages up to date look at once."""
        for group in groups:
            self._context.live.publish(group, Topic.ROUNDS)


async def _forget_words(
    tx: Transaction, workspace: WorkspaceId, gone: Collection[QuestionId]
) -> None:
    """Quote what was withdrawn neither in the log nor in what a room told of it."""
    await tx.audit.forget_words(workspace, gone, WITHDRAWN)
    for at in range(0, len(ids := list(gone)), _AT_ONCE):
        await tx.web_messages.forget_words(ids[at : at + _AT_ONCE], WITHDRAWN)


async def _apply(tx: Transaction, deck: DeckId, change: Change, asked: Asked) -> None:
    """Write a change; what is open goes on in the words that it was asked in."""
    worded = [old for old, new in change.questions if old and new and old.text != new.text]
    await tx.deck_edits.keep_wordings(each for each in worded if each.id in asked.now)
    await tx.deck_edits.apply(deck, change)


async def _with_own_pictures(tx: Transaction, deck: Deck, edit: Edit) -> Edit:
    """Return an edit whose text shows no pictures but those of the workspace's decks."""
    if not isinstance(edit, EditQuestion | EditAnswer | Split | WriteReference | TrustMember):
        return edit
    if not (named := named_in(edit.text)):
        return edit
    own = await tx.pictures.of_workspace(deck.workspace)
    await tx.pictures.show_in(deck.id, named & own)
    return replace(edit, text=only_pictures(edit.text, own))


def act_of(edit: Edit) -> str:
    """Return what an edit does, as the log has it."""
    if isinstance(edit, Retire):
        return "retired" if edit.retired else "restored"
    if isinstance(edit, MarkAnswer):
        return "marked an answer wrong of" if edit.wrong else "took back that an answer is wrong of"
    return _ACTS[type(edit).__name__]


_ACTS = {
    "EditQuestion": "worded anew",
    "DeleteQuestion": "deleted",
    "MoveQuestion": "moved",
    "Merge": "merged with another",
    "Split": "split",
    "EditAnswer": "edited an answer of",
    "MoveAnswer": "moved an answer of",
    "WithdrawAnswer": "withdrew an answer of",
    "AcceptAnswer": "let an answer be where it is, of",
    "WithdrawQuestion": "withdrew",
    "WithdrawSource": "withdrew the document",
    "ChooseReference": "chose the reference of",
    "WriteReference": "wrote the reference of",
    "TrustMember": "trusted what a member wrote, of",
    "RejectReference": "marked the reference wrong of",
}


def act_on_reference(edit: Edit) -> ReferenceAct:
    """Return how a question comes to another reference by an edit."""
    if isinstance(edit, ChooseReference):
        return ReferenceAct.CHOSEN if edit.source else ReferenceAct.USUAL
    if isinstance(edit, TrustMember):
        is_reply = edit.source.format == REPLY
        return ReferenceAct.REPLY if is_reply else ReferenceAct.CORRECTED
    if isinstance(edit, MarkAnswer):
        return ReferenceAct.REJECTED if edit.wrong else ReferenceAct.CHOSEN
    return _ON_REFERENCES.get(type(edit), ReferenceAct.MOVED)


_ON_REFERENCES: Mapping[type[Edit], ReferenceAct] = {
    WriteReference: ReferenceAct.WRITTEN,
    RejectReference: ReferenceAct.REJECTED,
    EditAnswer: ReferenceAct.EDITED,
    WithdrawAnswer: ReferenceAct.TAKEN_BACK,
    WithdrawQuestion: ReferenceAct.TAKEN_BACK,
    WithdrawSource: ReferenceAct.TAKEN_BACK,
}


def _gone(change: Change) -> frozenset[QuestionId]:
    """Return the questions that a change takes out."""
    pairs = change.questions
    return frozenset(old.id for old, new in pairs if old and (not new or new.withdrawn))


def _others(edit: Edit) -> Collection[QuestionId]:
    """Return the other questions whose answers an edit needs."""
    if isinstance(edit, Merge):
        return [edit.into]
    return [edit.to] if isinstance(edit, MoveAnswer) else []


@dataclass(frozen=True, slots=True)
class _Subject:
    """What an edit is about: how it is called, its stamp, and the contents that the edit needs.

    `question` is None where it is a document.
    """

    called: str
    stamp: str
    contents: DeckContents
    question: QuestionId | None = None


async def _subject(tx: Transaction, deck: Deck, edit: Edit) -> _Subject:
    """Return what an edit is about. Raises NotFound where it is of another deck."""
    if isinstance(edit, WithdrawSource):
        return await _source_subject(tx, deck, edit.source)
    answer = edit.answer if isinstance(edit, OfAnswer) else None
    id_ = await tx.decks.question_of(answer) if answer is not None else _question_of(edit)
    question = await _question(tx, deck, id_)
    wanted = dict.fromkeys([id_, *_others(edit)])
    there = [each for each in await tx.decks.some(wanted) if _is_in(deck, each)]
    contents = await _contents(tx, deck, there, wanted)
    mine = [each for each in contents.answers if each.question == id_]
    return _Subject(beginning_of(question.text), stamp(question, mine), contents, id_)


async def _question(tx: Transaction, deck: Deck, id_: QuestionId) -> Question:
    """Return a question of the deck. Raises NotFound."""
    question = await tx.decks.question(id_)
    if not _is_in(deck, question):
        raise NotFound("question", id_)
    return question


def _is_in(deck: Deck, question: Question) -> bool:
    return question.deck == deck.id and not question.withdrawn


def _question_of(edit: Edit) -> QuestionId:
    if isinstance(edit, OfQuestion):
        return edit.question
    raise NotFound("question", "")


async def _source(tx: Transaction, deck: Deck, id_: SourceId) -> tuple[Source, str]:
    """Return a document of the deck, and its stamp. Raises NotFound."""
    sources = await tx.decks.sources(deck.id)
    source = next((each for each in sources if each.id == id_), None)
    if source is None:
        raise NotFound("source", id_)
    return source, stamp_of_source(source, sources, await tx.deck_edits.latest_id(deck.id))


async def _withdrawal_of(tx: Transaction, deck: Deck, id_: SourceId) -> Withdrawal:
    """Return what withdrawing a document takes out, which may be much: it is counted alone."""
    source, seen = await _source(tx, deck, id_)
    answers, questions = await tx.deck_edits.extent(id_)
    posts = await tx.posted.count_reveals_of(id_)
    return Withdrawal(source.name, questions, answers, posts, seen)


async def _source_subject(tx: Transaction, deck: Deck, id_: SourceId) -> _Subject:
    """Return a document with all answers to the questions that it answers."""
    source, seen = await _source(tx, deck, id_)
    # Questions that it alone answers go, and all others close the gaps.
    questions = await tx.decks.questions(deck.id)
    answers = await tx.deck_edits.answers_beside(id_)
    contents = DeckContents(deck, await tx.decks.sources(deck.id), questions, answers)
    return _Subject(source.name, seen, contents)


async def _contents(
    tx: Transaction, deck: Deck, questions: Sequence[Question], answered: Collection[QuestionId]
) -> DeckContents:
    """Return the deck with these of its questions, and the answers to some."""
    wanted, answers = list(answered), list[Answer]()
    for at in range(0, len(wanted), _AT_ONCE):
        found = await tx.decks.answers_to(wanted[at : at + _AT_ONCE])
        answers += [answer for each in found.values() for answer, _ in each]
    return DeckContents(deck, await tx.decks.sources(deck.id), questions, answers)


async def _asked(tx: Transaction, subject: _Subject, edit: Edit) -> Asked:
    """Return what was asked of what an edit may take out: of a document what it answers."""
    if isinstance(edit, WithdrawSource):
        return await tx.deck_edits.asked_of(edit.source)
    return await tx.deck_edits.asked([each.id for each in subject.contents.questions])


async def _decisions(tx: Transaction, deck: Deck, edit: Edit, change: Change) -> Decisions:
    """Return what was decided that an edit may decide anew."""
    if isinstance(edit, WithdrawSource):
        return await tx.deck_edits.decisions(deck.id)
    questions = {row.id for pair in change.questions for row in pair if row is not None}
    answers = {row.id for pair in change.answers for row in pair if row is not None}
    return await tx.deck_edits.decisions_about(deck.id, questions, answers)


async def _stands(tx: Transaction, deck: Deck, change: Change) -> bool:
    """Say whether everything is as the change left it."""
    rows = [row for pair in change.answers for row in pair if row is not None]
    questions = await tx.decks.some({row.id for pair in change.questions for row in pair if row})
    contents = await _contents(tx, deck, questions, {each.question for each in rows})
    return (
        (change.label is None or change.label[1] == DeckLabel.of(deck))
        and _is_so(contents.sources, change.sources)
        and _is_so(contents.questions, change.questions)
        and _is_so(contents.answers, change.answers)
        and await _has_room(tx, deck, change)
    )


async def _has_room(tx: Transaction, deck: Deck, change: Change) -> bool:
    """Say whether what goes back to its place leaves no gap before it."""
    back = [old.position for old, new in change.questions if old is not None and new is None]
    return not back or max(back) < await tx.decks.count_questions(deck.id, "") + len(back)


def _is_so(there: Iterable[T], pairs: Iterable[tuple[T | None, T | None]]) -> bool:
    """Say whether what is there is what the second of each pair says, None for nothing."""
    rows: dict[str, T] = {each.id: each for each in there}
    return all(rows.get(row.id) == new for old, new in pairs if (row := new or old) is not None)
