"""Every use case, wired together once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.monitoring.metrics import Metrics
from bot.services.cards import CardService
from bot.services.context import Clock, Context
from bot.services.decks import DeckService
from bot.services.deliveries import DeliveryService
from bot.services.feedback import FeedbackService
from bot.services.groups import GroupService
from bot.services.homes import HomeService
from bot.services.inbox import InboxService
from bot.services.journal import Journal
from bot.services.linking import LinkingService
from bot.services.live import LiveFeed, Topic
from bot.services.lookup import LookupService
from bot.services.members import MemberService
from bot.services.noticeboard import NoticeboardService
from bot.services.packs import PackService
from bot.services.postings import PostingService
from bot.services.profile import ProfileService
from bot.services.replies import ReplyService
from bot.services.reveals import RevealService
from bot.services.rounds import RoundService
from bot.services.schedules import ScheduleService
from bot.services.upkeep import UpkeepService
from bot.services.vault import VaultService
from bot.services.vitals import VitalsService
from bot.services.wishes import WishService


@dataclass(frozen=True, slots=True)
class Services:
    """What a platform calls."""

    cards: CardService
    decks: DeckService
    deliveries: DeliveryService
    feedback: FeedbackService
    groups: GroupService
    homes: HomeService
    inbox: InboxService
    linking: LinkingService
    lookup: LookupService
    members: MemberService
    noticeboard: NoticeboardService
    packs: PackService
    postings: PostingService
    profile: ProfileService
    replies: ReplyService
    reveals: RevealService
    rounds: RoundService
    schedules: ScheduleService
    upkeep: UpkeepService
    vault: VaultService
    vitals: VitalsService
    wishes: WishService
    live: LiveFeed
    clock: Clock
    metrics: Metrics


def make_services(context: Context) -> Services:
    """Return every service on the same store, clock and feed."""
    context = replace(context, store=Journal(context.store))
    lookup = LookupService(context)
    cards, reveals = CardService(context), RevealService(context)
    decks, feedback = DeckService(context), FeedbackService(context)
    context.live.call(Topic.DECKS, lookup.forget)

    return Services(
        cards=cards,
        decks=decks,
        deliveries=DeliveryService(context, cards, reveals, feedback),
        feedback=feedback,
        groups=GroupService(context),
        homes=HomeService(context),
        inbox=InboxService(context),
        linking=LinkingService(context),
        lookup=lookup,
        members=MemberService(context),
        noticeboard=NoticeboardService(context),
        packs=PackService(context, decks),
        postings=PostingService(context),
        profile=ProfileService(context),
        replies=ReplyService(context),
        reveals=reveals,
        rounds=RoundService(context),
        schedules=ScheduleService(context),
        upkeep=UpkeepService(context),
        vault=VaultService(context),
        vitals=VitalsService(context),
        wishes=WishService(context),
        live=context.live,
        clock=context.clock,
        metrics=context.metrics,
    )
