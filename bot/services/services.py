"""Every use case, wired together once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.monitoring.metrics import Metrics
from bot.services.context import Clock, Context
from bot.services.decks import DeckService
from bot.services.deliveries import DeliveryService
from bot.services.feedback import FeedbackService
from bot.services.linking import LinkingService
from bot.services.live import LiveFeed, Topic
from bot.services.lookup import LookupService
from bot.services.members import MemberService
from bot.services.messages import MessageService, WebMessageService
from bot.services.packs import PackService
from bot.services.platform_state import InboxService, KeyValueService
from bot.services.profile import ProfileService
from bot.services.reminder_requests import ReminderRequestService
from bot.services.replies import ReplyService
from bot.services.reveals import RevealService
from bot.services.rounds import CardService, RoundService
from bot.services.schedules import ScheduleService
from bot.services.statistics import StatisticsService
from bot.services.workspaces import GroupService, WorkspaceService


@dataclass(frozen=True, slots=True)
class Services:
    """What a platform calls."""

    cards: CardService
    decks: DeckService
    deliveries: DeliveryService
    feedback: FeedbackService
    groups: GroupService
    workspaces: WorkspaceService
    inbox: InboxService
    linking: LinkingService
    lookup: LookupService
    members: MemberService
    web_messages: WebMessageService
    packs: PackService
    profile: ProfileService
    replies: ReplyService
    reveals: RevealService
    rounds: RoundService
    schedules: ScheduleService
    messages: MessageService
    key_values: KeyValueService
    statistics: StatisticsService
    reminder_requests: ReminderRequestService
    live: LiveFeed
    clock: Clock
    metrics: Metrics


def make_services(context: Context) -> Services:
    """Return every service on the same store, clock and feed."""
    lookup = LookupService(context)
    cards, reveals = CardService(context), RevealService(context)
    decks, feedback = DeckService(context), FeedbackService(context)
    context.live.call(Topic.DECKS, lookup.forget)

    return Services(
        cards=cards,
        decks=decks,
        deliveries=DeliveryService(context, reveals, feedback),
        feedback=feedback,
        groups=GroupService(context),
        workspaces=WorkspaceService(context),
        inbox=InboxService(context),
        linking=LinkingService(context),
        lookup=lookup,
        members=MemberService(context),
        web_messages=WebMessageService(context),
        packs=PackService(context, decks),
        profile=ProfileService(context),
        replies=ReplyService(context),
        reveals=reveals,
        rounds=RoundService(context),
        schedules=ScheduleService(context),
        messages=MessageService(context),
        key_values=KeyValueService(context),
        statistics=StatisticsService(context),
        reminder_requests=ReminderRequestService(context),
        live=context.live,
        clock=context.clock,
        metrics=context.metrics,
    )
