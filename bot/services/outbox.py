"""Rows that say what must reach which channel, written with the change that causes them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.deliveries import QUOTES, Delivery, DeliveryKey, DeliveryKind
from bot.core.models import (
    Account,
    Channel,
    ChannelId,
    GroupId,
    MemberId,
    Question,
    Round,
    RoundId,
    Workspace,
)
from bot.core.preferences import news_for
from bot.core.read_models import RoundCard
from bot.core.rounds import Happened, opened
from bot.storage.transaction import Transaction

_AFTERWARDS = timedelta(milliseconds=1)
STILL_NEWS = timedelta(days=7)
InReach = Mapping[GroupId, Sequence[Channel]]
Audiences = Mapping[RoundId, Sequence[Channel]]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a group's admins are told, once for each `about` and `code`.

    `values` are what the words of the code need.
    """

    group: GroupId
    about: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


def about_channel(channel: Channel, workspace: Workspace | None) -> dict[str, str]:
    """Return what a notice says of the channel that it is about: what it is called, and where."""
    return {
        "platform": channel.platform,
        "channel": channel.name,
        "workspace": channel.workspace,
        "workspace_name": workspace.name if workspace is not None else "",
        "address": channel.address,
    }


def quoting(question: Question) -> dict[str, str]:
    """Return what a notice says that quotes a question: its words, and whose they are."""
    return {"question": question.text, QUOTES: question.id}


def unsent_values(delivery: Delivery, card: RoundCard) -> dict[str, str]:
    """Return what a notice says of a round's message that is not there, and what sends it."""
    return {
        "kind": delivery.kind.value,
        **quoting(card.question),
        "round": card.round.id,
        "to": delivery.channel,
    }


async def ask(
    tx: Transaction, rounds: Sequence[Round], now: datetime, channels: InReach | None = None
) -> None:
    """Open rounds: their audience is where their group can be told anything now.

    `channels` are those of the groups in reach, where that is known already.
    """
    if channels is None:
        channels = await _in_reach(tx, (round_.group for round_ in rounds))
    audiences = {round_.id: channels.get(round_.group, ()) for round_ in rounds}
    await tx.rounds.add_all(rounds)
    await tx.groups.add_audiences(audiences)
    await _tell(tx, map(opened, rounds), now, audiences)
    await tx.posted.look_again(rounds, now)


async def announce(tx: Transaction, events: Iterable[Happened], now: datetime) -> None:
    """Tell the audience of each event's round what happened to it."""
    told = list(events)
    if told:
        audiences = await tx.groups.audiences(event.round.id for event in told)
        await _tell(tx, told, now, audiences)
        await _tell_answerers(tx, told, now)
        over = (event.round for event in told if event.say is not DeliveryKind.TALLY)
        await tx.posted.look_again(over, now)


async def make_up(tx: Transaction, channels: Iterable[Channel], now: datetime) -> None:
    """Tell in channels that are in reach again how rounds ended lately, unless it was told before.

    What could not be asked is asked now, if it is still open.
    """
    back = list(channels)
    for channel in back:
        rounds = await tx.rounds.closed_in(channel.id, now - STILL_NEWS)
        reveals = (of_round(each, DeliveryKind.REVEAL, channel, now) for each in rounds)
        await tx.deliveries.add(reveals)
    await tx.deliveries.revive_reveals([each.id for each in back], now - STILL_NEWS, now)
    await tx.deliveries.revive_greetings([each.id for each in back], now)
    await tx.deliveries.revive_questions({each.group for each in back}, now)


async def remind(
    tx: Transaction,
    late: Iterable[tuple[Round, Iterable[MemberId]]],
    now: datetime,
    why: str = DeliveryKind.REMINDER,
) -> None:
    """Remind members of their rounds where they have an account, once for each `why`."""
    wanted = [(round_, members) for round_, found in late if (members := list(found))]
    groups = {round_.group for round_, _ in wanted}
    audiences = await tx.groups.audiences(round_.id for round_, _ in wanted) if wanted else {}
    accounts = await tx.members.accounts_in(groups) if groups else {}
    chosen = (
        (round_, member, reaching(there, accounts.get(member, ())))
        for round_, members in wanted
        for there in [audiences.get(round_.id, ())]
        for member in members
    )
    await tx.deliveries.add(
        of_round(round_, DeliveryKind.REMINDER, channel, now, why=why, member=member)
        for round_, member, channel in chosen
        if channel is not None
    )


async def tell_admins(
    tx: Transaction,
    notices: Sequence[Notice],
    now: datetime,
    *,
    but_not: Collection[ChannelId] = (),
    channels: InReach | None = None,
) -> None:
    """Tell groups' admins something. A workspace is told once.

    `but_not` names channels that cannot be reached, when that is what is told; the owner of their
    workspace hears of it all the same, by direct message. `channels` are those of the groups in
    reach, where that is known already.
    """
    if channels is None:
        channels = await _in_reach(tx, (notice.group for notice in notices))
    await tx.deliveries.add(
        Delivery(
            key=DeliveryKey(f"{notice.about}:{notice.code}:{channel.id}"),
            kind=DeliveryKind.NOTICE,
            group=notice.group,
            channel=channel.id,
            platform=channel.platform,
            note=json.dumps({"code": notice.code, **notice.values}),
            created_at=now,
            next_attempt_at=now,
        )
        for notice in notices
        for channel in _one_a_workspace(channels.get(notice.group, ()))
        if channel.workspace or channel.id not in but_not
    )


def greeting_key(channel: ChannelId) -> DeliveryKey:
    """Return the key of what is said once in a channel that was set up."""
    return DeliveryKey(f"{channel}:{DeliveryKind.GREETING}:{channel}")


def greeting_of(channel: Channel, now: datetime, first: datetime | None) -> Delivery:
    """Return what is said in a channel that was set up; `first` is when it is asked, if it waits.

    After the first question, where that is asked at once.
    """
    values = {"first": first.isoformat()} if first is not None else {}
    return Delivery(
        key=greeting_key(channel.id),
        platform=channel.platform,
        kind=DeliveryKind.GREETING,
        group=channel.group,
        channel=channel.id,
        note=json.dumps({"code": DeliveryKind.GREETING, **values}),
        created_at=now + _AFTERWARDS,
        next_attempt_at=now,
    )


def announcement_of(reveal: Delivery, now: datetime) -> Delivery:
    """Return what leads from a channel to its reveal, which stands in a thread there."""
    return Delivery(
        key=DeliveryKey(f"{reveal.round}:{DeliveryKind.ANNOUNCEMENT}:{reveal.channel}"),
        platform=reveal.platform,
        kind=DeliveryKind.ANNOUNCEMENT,
        group=reveal.group,
        channel=reveal.channel,
        round=reveal.round,
        created_at=now,
        next_attempt_at=now,
    )


def mention_in_place_of(direct: Delivery, now: datetime) -> Delivery:
    """Return what is said in the channel to whom a direct message did not reach.

    Where others read, one reminder of a question is enough for one member, whoever wanted another.
    The words of a notice are not repeated there: they are for organisers.
    """
    cause = direct.key if direct.member is None else f"{direct.round}:{direct.kind}:{direct.member}"
    return Delivery(
        key=DeliveryKey(f"{cause}:{DeliveryKind.MENTION}"),
        platform=direct.platform,
        kind=DeliveryKind.MENTION,
        group=direct.group,
        channel=direct.channel,
        round=direct.round,
        note=json.dumps({"code": DeliveryKind.MENTION, "of": direct.kind}),
        member=direct.member,
        created_at=now,
        next_attempt_at=now,
    )


async def _tell_answerers(tx: Transaction, events: Iterable[Happened], now: datetime) -> None:
    """Write to those who answered by form, and whom the reveal does not mention, that it is there.

    After it: a channel's messages go out in the order of their times.
    """
    rounds = {each.round.id: each.round for each in events if each.say is DeliveryKind.REVEAL}
    found = news_for(await tx.deliveries.answerers(rounds.keys(), now)).direct
    channels = await tx.groups.channels_of({channel for _, _, channel in found})
    await tx.deliveries.add(
        of_round(
            rounds[round_],
            DeliveryKind.NEWS,
            channels[channel],
            now,
            after=_AFTERWARDS,
            why=DeliveryKind.NEWS,
            member=member,
        )
        for round_, member, channel in found
    )


async def _tell(
    tx: Transaction, events: Iterable[Happened], now: datetime, audiences: Audiences
) -> None:
    await tx.deliveries.add(
        of_round(event.round, event.say, channel, now)
        for event in events
        for channel in audiences.get(event.round.id, ())
    )


async def _in_reach(tx: Transaction, groups: Iterable[GroupId]) -> InReach:
    wanted = set(groups)
    return await tx.groups.in_reach(wanted) if wanted else {}


def of_round(
    round_: Round,
    kind: DeliveryKind,
    channel: Channel,
    now: datetime,
    *,
    after: timedelta = timedelta(0),
    why: str = "",
    member: MemberId | None = None,
) -> Delivery:
    """Return a message of a round to a channel, or there to one `member` for the reason `why`."""
    said = kind if member is None else f"{why}:{member}"
    return Delivery(
        key=DeliveryKey(f"{round_.id}:{said}:{channel.id}"),
        kind=kind,
        group=round_.group,
        channel=channel.id,
        platform=channel.platform,
        round=round_.id,
        member=member,
        created_at=now + after,
        next_attempt_at=now,
    )


def reaching(channels: Iterable[Channel], accounts: Sequence[Account]) -> Channel | None:
    """Return the first channel in whose place there is one of the accounts."""
    reached = (each for each in channels if any(account.is_in(each) for account in accounts))
    return next(reached, None)


def _one_a_workspace(channels: Iterable[Channel]) -> Iterator[Channel]:
    told: set[tuple[str, str]] = set()
    for channel in channels:
        workspace = (channel.platform, channel.workspace)
        if not channel.workspace or workspace not in told:
            told.add(workspace)
            yield channel
