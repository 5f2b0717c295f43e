"""What is written to one member alone, each thing once: that something of theirs is decided."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.deliveries import Delivery, DeliveryKey, DeliveryKind
from bot.core.models import Member, MemberId, Person, RevealNews, Round
from bot.core.preferences import is_away
from bot.services.outbox import of_round, reaching
from bot.storage.transaction import Transaction


async def write_to(
    tx: Transaction,
    members: Mapping[Round, Sequence[MemberId]],
    note: Mapping[str, str],
    about: str,
    now: datetime,
) -> frozenset[MemberId]:
    """Write to members alone, but to who wishes to hear nothing of reveals, or is away.

    Return to whom.
    """
    wanted = {each for of_one in members.values() for each in of_one}
    if not wanted:
        return frozenset()
    persons = await tx.persons.who_are(wanted)
    accounts = await tx.members.accounts_in({each.group for each in members})
    audiences = await tx.groups.audiences(each.id for each in members)
    written = [
        replace(
            of_round(
                round_,
                DeliveryKind.CORRECTION,
                channel,
                now,
                why=f"{note['code']}.{about}",
                member=who,
            ),
            note=json.dumps(note),
        )
        for round_, of_one in members.items()
        for who in of_one
        if who in persons and _hears(persons[who], now)
        for channel in [reaching(audiences.get(round_.id, ()), accounts.get(who, ()))]
        if channel is not None
    ]
    await tx.deliveries.add(written)
    return frozenset(each.member for each in written if each.member is not None)


async def write_beside_rounds(
    tx: Transaction, member: Member, note: Mapping[str, str], about: str, now: datetime
) -> None:
    """Write to a member what is about no round, where their group reaches them; as `write_to`."""
    person = (await tx.persons.who_are([member.id])).get(member.id)
    if person is None or not _hears(person, now):
        return
    accounts = (await tx.members.accounts_in([member.group])).get(member.id, ())
    channels = (await tx.groups.in_reach([member.group])).get(member.group, ())
    channel = reaching(channels, accounts)
    if channel is None:
        return
    written = Delivery(
        key=DeliveryKey(f"{about}:{note['code']}:{member.id}:{channel.id}"),
        kind=DeliveryKind.CORRECTION,
        group=member.group,
        channel=channel.id,
        platform=channel.platform,
        note=json.dumps(note),
        member=member.id,
        created_at=now,
        next_attempt_at=now,
    )
    await tx.deliveries.add([written])


def _hears(person: Person, now: datetime) -> bool:
    return person.reveal_news is not RevealNews.NONE and not is_away(person, now)
