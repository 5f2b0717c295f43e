"""Every use case, wired together once."""

from __future__ import annotations

from bot.services.access import AccessService
from bot.services.audit import AuditService
from bot.services.challenges import ChallengeService
from bot.services.channels import ChannelService
from bot.services.comments import CommentService
from bot.services.context import Context
from bot.services.deck_edits import DeckEditService
from bot.services.deck_reading import DeckReadingService
from bot.services.decks import DeckService
from bot.services.deliveries import DeliveryService
from bot.services.delivery_contents import DeliveryContentService
from bot.services.drawings import DrawingService
from bot.services.elsewhere import ElsewhereService
from bot.services.exports import ExportService
from bot.services.feedback import FeedbackService
from bot.services.groups import GroupService
from bot.services.keys import KeyService
from bot.services.later_replies import LaterReplyService
from bot.services.lending import LendingService
from bot.services.linking import LinkingService
from bot.services.live import Topic
from bot.services.lookup import LookupService
from bot.services.members import MemberService
from bot.services.messages import MessageService, WebMessageService
from bot.services.own_words import OwnWordsService
from bot.services.pacing import PacingService
from bot.services.packs import PackService
from bot.services.pictures import PictureService
from bot.services.platform_state import InboxService, KeyValueService, PendingService
from bot.services.preferences import PreferenceService
from bot.services.profile import ProfileService
from bot.services.reminder_requests import ReminderRequestService
from bot.services.replies import ReplyService
from bot.services.revealed import RevealedService
from bot.services.reveals import RevealService
from bot.services.review import ReviewService
from bot.services.round_export import RoundExportService
from bot.services.rounds import CardService, RoundService
from bot.services.schedules import ScheduleService
from bot.services.sessions import SessionService
from bot.services.statistics import StatisticsService
from bot.services.suggestions import SuggestionService
from bot.services.unsent import RefusedFormService, ReplyDraftService
from bot.services.visits import VisitService
from bot.services.withdrawals import WithdrawalService
from bot.services.word_changes import WordChangeService
from bot.services.workspaces import WorkspaceService


class Services:
    """What a platform calls: every service on the same store, clock and feed.

    `web_url` is where the site is, without a path, once it is.
    """

    web_url = ""

    def __init__(self, context: Context) -> None:
        self.live, self.clock = context.live, context.clock
        self.metrics, self.arrivals = context.metrics, context.arrivals
        self.access = AccessService(context)
        self.audit = AuditService(context)
        self.cards = CardService(context)
        self.channels = ChannelService(context)
        self.decks, self.drawings = DeckService(context), DrawingService()
        self.deck_edits = DeckEditService(context)
        self.deck_reading = DeckReadingService(context, self.access)
        self.exports = ExportService(context, self.access)
        self.feedback = FeedbackService(context, self.access)
        self.groups = GroupService(context)
        self.inbox, self.key_values = InboxService(context), KeyValueService(context)
        self.keys = KeyService(context)
        self.linking = LinkingService(context)
        self.lookup = LookupService(context, self.access)
        self.members = MemberService(context)
        self.messages = MessageService(context)
        self.pacing, self.pending = PacingService(context), PendingService(context)
        self.packs = PackService(context, self.decks)
        self.pictures = PictureService(context, self.access)
        self.preferences = PreferenceService(context)
        self.profile = ProfileService(context)
        self.refused_forms = RefusedFormService(context)
        self.reminder_requests = ReminderRequestService(context)
        self.replies = ReplyService(context)
        self.reply_drafts = ReplyDraftService(context)
        self.reveals = RevealService(context, self.access)
        self.later_replies = LaterReplyService(context, self.reveals)
        self.comments = CommentService(context, self.reveals)
        self.challenges = ChallengeService(context, self.reveals, self.deck_edits)
        self.lending = LendingService(context, self.reveals, self.deck_edits)
        self.own_words = OwnWordsService(context, self.reveals)
        self.review = ReviewService(context, self.access, self.lookup, self.deck_edits)
        self.suggestions = SuggestionService(context, self.access, self.lookup, self.deck_edits)
        self.revealed = RevealedService(context, self.reveals)
        self.round_export = RoundExportService(context, self.reveals)
        self.rounds = RoundService(context)
        self.word_changes = WordChangeService(context, self.reveals)
        self.schedules = ScheduleService(context)
        self.sessions = SessionService(context)
        self.statistics = StatisticsService(context)
        self.visits = VisitService(context, self.sessions, self.access)
        self.web_messages = WebMessageService(context)
        self.withdrawals = WithdrawalService(context, self.comments)
        self.workspaces = WorkspaceService(context)
        self.elsewhere = ElsewhereService(context, self.linking, self.channels)
        self.deliveries = DeliveryService(context)
        self.delivery_contents = DeliveryContentService(context, self.reveals, self.feedback)
        self._listen()

    def _listen(self) -> None:
        """Let services forget what others changed."""
        self.live.call(Topic.DECKS, self.lookup.forget)
        self.live.call(Topic.CHANNELS, self.groups.forget_writing)
