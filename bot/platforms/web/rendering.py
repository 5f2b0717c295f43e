"""Jinja with what the templates call; everything that is put into a page is escaped."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.core.limits import MAX_NAME, MAX_QUERY, MAX_REPLY, MAX_TITLE
from bot.core.phrases import LONGEST as MAX_PHRASE
from bot.core.places import INVITED_FOR
from bot.core.text import plain
from bot.importing import MAX_DOCUMENT_BYTES
from bot.platforms.web import blocks, markdown, times
from bot.platforms.web.forms import MAX_FILES, MAX_UPLOAD_BYTES
from bot.presentation.cards import place_words, replies_words
from bot.presentation.feedback import RATING_LABELS, rating_name
from bot.presentation.imports import count, warning_words
from bot.presentation.lookup import NO_NAME
from bot.presentation.places import listed, workspace_words
from bot.presentation.schedules import (
    change_words,
    facts_words,
    idle_words,
    local_words,
    offset_words,
    schedule_words,
    span_words,
)

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


def make_environment() -> Environment:
    """Return the templates' environment."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        document=markdown.document_html,
        typed=markdown.typed_html,
        inline=markdown.inline_html,
        plain=plain,
        iso=times.iso,
        date=times.date_words,
        clock=times.clock_words,
        hours=times.hours_words,
    )
    environment.globals.update(
        macro_of=blocks.macro_of,
        address_of=blocks.address_of,
        was_typed=blocks.was_typed,
        shared_points=blocks.shared_points,
        place_words=place_words,
        replies_words=replies_words,
        warning_words=warning_words,
        change_words=change_words,
        facts_words=facts_words,
        idle_words=idle_words,
        local_words=local_words,
        offset_words=offset_words,
        schedule_words=schedule_words,
        count=count,
        workspace_words=workspace_words,
        listed=listed,
        span_words=span_words,
        rating_name=rating_name,
        static=static_address,
        INVITED_FOR=INVITED_FOR,
        MAX_DOCUMENT_BYTES=MAX_DOCUMENT_BYTES,
        MAX_FILES=MAX_FILES,
        MAX_NAME=MAX_NAME,
        MAX_PHRASE=MAX_PHRASE,
        MAX_QUERY=MAX_QUERY,
        MAX_REPLY=MAX_REPLY,
        MAX_TITLE=MAX_TITLE,
        MAX_UPLOAD_BYTES=MAX_UPLOAD_BYTES,
        NO_NAME=NO_NAME,
        RATING_LABELS=RATING_LABELS,
    )
    return environment


@cache
def static_address(name: str) -> str:
    """Return where a static file is, with its content's hash: browsers may keep it for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
