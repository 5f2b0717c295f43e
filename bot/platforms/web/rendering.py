"""Jinja with what the templates call; everything that is put into a page is escaped.

Times are shown in UTC, and marked up for the script to localise.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.core.challenges import MAX_BETTER_TEXT, MAX_REASON
from bot.core.comments import MAX_COMMENT
from bot.core.invitations import INVITED_FOR, ORGANISES_FOR
from bot.core.limits import MAX_DOCUMENT_BYTES, MAX_NAME, MAX_QUERY, MAX_REPLY, MAX_TITLE
from bot.core.phrase_reading import LONGEST as MAX_PHRASE
from bot.core.pictures import named_in
from bot.core.text import plain
from bot.core.view import Action, Block, Card, CardKind, Columns, Image, Point
from bot.platforms.web import markdown, marking
from bot.platforms.web.cards import Cards
from bot.platforms.web.forms import MAX_FILES, MAX_UPLOAD_BYTES
from bot.presentation import schedules
from bot.presentation.challenges import (
    ACT_ON_REFERENCE,
    BETTER_HINT,
    BETTER_LABEL,
    CHALLENGE_IT,
    CHANGE_MINE,
    IS_IT_WRONG,
    KEEP_IT,
    LEND_IT,
    LENDING,
    REASON_LABEL,
    TAKE_CHALLENGE_BACK,
    WHO_READS,
    agreement_words,
    credit_words,
    state_words,
)
from bot.presentation.decks import found_words, warning_words
from bot.presentation.humanize import count, listed, span_words
from bot.presentation.later_replies import (
    ANSWER_LATE,
    TAKE_LATER_BACK,
    THINK_AGAIN,
    later_hint,
    movement_words,
)
from bot.presentation.lookup import NO_NAME
from bot.presentation.own_words import CONFIDENCE_LABELS, CONFIDENCE_NAMES, HIDDEN, HOW_SURE
from bot.presentation.pictures import LIMITS
from bot.presentation.ratings_and_votes import RATING_LABELS, rating_name
from bot.presentation.round_map import MAP
from bot.presentation.rounds import place_words, replies_words
from bot.presentation.sessions import platforms_words
from bot.presentation.sharing import LABELS, MAY_THEY
from bot.presentation.sources import file_words, origin_words
from bot.presentation.workspaces import workspace_words
from bot.services.audit import LOG_KEPT
from bot.services.recovery import RECOVERY_HOLDS_FOR
from bot.services.sessions import SESSION_LASTS

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_TIME = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d:\d\d UTC")


@cache
def static_address(name: str) -> str:
    """Return where a static file is, with its content's hash: browsers may keep it for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def iso(at: datetime) -> str:
    """Return the time as the `datetime` attribute of a `<time>` has it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def date_words(at: datetime) -> str:
    """Return "21 November 2026, 18:05 UTC"."""
    at = at.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def clock_words(at: datetime) -> str:
    """Return "18:05:09 UTC"."""
    return f"{at.astimezone(UTC):%H:%M:%S} UTC"


def stamped(words: str) -> Markup:
    """Return words of ours with each time in them, as `time_words` has it, marked up as one."""
    made, end = Markup(), 0
    for found in _TIME.finditer(words):
        made += escape(words[end : found.start()]) + _time_in(found[0])
        end = found.end()
    return made + escape(words[end:])


def _time_in(words: str) -> Markup:
    try:
        at = datetime.strptime(words, "%d %B %Y, %H:%M:%S UTC").replace(tzinfo=UTC)
    except ValueError:  # somebody has typed it
        return escape(words)
    return Markup('<time datetime="{}" data-local="date">{}</time>').format(iso(at), words)


def hours_words(span: timedelta) -> str:
    """Return a span in hours, without needless decimals."""
    hours = span.total_seconds() / 3600
    return f"{hours:.4g} hour" if hours == 1 else f"{hours:.4g} hours"


def macro_of(block: Block) -> str:
    """Return the name of the macro in `blocks.html` that renders the block: that of its class."""
    return type(block).__name__.lower()


_ADDRESSES = {
    "answer": "/rounds/{}",
    "reveal": "/rounds/{}",
    "rate": "/rounds/{}#rating",
    "helpful": "/rounds/{}#helpful",
    "claims": "/rounds/{}#mine",
    "again": "/rounds/{}#again",
    "words": "/rounds/{}/words",
}


def address_of(action: Action) -> str | None:
    """Return where pressing the action leads, None for what the room has no page for."""
    address = _ADDRESSES.get(action.name)
    chosen = f"?beside={action.choice}" if action.name == "words" and action.choice else ""
    return f"{address.format(action.subject)}{chosen}" if address else None


def was_typed(card: Card) -> bool:
    """Say whether the card's text was typed into a box, rather than written in a document."""
    return card.kind is CardKind.REPLY


def images_below(card: Card) -> tuple[Image, ...]:
    """Return the pictures of a card that do not stand in its text."""
    if was_typed(card):
        return card.images
    placed = named_in(card.markdown)
    return tuple(each for each in card.images if each.picture.id not in placed)


def shared_points(columns: Columns) -> tuple[Point, ...]:
    """Return the key points that the cards of the columns are compared with."""
    cards = (card for column in columns.columns for card in column)
    return next((card.points for card in cards if card.points), ())


# What the templates call, each by its own name.
_CALLED = (
    macro_of, address_of, was_typed, images_below, shared_points, place_words, replies_words,
    file_words, origin_words,
    warning_words, found_words, movement_words, schedules.change_words, schedules.facts_words,
    schedules.idle_words, schedules.local_words,
    schedules.offset_words, schedules.schedule_words, schedules.zone_words,
        count, workspace_words, listed, span_words,
    rating_name, platforms_words, later_hint, agreement_words, state_words,
    credit_words,
)  # fmt: skip


@cache
def make_environment() -> Environment:
    """Return the templates' environment, in which each is compiled once, for all applications."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        auto_reload=False,  # nobody edits them while this runs
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        document=markdown.document_html,
        typed=markdown.typed_html,
        inline=markdown.inline_html,
        pictures=markdown.pictures_html,
        marked=marking.marked,
        numbers=marking.numbers,
        plain=plain,
        iso=iso,
        date=date_words,
        clock=clock_words,
        stamped=stamped,
        hours=hours_words,
    )
    environment.globals.update({each.__name__: each for each in _CALLED}, static=static_address)
    environment.globals["card_html"] = Cards(environment)
    environment.globals.update(
        INVITED_FOR=INVITED_FOR, LOG_KEPT=LOG_KEPT, MAX_DOCUMENT_BYTES=MAX_DOCUMENT_BYTES,
        MAX_FILES=MAX_FILES, MAX_NAME=MAX_NAME, MAX_PHRASE=MAX_PHRASE, MAX_QUERY=MAX_QUERY,
        MAX_REPLY=MAX_REPLY, MAX_TITLE=MAX_TITLE, MAX_UPLOAD_BYTES=MAX_UPLOAD_BYTES,
        ACT_ON_REFERENCE=ACT_ON_REFERENCE, BETTER_HINT=BETTER_HINT, BETTER_LABEL=BETTER_LABEL,
        CHALLENGE_IT=CHALLENGE_IT, CHANGE_MINE=CHANGE_MINE, IS_IT_WRONG=IS_IT_WRONG,
        MAX_BETTER_TEXT=MAX_BETTER_TEXT, MAX_REASON=MAX_REASON, REASON_LABEL=REASON_LABEL,
        KEEP_IT=KEEP_IT, LEND_IT=LEND_IT, LENDING=LENDING,
        TAKE_CHALLENGE_BACK=TAKE_CHALLENGE_BACK, WHO_READS=WHO_READS,
        MAP=MAP, MAX_COMMENT=MAX_COMMENT, MOST_COMMENTS=50,
        ANSWER_LATE=ANSWER_LATE, TAKE_LATER_BACK=TAKE_LATER_BACK, THINK_AGAIN=THINK_AGAIN,
        MAY_LEAVE=LABELS, MAY_THEY_LEAVE=MAY_THEY,
        CONFIDENCE_LABELS=CONFIDENCE_LABELS, CONFIDENCE_NAMES=CONFIDENCE_NAMES,
        HOW_SURE=HOW_SURE, SURE_HIDDEN=HIDDEN,
        NO_NAME=NO_NAME, PICTURE_LIMITS=LIMITS, RECOVERY_HOLDS_FOR=RECOVERY_HOLDS_FOR,
        ORGANISES_FOR=ORGANISES_FOR, RATING_LABELS=RATING_LABELS, SESSION_LASTS=SESSION_LASTS,
    )  # fmt: skip
    return environment
