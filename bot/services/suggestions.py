"""Members suggest questions and answers for a deck; organisers accept, edit or decline them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.core.feedback import beginning_of
from bot.core.limits import MAX_QUERY
from bot.core.models import (
    SHIPPED,
    AnswerId,
    Deck,
    DeckId,
    GroupId,
    Member,
    MemberId,
    Naming,
    Question,
    QuestionId,
    Source,
    SourceId,
    WorkspaceId,
)
from bot.core.read_models import Found, Reader
from bot.core.suggestions import (
    SUGGESTED,
    Ended,
    Suggestion,
    SuggestionState,
    Waiting,
    change_of,
    check_is_waiting,
    check_may_suggest,
    checked_suggestion,
    how_it_was_accepted,
    source_hash,
)
from bot.errors import DeckIsShipped, NotFound
from bot.services.decks import own_deck
from bot.services.outbox import Notice, tell_admins
from bot.services.queues import DeckQueue
from bot.services.reveals import withheld_of
from bot.services.suggestion_notes import tell_author
from bot.storage.transaction import Transaction

NAMELESS = "A member"
"""Who is credited in a group that shows no names."""
NEW = "suggested"
"""What organisers are told of: the code of the notice."""


class SuggestionService(DeckQueue):
    """What waits for a deck is seen by its authors, and by who organises the deck."""

    async def alike(self, reader: Reader, deck: DeckId, text: str) -> list[Found]:
        """Return the deck's questions that ask much the same, the nearest in front."""
        found = await self._lookup.search(reader, text[:MAX_QUERY], 3)
        return [each for each in found if each.sure and deck in _decks(each)]

    async def add(
        self,
        reader: Reader,
        member: Member,
        deck: DeckId,
        *,
        text: str,
        answer: str,
        question: QuestionId | None = None,
    ) -> Suggestion:
        """Keep a suggestion, and tell organisers where nothing else waited for the deck.

        Raises NotFound for a deck that the reader does not read, DeckIsShipped, TextEmpty,
        TextTooLong and TooManySuggestions.
        """
        text, answer = checked_suggestion(question, text, answer)
        id_, now = self._context.new_id(), self._context.clock()
        async with self._context.store.writing() as tx:
            await tx.groups.lock([member.group])
            found = await self._open_to(tx, reader, deck)
            if question is not None:
                await _question_in(tx, found, question)
            check_may_suggest(await tx.suggestions.count_waiting_of(member.id))
            is_first = not await tx.suggestions.count_waiting(deck)
            suggestion = Suggestion(id_, deck, member.id, question, text, answer, now)
            await tx.suggestions.put(suggestion)
            if is_first:
                notice = Notice(member.group, id_, NEW, {"deck": found.title, "suggested": deck})
                await tell_admins(tx, [notice], now)
        return suggestion

    async def deck(self, reader: Reader, deck: DeckId) -> Deck:
        """Return a deck that something can be suggested for. Raises as `add`."""
        async with self._context.store.reading() as tx:
            return await self._open_to(tx, reader, deck)

    async def owned(self, deck: DeckId) -> Deck:
        """Return a deck, for whose organisers it is to decide. Raises NotFound."""
        async with self._context.store.reading() as tx:
            return await tx.decks.get(deck)

    async def _open_to(self, tx: Transaction, reader: Reader, deck: DeckId) -> Deck:
        if not await tx.decks.read_in(reader.channels, deck):
            raise NotFound("deck", deck)
        found = await tx.decks.get(deck)
        if found.workspace == SHIPPED:
            raise DeckIsShipped(found.title)
        return found

    async def own(self, members: Collection[MemberId], deck: DeckId) -> Sequence[Suggestion]:
        """Return what somebody suggested for a deck, the latest first."""
        async with self._context.store.reading() as tx:
            return await tx.suggestions.of_members(members, deck) if members else ()

    async def take_back(self, members: Collection[MemberId], id_: str) -> None:
        """Forget one's own suggestion that waits. Raises NotFound."""
        async with self._context.store.writing() as tx:
            found = check_is_waiting(await tx.suggestions.find(id_), id_)
            if found.member not in members:
                raise NotFound("suggestion", id_)
            await tx.suggestions.remove(id_)

    async def count(self, deck: DeckId) -> int:
        """Return how many suggestions wait for a deck."""
        async with self._context.store.reading() as tx:
            return await tx.suggestions.count_waiting(deck)

    async def group_of(self, deck: DeckId) -> GroupId | None:
        """Return where the oldest that waits for a deck was suggested, None for nothing."""
        async with self._context.store.reading() as tx:
            waiting = await tx.suggestions.waiting(deck)
            return (await tx.members.get(waiting[0].member)).group if waiting else None

    async def waiting(
        self, workspace: WorkspaceId, deck: DeckId, reader: Reader
    ) -> Sequence[Waiting]:
        """Return what waits, but answers to what is open to the reader, who has not replied.

        Raises NotFound and DeckIsShipped.
        """
        everywhere = await self._access.withholding(reader)
        async with self._context.store.reading() as tx:
            await own_deck(tx, workspace, deck)
            found = await tx.suggestions.waiting(deck)
            questions = await tx.decks.some({each.question for each in found if each.question})
            hushed = await withheld_of(tx, questions, everywhere)
            known = {each.id: each for each in questions}
            return [
                Waiting(each, await _author(tx, each), known.get(each.question or QuestionId("")))
                for each in found
                if each.question not in hushed
            ]

    async def accept(
        self, workspace: WorkspaceId, deck: DeckId, id_: str, text: str, answer: str
    ) -> None:
        """Let a suggestion stand in the deck, in these words, as its author's.

        What was suggested stays as it is: it waits again once the edit is undone.

        Raises NotFound for one that was decided or taken back meanwhile, DeckIsShipped, TextEmpty
        and TextTooLong.
        """
        async with self._edits.adding(workspace, deck) as adding:
            tx = adding.tx
            found = await self._waiting(tx, deck, id_)
            text, answer = checked_suggestion(found.question, text, answer)
            worded = replace(found, text=text, answer=answer)
            question = await self._question(tx, adding.deck, worded)
            source, is_new = await self._source(tx, adding.deck, worded)
            answer_id = AnswerId(self._context.new_id())
            change = change_of(worded, question, source, is_new=is_new, answer_id=answer_id)
            adding.change = change
            adding.values = {
                "what": "took what a member suggested,",
                "question": beginning_of(question.text),
                "question_id": question.id,
            }
            state, now = SuggestionState.ACCEPTED, self._context.clock()
            credited = source.id if answer else None
            done = replace(found, state=state, decided_at=now, source=credited, edit=adding.edit)
            await tx.suggestions.put(done)
            code = how_it_was_accepted(found, worded)
            await tell_author(tx, adding.deck, worded, code, now, edit=adding.edit)

    async def decline(self, workspace: WorkspaceId, deck: DeckId, id_: str) -> None:
        """Decline a suggestion. Raises NotFound and DeckIsShipped."""
        async with self._context.store.writing() as tx:
            await tx.workspaces.lock(workspace)
            own = await own_deck(tx, workspace, deck)
            found = await self._waiting(tx, deck, id_)
            state, now = SuggestionState.DECLINED, self._context.clock()
            done = replace(found, state=state, decided_at=now)
            await tx.suggestions.put(done)
            await tell_author(tx, own, found, Ended.DECLINED, now, edit="")

    async def _waiting(self, tx: Transaction, deck: DeckId, id_: str) -> Suggestion:
        """Return one that waits, whose author stays until the transaction ends."""
        found = check_is_waiting(await tx.suggestions.find(id_), id_)
        if found.deck != deck or not await tx.members.lock([found.member]):
            raise NotFound("suggestion", id_)
        return check_is_waiting(await tx.suggestions.find(id_), id_)

    async def _question(self, tx: Transaction, deck: Deck, suggestion: Suggestion) -> Question:
        """Return the question that is answered, or the new one at the deck's end."""
        if suggestion.question is not None:
            return await _question_in(tx, deck, suggestion.question)
        id_, at = QuestionId(self._context.new_id()), await tx.decks.count_questions(deck.id, "")
        return Question(id_, deck.id, at, suggestion.text, "")

    async def _source(
        self, tx: Transaction, deck: Deck, suggestion: Suggestion
    ) -> tuple[Source, bool]:
        """Return what has the author's suggestions in the deck, and whether it is new there."""
        author = await _author(tx, suggestion)
        hash_, sources = source_hash(suggestion.member, author), await tx.decks.sources(deck.id)
        for each in sources:
            if each.content_hash == hash_:
                return each, False
        id_, now = SourceId(self._context.new_id()), self._context.clock()
        place = max((each.position for each in sources), default=-1) + 1
        return Source(id_, deck.id, author, author, "", SUGGESTED, hash_, now, place), True


def _decks(found: Found) -> set[DeckId]:
    return {found.deck.id, *(each.id for each in found.also_in)}


async def _question_in(tx: Transaction, deck: Deck, id_: QuestionId) -> Question:
    question = await tx.decks.question(id_)
    if question.deck != deck.id or question.withdrawn:
        raise NotFound("question", id_)
    return question


async def _author(tx: Transaction, suggestion: Suggestion) -> str:
    """Return who is credited, as the group is set by now."""
    member = await tx.members.get(suggestion.member)
    named = (await tx.groups.get(member.group)).naming is Naming.NAMES
    return member.name if named else NAMELESS
