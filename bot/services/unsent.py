"""What people typed and did not send: drafts of replies, and forms that were refused."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.limits import MAX_NAME, storable
from bot.core.models import PersonId, Reply, Round, RoundId
from bot.core.unsent import (
    DRAFTS_OUTLIVE_ROUNDS_BY,
    MOST_REFUSED_FORMS,
    REFUSED_FORMS_KEPT_FOR,
    Fields,
    RefusedForm,
    ReplyDraft,
    checked_draft,
    is_unsent,
    takes_drafts,
)
from bot.errors import MemberError, NotFound, RoundOver, StaleDraft
from bot.services.batches import Batches
from bot.services.context import Context
from bot.services.sessions import hash_of
from bot.storage.transaction import Transaction

_VERSION = re.compile(r"[0-9a-f]{32}")
# Of a browser that is nobody's: who has a join link, and the name that they typed.
_MOST_OF_STRANGERS = 20 * MAX_NAME


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A draft as it came in; `known` is the version that was there when it was typed."""

    draft: ReplyDraft
    known: str


class ReplyDraftService:
    """What somebody types as their answer, for them alone on every device.

    Drafts that arrive together share a commit: many people type at once.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._batches: Batches[_Attempt, ReplyDraft | None] = Batches(self._write)

    async def keep(
        self,
        round_: RoundId,
        person: PersonId,
        text: str,
        based_on: int,
        known: str,
        *,
        version: str = "",
    ) -> ReplyDraft | None:
        """Keep what a person typed, and return it; None when the draft is gone.

        It goes when nothing is left of it. `known` is the version of the draft on which it was
        typed, "" for none; `version` is what this one is to be called by a device that goes on
        before it has our word. Raises StaleDraft when another is there, TextTooLong, RoundOver a
        week after the end, NotFound.
        """
        text = checked_draft(text)
        version = version if _VERSION.fullmatch(version) else self._context.new_id()
        draft = ReplyDraft(round_, person, text, based_on, version, self._context.clock())
        return await self._batches.submit(_Attempt(draft, storable(known)))

    async def drop(self, round_: RoundId, person: PersonId, version: str) -> None:
        """Remove the draft if it is that version."""
        if version:
            async with self._context.store.writing() as tx:
                await tx.reply_drafts.drop(round_, person, storable(version))

    async def mine(
        self, rounds: Collection[Round], person: PersonId, replies: Mapping[RoundId, Reply]
    ) -> Mapping[RoundId, ReplyDraft]:
        """Return a person's drafts in the rounds, as far as they are not what was saved."""
        now = self._context.clock()
        current = [each.id for each in rounds if takes_drafts(each, now)]
        async with self._context.store.reading() as tx:
            drafts = await tx.reply_drafts.find_all(current, person)
        return {id_: each for id_, each in drafts.items() if is_unsent(each, replies.get(id_))}

    async def purge_due(self) -> int:
        """Remove drafts of rounds that ended long enough ago; return how many."""
        async with self._context.store.writing() as tx:
            before = self._context.clock() - DRAFTS_OUTLIVE_ROUNDS_BY
            return await tx.reply_drafts.remove_ended(before)

    async def _write(self, attempts: Sequence[_Attempt]) -> list[ReplyDraft | Exception | None]:
        drafts = [attempt.draft for attempt in attempts]
        async with self._context.store.writing() as tx:
            rounds = await tx.rounds.lock_shared({draft.round for draft in drafts})
            there = await tx.persons.lock({draft.person for draft in drafts})
            outcomes = list[ReplyDraft | Exception | None]()
            for attempt in attempts:
                try:
                    _check(attempt.draft, rounds, there)
                    outcomes.append(await _kept(tx, attempt))
                except MemberError as refusal:
                    outcomes.append(refusal)
        return outcomes


def _check(draft: ReplyDraft, rounds: Mapping[RoundId, Round], there: Collection[PersonId]) -> None:
    round_ = rounds.get(draft.round)
    if round_ is None:
        raise NotFound("round", draft.round)
    if draft.person not in there:
        raise NotFound("person", draft.person)
    if not takes_drafts(round_, draft.kept_at):
        raise RoundOver


async def _kept(tx: Transaction, attempt: _Attempt) -> ReplyDraft | None:
    draft = attempt.draft
    if not draft.text:
        gone = await tx.reply_drafts.drop(draft.round, draft.person, attempt.known)
        stored = None if gone else await tx.reply_drafts.find(draft.round, draft.person)
    elif await tx.reply_drafts.keep(draft, attempt.known):
        return draft
    else:
        stored = await tx.reply_drafts.find(draft.round, draft.person)
    if stored is not None:
        raise StaleDraft(stored.text, stored.version, stored.kept_at)
    return None


class RefusedFormService:
    """Forms that were refused, so that loading their page again shows them again."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def keep(
        self,
        session: str | None,
        address: str,
        part: str,
        fields: Fields,
        refusal: tuple[str, int],
    ) -> str | None:
        """Keep a form for the browser whose token `session` is; return what finds it.

        `refusal` has the words and the status. Of a browser that is nobody's little is kept, None
        for what is more.
        """
        secret = self._context.new_secret()
        words, status = refusal
        form = RefusedForm(
            hash_of(secret),
            hash_of(session) if session else None,
            address,
            part,
            fields,
            words,
            status,
            self._context.clock(),
        )
        if session is None and sum(len(text) for _, text in fields) > _MOST_OF_STRANGERS:
            return None
        async with self._context.store.writing() as tx:
            return secret if await tx.refused_forms.keep(form, MOST_REFUSED_FORMS) else None

    async def find(self, secret: str, session: str | None, address: str) -> RefusedForm | None:
        """Return the form for the browser that sent it, on the page where it belongs."""
        async with self._context.store.reading() as tx:
            found = await tx.refused_forms.find(hash_of(secret), self._since())
        if found is None or found.address != address:
            return None
        is_theirs = found.session in (None, hash_of(session) if session else None)
        return found if is_theirs else None

    async def purge_due(self) -> int:
        """Remove forms that nobody comes back to any more; return how many."""
        async with self._context.store.writing() as tx:
            return await tx.refused_forms.remove_older(self._since())

    def _since(self) -> datetime:
        return self._context.clock() - REFUSED_FORMS_KEPT_FOR
