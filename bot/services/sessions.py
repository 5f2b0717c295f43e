"""Browsers: whose they are, what they organise, and the links that let one in, once each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.invitations import ORGANISES_FOR, PASS_HOLDS_FOR
from bot.core.models import Account, GroupId, Pass, PersonId, Session, WorkspaceId
from bot.errors import PassUsed
from bot.services.context import Context
from bot.storage.transaction import Transaction

DESK_PASS_HOLDS_FOR = timedelta(days=7)
"""A link on the terminal of who runs the room, who may come back to it another day."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who a browser's token stands for; neither for an unknown one.

    `organises` is the workspace whose desk is open to them at present.
    """

    person: PersonId | None = None
    organises: WorkspaceId | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What a link gives, for who is asked whether they want it.

    `names` are what groups know the person as whom it signs in, `desk` is the workspace's name.
    """

    is_persons: bool
    names: tuple[str, ...]
    desk: str | None


class SessionService:
    """Tokens of browsers, of which only hashes are kept, and passes, which give one."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def visitor(self, token: str | None) -> Visitor:
        """Return who the token stands for."""
        if not token:
            return Visitor()
        async with self._context.store.reading() as tx:
            session = await find_session(tx, token)
        return self._visitor(session) if session else Visitor()

    async def sign_in_pass(
        self,
        platform: str,
        subject: str,
        organises: WorkspaceId | None = None,
        group: GroupId | None = None,
    ) -> str:
        """Return a secret that signs one browser in as who has this account.

        With it the browser organises a workspace for a while. It leads to a group's pages.
        """
        async with self._context.store.writing() as tx:
            person = await tx.persons.find(platform, subject)
            if person is None:
                new = Account(platform, subject, PersonId(self._context.new_id()))
                person = await tx.persons.ensure(new)
            return await self._pass(tx, PASS_HOLDS_FOR, person, organises, group)

    async def desk_pass(self, workspace: WorkspaceId) -> str:
        """Return a secret that lets one browser, whoever it is, organise a workspace."""
        async with self._context.store.writing() as tx:
            return await self._pass(tx, DESK_PASS_HOLDS_FOR, workspace=workspace)

    async def offer(self, secret: str) -> Offer:
        """Return what a link gives; it stays good. Raises PassUsed for one that gives nothing."""
        async with self._context.store.reading() as tx:
            found = await tx.persons.find_pass(hash_of(secret), self._context.clock())
            if found is None:
                raise PassUsed
            members = await tx.members.of_persons([found.person]) if found.person else ()
            desk = await tx.workspaces.name_of(found.workspace) if found.workspace else None
        return Offer(
            found.person is not None, tuple(dict.fromkeys(each.name for each in members)), desk
        )

    async def enter(self, secret: str, token: str | None) -> tuple[Pass, str]:
        """Use a link up; return what it gave, and the token that stands for the browser now.

        A browser is one person's: another's that it was is forgotten, with what that one organised.
        Raises PassUsed.
        """
        now = self._context.clock()
        async with self._context.store.writing() as tx:
            found = await tx.persons.take_pass(hash_of(secret), now)
            if found is None:
                raise PassUsed
            before = await find_session(tx, token)
            if before is not None:
                await tx.persons.remove_session(before.token_hash)
            token = self._context.new_secret()
            await tx.persons.add_session(_after(found, before, hash_of(token), now))
        return found, token

    async def leave(self, token: str) -> None:
        """Forget the browser; the person and their replies stay."""
        async with self._context.store.writing() as tx:
            await tx.persons.remove_session(hash_of(token))

    def _visitor(self, session: Session) -> Visitor:
        until = session.organises_until
        is_open = until is not None and self._context.clock() < until
        return Visitor(session.person, session.organises if is_open else None)

    async def _pass(
        self,
        tx: Transaction,
        holds_for: timedelta,
        person: PersonId | None = None,
        workspace: WorkspaceId | None = None,
        group: GroupId | None = None,
    ) -> str:
        secret, until = self._context.new_secret(), self._context.clock() + holds_for
        await tx.persons.add_pass(Pass(hash_of(secret), until, person, workspace, group))
        return secret


async def find_session(tx: Transaction, token: str | None) -> Session | None:
    """Return what is kept of a browser."""
    return await tx.persons.find_session(hash_of(token)) if token else None


def hash_of(secret: str) -> str:
    """Return what is kept of a token or a link's secret: its SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _after(given: Pass, before: Session | None, token_hash: str, now: datetime) -> Session:
    """Return what a browser is after it used a pass."""
    if given.person is not None and before is not None and before.person != given.person:
        # Who merely organised, without being anybody, still does.
        before = before if before.person is None else None
    person = given.person or (before.person if before else None)
    if given.workspace is not None:
        return Session(token_hash, now, person, given.workspace, now + ORGANISES_FOR)
    if before is None:
        return Session(token_hash, now, person)
    return Session(token_hash, now, person, before.organises, before.organises_until)
