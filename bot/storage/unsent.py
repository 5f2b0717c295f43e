"""What people typed and did not send: drafts of replies, and forms that were refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select

from bot.core.models import GroupId, PersonId, RoundId
from bot.core.unsent import RefusedForm, ReplyDraft
from bot.storage import schema
from bot.storage.repository import Repository, as_row


class ReplyDraftRepository(Repository):
    """One draft a person and round."""

    async def keep(self, draft: ReplyDraft, known: str) -> bool:
        """Keep it instead of the version that is `known`, or of none; else say False."""
        table = schema.reply_drafts
        statement = self._own_insert(table).values(as_row(draft))
        columns = ("text", "based_on", "version", "kept_at")
        statement = statement.on_conflict_do_update(
            index_elements=["round", "person"],
            set_={name: statement.excluded[name] for name in columns},
            where=or_(table.c.version == known, table.c.text == draft.text),
        )
        return bool((await self._connection.execute(statement)).rowcount)

    async def drop(self, round_: RoundId, person: PersonId, version: str) -> bool:
        """Remove the draft if it is that version; say whether it was."""
        table = schema.reply_drafts
        query = delete(table).where(
            table.c.round == round_, table.c.person == person, table.c.version == version
        )
        return bool((await self._connection.execute(query)).rowcount)

    async def find(self, round_: RoundId, person: PersonId) -> ReplyDraft | None:
        table = schema.reply_drafts
        query = select(table).where(table.c.round == round_, table.c.person == person)
        return await self._find(ReplyDraft, query)

    async def find_all(
        self, rounds: Collection[RoundId], person: PersonId
    ) -> Mapping[RoundId, ReplyDraft]:
        """Return the person's drafts in the rounds."""
        table = schema.reply_drafts
        query = select(table).where(table.c.person == person, table.c.round.in_(rounds))
        return {each.round: each for each in await self._all(ReplyDraft, query)}

    async def find_of(
        self, rounds: Collection[RoundId], persons: Collection[PersonId]
    ) -> Mapping[tuple[RoundId, PersonId], ReplyDraft]:
        """Return the drafts of several people in the rounds."""
        table = schema.reply_drafts
        query = select(table).where(table.c.round.in_(rounds), table.c.person.in_(persons))
        found = await self._all(ReplyDraft, query) if persons else ()
        return {(each.round, each.person): each for each in found}

    async def of_person(self, person: PersonId) -> Sequence[ReplyDraft]:
        table = schema.reply_drafts
        query = select(table).where(table.c.person == person)
        return await self._all(ReplyDraft, query.order_by(table.c.kept_at, table.c.round))

    async def remove_in_group(self, person: PersonId, group: GroupId) -> None:
        """Remove what a person typed in a group's rounds."""
        table, rounds = schema.reply_drafts, schema.rounds
        its = select(rounds.c.id).where(rounds.c.group == group)
        query = delete(table).where(table.c.person == person, table.c.round.in_(its))
        await self._connection.execute(query)

    async def remove_ended(self, before: datetime) -> int:
        """Remove those of rounds that were over before a time; return how many these were."""
        table, rounds = schema.reply_drafts, schema.rounds
        over = select(rounds.c.id).where(rounds.c.closed_at < before)
        query = delete(table).where(table.c.round.in_(over))
        return (await self._connection.execute(query)).rowcount


class RefusedFormRepository(Repository):
    """Forms that were refused, for a while."""

    async def keep(self, form: RefusedForm, most: int) -> bool:
        """Keep it and the newest of the same browser, at `most`; False when that is gone."""
        table, sessions = schema.refused_forms, schema.sessions
        if form.session is not None:
            its = select(sessions.c.token_hash).where(sessions.c.token_hash == form.session)
            # A browser that is forgotten takes its forms along.
            its = its.with_for_update(read=True, key_share=True)
            if await self._connection.scalar(its) is None:
                return False
            newest = select(table.c.token_hash).where(table.c.session == form.session)
            newest = newest.order_by(table.c.refused_at.desc()).limit(most - 1)
            older = table.c.session == form.session, table.c.token_hash.not_in(newest)
            await self._connection.execute(delete(table).where(*older))
        await self._insert(table, [form])
        return True

    async def find(self, token_hash: str, after: datetime) -> RefusedForm | None:
        """Return the form, None for one that was refused before a time."""
        table = schema.refused_forms
        query = select(table).where(table.c.token_hash == token_hash, table.c.refused_at > after)
        return await self._find(RefusedForm, query)

    async def remove_older(self, than: datetime) -> int:
        """Remove what was refused before a time; return how many that were."""
        table = schema.refused_forms
        query = delete(table).where(table.c.refused_at <= than)
        return (await self._connection.execute(query)).rowcount
