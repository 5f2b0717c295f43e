"""Links by which organisers put a member back on their seat: for whom, and who hears of it."""

from __future__ import annotations

from datetime import timedelta

from bot.core.audit import Act, Actor
from bot.core.deliveries import DeliveryKey, WebMessage
from bot.core.models import GroupId, Pass, PersonId
from bot.errors import NoRecovery
from bot.services.audit import note
from bot.services.context import Context
from bot.storage.transaction import Transaction

RECOVERY_HOLDS_FOR = timedelta(days=1)
"""An organiser sends it to who lost the way in, and who may read it in the evening."""


async def refuse_recovery(tx: Transaction, person: PersonId, organised: frozenset[GroupId]) -> None:
    """Raise NoRecovery unless a person's seats are all in groups that one organises.

    Who has an account in a chat comes in from there. No organiser gets at what another's group has
    of somebody.
    """
    accounts = await tx.persons.accounts(person)
    if not accounts:
        raise NoRecovery("gone")
    if any(each.platform != "web" for each in accounts):
        raise NoRecovery("chat")
    members = await tx.members.of_persons([person])
    if not organised.issuperset(each.group for each in members):
        raise NoRecovery("elsewhere")


async def tell_recovered(tx: Transaction, context: Context, used: Pass, told: str) -> None:
    """Log that a link was used, and tell the member: it may have been somebody else."""
    of, about, act = used.group, used.person, Act.RECOVERY_USED
    await note(tx, context, act, group=of, about=about, actor=Actor("web"))
    if of is None or about is None:
        return
    member, channels = await tx.members.find(of, about), await tx.groups.channels(of)
    room = next((each for each in channels if each.platform == "web"), None)
    if member is not None and room is not None:
        key, now = DeliveryKey(f"recovery:{used.code_hash}"), context.clock()
        await tx.web_messages.pin(WebMessage(room.id, key, told, now, for_member=member.id))
