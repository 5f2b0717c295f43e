"""What organisers changed, with who and when: written with the change, shown to organisers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from bot.core.audit import CONCERNS_OTHERS, Act, Actor, AuditEntry
from bot.core.models import Account, GroupId, PersonId, RoundId, WorkspaceId
from bot.services.acting import who_acts
from bot.services.context import Context
from bot.services.outbox import Notice, quoting, tell_admins
from bot.storage.transaction import Transaction

_NO_VALUES: Mapping[str, str] = MappingProxyType({})
LOG_KEPT = timedelta(days=365)
_SOMEWHERE = "a web room"


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A part of the log, the newest first. `names` are what the people in it are called.

    `groups` are the names of the groups in it; `older` goes on with the next part, None at the end.
    """

    entries: Sequence[AuditEntry]
    names: Mapping[PersonId, str]
    groups: Mapping[GroupId, str]
    older: str | None


class AuditService:
    """Shows the log, and throws away what is old."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def page(
        self,
        limit: int,
        *,
        group: GroupId | None = None,
        workspace: WorkspaceId | None = None,
        before: str | None = None,
    ) -> AuditPage:
        """Return what was changed in a group, and in a workspace; everything when none is named."""
        async with self._context.store.reading() as tx:
            found = await tx.audit.latest(
                limit + 1, group=group, workspace=workspace, before=before
            )
            shown = found[:limit]
            people = {who for each in shown for who in (each.person, each.about) if who}
            groups = {each.group for each in shown if each.group}
            names = await names_of(tx, people, group)
            titles = {each: (await tx.groups.get(each)).name for each in groups}
        return AuditPage(shown, names, titles, shown[-1].id if len(found) > limit else None)

    async def purge_due(self) -> int:
        """Remove what was changed too long ago; return how many entries those were."""
        async with self._context.store.writing() as tx:
            return await tx.audit.remove_older(self._context.clock() - LOG_KEPT)


async def note(
    tx: Transaction,
    context: Context,
    act: Act,
    *,
    group: GroupId | None = None,
    workspace: WorkspaceId | None = None,
    about: PersonId | None = None,
    values: Mapping[str, str] = _NO_VALUES,
    actor: Actor | None = None,
) -> None:
    """Write into the log what is changed in this transaction, if an organiser changes it.

    The `actor` is who acts at present, unless another one is named.
    """
    actor = actor or who_acts()
    if actor is None:
        return
    person = await person_of(tx, context, actor)
    entry = AuditEntry(
        context.new_id(),
        context.clock(),
        act,
        actor.platform,
        person,
        group,
        workspace,
        await tx.persons.stay(about),
        dict(values),
    )
    await tx.audit.add(entry)
    if group is not None and act in CONCERNS_OTHERS:
        await _tell_others(tx, context, entry, group, actor.workspace)


async def _tell_others(
    tx: Transaction, context: Context, entry: AuditEntry, group: GroupId, by: WorkspaceId | None
) -> None:
    """Tell the organisers of a linked group's other workspaces: each thing once a day at the most.

    Rounds and schedules are shared, and the last word wins.
    """
    workspaces = await tx.workspaces.of_group(group)
    theirs = {(each.platform, each.address) for each in workspaces if each.id != by}
    talks = (await tx.groups.in_reach([group])).get(group, ())
    others = [each for each in talks if (each.platform, each.workspace) in theirs]
    if not others or (by is None and len(workspaces) == 1):
        return
    named = await tx.workspaces.name_of(by) if by is not None else None
    what = entry.values.get("round") or entry.values.get("when", "")
    about = f"{group}:{entry.at.date()}:{what}"
    values = {**entry.values, "by": named or _SOMEWHERE}
    if round_ := values.pop("round", ""):
        values |= quoting((await tx.cards.get(RoundId(round_), None)).question)
    notice = Notice(group, about, f"others-{entry.act}", values)
    await tell_admins(tx, [notice], context.clock(), channels={group: others})


async def note_organisers(
    tx: Transaction,
    context: Context,
    before: AbstractSet[tuple[str, str]],
    named: AbstractSet[tuple[str, str]],
    *,
    group: GroupId | None = None,
    workspace: WorkspaceId | None = None,
) -> None:
    """Note who may organise from now on, and who may not any more: by platforms and subjects."""
    for act, accounts in (
        (Act.ORGANISER_NAMED, named - before),
        (Act.ORGANISER_DISMISSED, before - named),
    ):
        for account in sorted(accounts):
            about = await tx.persons.find(*account)
            await note(tx, context, act, group=group, workspace=workspace, about=about)


async def person_of(tx: Transaction, context: Context, actor: Actor) -> PersonId | None:
    """Return who acts; who organises is somebody by that, if they have an account."""
    if actor.person is not None or not actor.subject:
        return await tx.persons.stay(actor.person)
    found = await tx.persons.hold(actor.platform, actor.subject)
    if found is not None:
        return found
    new = Account(actor.platform, actor.subject, PersonId(context.new_id()))
    return await tx.persons.ensure(new)


async def names_of(
    tx: Transaction, people: AbstractSet[PersonId], group: GroupId | None
) -> dict[PersonId, str]:
    """Return what people are called: in the group, or anywhere for who runs the room.

    Who is no member of the group is told by an account in a chat, and not by a name that others
    know them by.
    """
    members = await tx.members.of_persons(people)
    names = {each.person: each.name for each in members if group in (None, each.group)}
    for person in people - names.keys():
        accounts = await tx.persons.accounts(person)
        chat = next((each for each in accounts if each.platform != "web"), None)
        if chat is not None:
            names[person] = f"{chat.platform.capitalize()} account {chat.subject}"
    return names
