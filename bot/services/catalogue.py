"""Every use case, wired together once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.monitoring.metrics import Metrics
from bot.services.cards import CardService
from bot.services.context import Clock, Context
from bot.services.decks import DeckService
from bot.services.deliveries import DeliveryService
from bot.services.groups import GroupService
from bot.services.journal import Journal
from bot.services.live import LiveFeed, Topic
from bot.services.lookup import LookupService
from bot.services.members import MemberService
from bot.services.noticeboard import NoticeboardService
from bot.services.packs import PackService
from bot.services.replies import ReplyService
from bot.services.reveals import RevealService
from bot.services.rounds import RoundService
from bot.services.schedules import ScheduleService
from bot.services.vitals import VitalsService


@dataclass(frozen=True, slots=True)
class Services:
    """What a platform calls."""

    cards: CardService
    decks: DeckService
    deliveries: DeliveryService
    groups: GroupService
    lookup: LookupService
    members: MemberService
    noticeboard: NoticeboardService
    packs: PackService
    replies: ReplyService
    reveals: RevealService
    rounds: RoundService
    schedules: ScheduleService
    vitals: VitalsService
    live: LiveFeed
    clock: Clock
    metrics: Metrics


def make_services(context: Context) -> Services:
    """Return every service on the same store, clock and feed."""
    context = replace(context, store=Journal(context.store))
    lookup = LookupService(context)
    cards, reveals = CardService(context), RevealService(context)
    decks = DeckService(context)
    context.live.call(Topic.DECKS, lookup.forget)

    return Services(
        cards=cards,
        decks=decks,
        deliveries=DeliveryService(context, cards, reveals),
        groups=GroupService(context),
        lookup=lookup,
        members=MemberService(context),
        noticeboard=NoticeboardService(context),
        packs=PackService(context, decks),
        replies=ReplyService(context),
        reveals=reveals,
        rounds=RoundService(context),
        schedules=ScheduleService(context),
        vitals=VitalsService(context),
        live=context.live,
        clock=context.clock,
        metrics=context.metrics,
    )
