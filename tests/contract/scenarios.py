"""Whole groups with something in every table, made by hypothesis or by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.audit import Act, AuditEntry
from bot.core.challenges import Challenge, LendingRequest, ReferenceAct, ReferenceChange
from bot.core.comments import Comment
from bot.core.decisions import DecidedAnswer, DecidedWording
from bot.core.deck_changes import Change
from bot.core.deliveries import Delivery, DeliveryKey, DeliveryKind, WebMessage
from bot.core.feedback import Rating, ReminderRequest, SelfRating, Vote
from bot.core.invitations import Invitation
from bot.core.later_replies import LaterReply
from bot.core.models import (
    Account,
    Answer,
    AnswerId,
    Channel,
    ChannelId,
    Deck,
    DeckId,
    Group,
    Member,
    PersonId,
    Question,
    QuestionId,
    Reply,
    Round,
    RoundId,
    RoundState,
    Schedule,
    Session,
    Source,
    SourceId,
    Workspace,
    WorkspaceId,
)
from bot.core.own_words import Claims, Confidence, OwnConfidence
from bot.core.pictures import PictureFile
from bot.core.suggestions import Suggestion
from bot.core.text import name_key
from bot.core.unsent import ReplyDraft
from bot.core.uploads import ImportDraft, Upload
from bot.storage import schema
from bot.storage.transaction import Transaction
from tests.contract import examples
from tests.contract.examples import HOUR, NOON, fresh
from tests.fakes.members import add_member

# Few, so that two groups have some of each in common.
NAMES = ("Ann", "ann 2", "Bo", "Ann 2", "Cy")
ACCOUNTS = tuple(
    Account(platform, subject, PersonId(f"person {subject}"))
    for platform in ("chat", "talk")
    for subject in "123"
)
TITLES = ("Bread", "Bread (2)", "Soup")


@dataclass(slots=True)
class Scenario:
    """A group and everything of it."""

    group: Group
    workspace: Workspace
    channels: list[Channel] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    decks: list[Deck] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    deck_edits: list[tuple[DeckId, Change]] = field(default_factory=list)
    schedules: list[Schedule] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    audiences: dict[RoundId, list[Channel]] = field(default_factory=dict)
    replies: list[Reply] = field(default_factory=list)
    pictures: list[PictureFile] = field(default_factory=list)
    ratings: list[SelfRating] = field(default_factory=list)
    votes: list[Vote] = field(default_factory=list)
    confidences: list[OwnConfidence] = field(default_factory=list)
    claims: list[Claims] = field(default_factory=list)
    later: list[LaterReply] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    challenges: list[Challenge] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    reminder_requests: list[ReminderRequest] = field(default_factory=list)
    reply_drafts: list[ReplyDraft] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    web_messages: list[WebMessage] = field(default_factory=list)
    drafts: list[ImportDraft] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    audit: list[AuditEntry] = field(default_factory=list)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Make a group with members, accounts, decks and rounds that may be like another's."""
    group = draw(examples.groups())
    id_ = WorkspaceId(f"of-{group.id}")
    workspace = Workspace(id_, "chat", fresh("workspace"), "Workspace", NOON)
    scenario = Scenario(group, workspace)
    scenario.channels = [
        Channel(ChannelId(fresh("c")), group.id, "chat", fresh("a"), workspace.address)
        for _ in range(draw(st.integers(1, 2)))
    ]
    _people(draw, scenario)
    for title in draw(st.lists(st.sampled_from(TITLES), min_size=1, max_size=3, unique=True)):
        _deck(draw, scenario, title)
    scenario.web_messages = [draw(examples.web_messages(scenario.channels[0].id))]
    scenario.drafts = [ImportDraft(fresh("draft"), workspace.id, NOON, (Upload("a.md", b"x"),))]
    scenario.invitations = [
        Invitation(fresh("hash"), NOON + HOUR, group.id),
        Invitation(fresh("hash"), NOON + HOUR, person=scenario.members[0].person),
    ]
    who = scenario.members[0].person
    scenario.audit = [
        AuditEntry(fresh("entry"), NOON, Act.NAMING_SET, "chat", who, group.id),
        AuditEntry(fresh("entry"), NOON, Act.DECK_IMPORTED, "chat", None, None, id_, who),
    ]
    return scenario


def _people(draw: st.DrawFn, scenario: Scenario) -> None:
    group = scenario.group.id
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, unique_by=name_key))
    known = sorted({account.person for account in ACCOUNTS})
    for name in names:
        joined_at = NOON + draw(st.integers(0, 5)) * HOUR
        person = draw(st.sampled_from([*known, None]))
        if person is None:
            person = PersonId(fresh("person"))
        else:
            known.remove(person)
        member = replace(draw(examples.members(group)), name=name, joined_at=joined_at)
        scenario.members.append(replace(member, person=person))
        scenario.sessions.append(draw(examples.sessions(person, scenario.workspace.id)))
    people = {member.person for member in scenario.members}
    scenario.accounts = [account for account in ACCOUNTS if account.person in people]


def _deck(draw: st.DrawFn, scenario: Scenario, title: str) -> None:
    deck = replace(draw(examples.decks(scenario.workspace.id)), title=title)
    source, question = draw(examples.sources(deck.id)), draw(examples.questions(deck.id))
    scenario.decks.append(deck)
    scenario.sources.append(source)
    scenario.questions.append(question)
    answer = draw(examples.answers(question.id, source.id))
    scenario.answers.append(answer)
    earlier = replace(question, text=draw(examples.TEXTS))
    change = Change(((None, source),), ((earlier, question),), ((answer, answer),))
    scenario.deck_edits.append((deck.id, change))
    author = draw(st.sampled_from(scenario.members))
    scenario.suggestions.append(
        Suggestion(fresh("s"), deck.id, author.id, None, "Why?", "", NOON, source=source.id)
    )
    scenario.schedules.append(draw(examples.schedules(scenario.group.id, deck.id)))
    for state in draw(st.lists(st.sampled_from(RoundState), unique=True, max_size=2)):
        _round(draw, scenario, question, state)


def _round(draw: st.DrawFn, scenario: Scenario, question: Question, state: RoundState) -> None:
    group, id_ = scenario.group.id, RoundId(fresh("r"))
    round_ = Round(id_, group, question.deck, question.id, state, NOON, NOON + HOUR)
    scenario.rounds.append(round_)
    scenario.audiences[id_] = draw(st.sampled_from((scenario.channels, scenario.channels[:1])))
    repliers = draw(st.lists(st.sampled_from(scenario.members), unique_by=lambda each: each.id))
    for member in repliers:
        at = NOON + draw(st.integers(0, 3)) * HOUR
        picture = examples.picture(fresh("picture"))
        scenario.pictures.append(picture)
        said = Reply(id_, member.id, fresh("text") + ";", 1, at, pictures=(picture.id,))
        scenario.replies.append(said)
        scenario.ratings.append(SelfRating(id_, member.id, draw(st.sampled_from(Rating)), at))
        sure = draw(st.sampled_from(Confidence))
        scenario.confidences.append(OwnConfidence(id_, member.id, sure, at))
        scenario.claims.append(Claims(id_, member.id, ("ab", "cd"), at))
        scenario.later.append(LaterReply(id_, member.id, fresh("later"), 1, at))
        challenge = Challenge(fresh("ch"), question.id, id_, member.id, "It is wrong.", "", at)
        scenario.challenges.append(challenge)
        scenario.comments.append(Comment(fresh("c"), id_, member.id, "Why?", at, repliers[0].id))
        scenario.votes.append(Vote(id_, member.id, repliers[0].id, at))
        scenario.reminder_requests.append(ReminderRequest(id_, member.id, at))
        scenario.reply_drafts.append(ReplyDraft(id_, member.person, fresh("text"), 1, "v", at))
        scenario.deliveries.append(_reminder(scenario, id_, member))


def _reminder(scenario: Scenario, round_: RoundId, member: Member) -> Delivery:
    channel = scenario.channels[0]
    key = DeliveryKey(fresh("key"))
    kind, group, on = DeliveryKind.REMINDER, scenario.group.id, channel.platform
    return Delivery(key, kind, group, channel.id, NOON, round_, member=member.id, platform=on)


async def put_scenario(tx: Transaction, scenario: Scenario) -> None:
    """Store all of it."""
    await tx.groups.add(scenario.group)
    await tx.workspaces.ensure(scenario.workspace)
    await tx.key_values.put(f"member:{scenario.group.id}", "secret")
    await _each(tx.groups.add_channel, scenario.channels)
    for member in scenario.members:
        await add_member(tx, member)
    for account in scenario.accounts:
        if account not in await tx.persons.accounts(account.person):
            await tx.persons.add_account(account)
    await _each(tx.persons.add_session, scenario.sessions)
    await _each(tx.decks.add, scenario.decks)
    await _each(tx.decks.add_source, scenario.sources)
    await tx.decks.put_questions(scenario.questions)
    await tx.decks.add_answers(scenario.answers)
    for deck, change in scenario.deck_edits:
        await tx.deck_edits.add(fresh("edit"), deck, NOON, change)
        await tx.deck_edits.apply(deck, _decided(deck))
    await _each(tx.schedules.add, scenario.schedules)
    await tx.rounds.add_all(scenario.rounds)
    await tx.groups.add_audiences(scenario.audiences)
    await tx.pictures.keep(scenario.pictures)
    for deck in scenario.decks:
        await tx.pictures.show_in(deck.id, [each.id for each in scenario.pictures])
    await tx.replies.put(scenario.replies)
    await tx.pictures.link(scenario.replies)
    await _each(tx.feedback.rate, scenario.ratings)
    await _each(tx.feedback.vote, scenario.votes)
    await _each(tx.own_words.keep_confidence, scenario.confidences)
    await _each(tx.own_words.keep_claims, scenario.claims)
    await _each(tx.replies.put_later, scenario.later)
    await _each(tx.comments.put, scenario.comments)
    for challenge in scenario.challenges:
        await tx.challenges.put(challenge)
        await tx.challenges.agree(challenge.id, challenge.member, NOON)
    for reply in scenario.replies:
        await tx.lent_texts.ask(LendingRequest(reply.round, reply.member, NOON, "web"))
    await tx.challenges.note_changes(
        ReferenceChange(fresh("rc"), each.deck, each.id, NOON, ReferenceAct.CHOSEN, "web")
        for each in scenario.questions
    )
    await _each(tx.suggestions.put, scenario.suggestions)
    await _each(tx.feedback.request_reminder, scenario.reminder_requests)
    for draft in scenario.reply_drafts:
        assert await tx.reply_drafts.keep(draft, "")
    await tx.deliveries.add(scenario.deliveries)
    await _each(tx.web_messages.pin, scenario.web_messages)
    await _each(tx.drafts.add, scenario.drafts)
    await _each(tx.workspaces.invite, scenario.invitations)
    await _each(tx.audit.add, scenario.audit)


async def purge(tx: Transaction, workspace: Workspace) -> None:
    """Remove a workspace for good, with the groups that have no channel any more."""
    groups = await tx.groups.of_workspace(workspace)
    await tx.groups.lock_everything(groups)
    await tx.workspaces.remove_channels(workspace)
    await tx.groups.remove_alone(groups)
    await tx.workspaces.remove(workspace)


async def _each(put, values: Sequence[object]) -> None:
    for value in values:
        await put(value)


async def count_rows(engine: AsyncEngine) -> dict[str, int]:
    """Return how many rows each table has."""
    async with engine.connect() as connection:
        return {
            table.name: await connection.scalar(select(func.count()).select_from(table)) or 0
            for table in schema.metadata.sorted_tables
        }


def _decided(deck: DeckId) -> Change:
    """Return what was decided about the deck's documents."""
    gone = QuestionId(fresh("gone"))
    wording = DecidedWording(fresh("wording"), deck, "Why?", gone, None)
    answer = DecidedAnswer(
        fresh("decided"), deck, SourceId("s"), AnswerId("a"), gone, "f" * 64, None
    )
    return Change(decided_wordings=((None, wording),), decided_answers=((None, answer),))
