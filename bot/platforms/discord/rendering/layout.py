"""A page as Discord's components: a container of texts, dividers and files, then the buttons."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any

import discord
from discord.ui import (
    ActionRow,
    Button,
    Container,
    File,
    Item,
    LayoutView,
    MediaGallery,
    Separator,
    TextDisplay,
)

from bot.core.ids import PictureId
from bot.core.pictures import PictureFile
from bot.core.view import Action, Image, Press
from bot.platforms.chat_text.pages import Attachment
from bot.platforms.discord.buttons import MENU_OPTIONS, button, menu, search_button
from bot.platforms.discord.rendering.markdown import Divider, Gallery
from bot.platforms.discord.rendering.pages import PAGE_PARTS, Page
from bot.presentation import paging
from bot.presentation.pictures import shown_elsewhere_words

# What a page leaves of Discord's 40: beside a mention, the place, the container, and the row of
# the page buttons.
_MOST_IN_ROWS = 40 - PAGE_PARTS - 1 - 1 - 1 - 4
_ACCENT = discord.Colour(0x2F7A6D)  # the web room's green, between its light and its dark one
_ROW = 5  # buttons
_ALT_TEXT = 256  # characters
# A component without an id of its own is numbered by Discord, from 1 on.
_LEAST_ID, _IDS = 1_000, 2**31 - 1_000


Files = Mapping[PictureId, PictureFile]
LoadFiles = Callable[[Sequence[PictureId]], Awaitable[Files]]
"""Returns those of the pictures that there are, as `bot.services.pictures` does."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is sent: components, files that they show, who is called. Each can be sent once."""

    view: LayoutView
    files: list[discord.File]
    mentions: discord.AllowedMentions


@dataclass(frozen=True, slots=True)
class Marker:
    """The ids by which a message is known again: of its container and of the first text in it."""

    container: int
    text: int


def marker_of(key: str) -> Marker:
    """Return the marker of a delivery: two different positive numbers of 31 bits."""
    digest = hashlib.sha256(key.encode()).digest()
    container, text = (
        _LEAST_ID + int.from_bytes(part) % _IDS for part in (digest[:16], digest[16:])
    )
    return Marker(container, text if text != container else container ^ 1)


def marked(message: discord.Message, marker: Marker) -> bool:
    """Say whether the message carries the marker."""
    for component in message.components:
        if isinstance(component, discord.Container) and component.id == marker.container:
            first = next(
                (each for each in component.children if isinstance(each, discord.TextDisplay)), None
            )
            return first is not None and first.id == marker.text
    return False


def layout(
    pages: Sequence[Page],
    number: int,
    *,
    actions: Sequence[Action] = (),
    marker: Marker | None = None,
    turn: Press | None = None,
    mention_role: str | None = None,
    mention_people: Sequence[str] = (),
    where: str | None = None,
    pictures: Files = MappingProxyType({}),
) -> Sheet:
    """Return the page `number`, counted from 1; one past the last is the last.

    More than five actions that differ in their choice alone are a menu, more than 25 a search.
    `turn` is what the page buttons press, with the page to show as its choice; without it a message
    cannot be turned. `mention_role` is the id of a role to mention, `mention_people` are those of
    accounts, at most 15; `where` is markdown that says below it which place it is about. Of the
    page's pictures those are shown whose bytes are among `pictures`. Raises ValueError for more
    actions than there is room for, about ten, for one that no custom_id can hold, and for an id
    that is no number.
    """
    number = max(1, min(number, len(pages)))
    page = pages[number - 1]
    rows = list(_rows(actions))
    room = _MOST_IN_ROWS + PAGE_PARTS - len(page.parts) - len(page.attachments)
    if sum(1 + len(row.children) for row in rows) > room:
        raise ValueError(f"{len(actions)} actions are too many for one message")
    if turn is not None and len(pages) > 1:
        rows.append(ActionRow[Any](*_turning(turn, number, len(pages))))
    view, mentions = LayoutView(timeout=None), discord.AllowedMentions.none()
    if mention_role is not None:
        view.add_item(TextDisplay(f"<@&{int(mention_role)}>"))
        mentions.roles = [discord.Object(int(mention_role))]
    if mention_people:
        view.add_item(TextDisplay(" ".join(f"<@{int(each)}>" for each in mention_people)))
        mentions.users = [discord.Object(int(each)) for each in mention_people]
    view.add_item(_container(page, marker, pictures))
    if where is not None:
        view.add_item(TextDisplay(f"-# {where}"))
    for row in rows:
        view.add_item(row)
    view.stop()  # or discord.py keeps it to find its buttons, which say themselves what they mean
    files = [_upload(each) for each in page.attachments]
    if page.images:
        files += _picture_files(page, pictures)
    return Sheet(view, files, mentions)


def page_of(pages: Sequence[Page], number: int) -> Page:
    """Return the page `number`, as `layout` counts them."""
    return pages[max(1, min(number, len(pages))) - 1]


async def pictures_on(page: Page, load: LoadFiles) -> Files:
    """Return the bytes of the pictures on a page."""
    return await load([each.picture.id for each in page.images])


def file_sheet(words: str, name: str, data: bytes) -> Sheet:
    """Return our words and the file; `name` is plain ASCII without spaces."""
    view = LayoutView(timeout=None)
    view.add_item(TextDisplay(words))
    view.add_item(File(f"attachment://{name}"))
    file = discord.File(BytesIO(data), filename=name)
    return Sheet(view, [file], discord.AllowedMentions.none())


def with_picture(sheet: Sheet, name: str, data: bytes, description: str) -> Sheet:
    """Return the sheet with a picture below it; `name` is plain ASCII without spaces."""
    shown = discord.MediaGalleryItem(f"attachment://{name}", description=description[:_ALT_TEXT])
    sheet.view.add_item(MediaGallery(shown))
    return replace(sheet, files=[*sheet.files, discord.File(BytesIO(data), filename=name)])


def _upload(attachment: Attachment) -> discord.File:
    return discord.File(
        BytesIO(attachment.text.encode("utf-8", "replace")),
        filename=attachment.name,
        description=attachment.description,
    )


def _picture_files(page: Page, pictures: Files) -> Iterator[discord.File]:
    for id_ in dict.fromkeys(each.picture.id for each in page.images):
        if (file := pictures.get(id_)) is not None:
            yield discord.File(BytesIO(file.data), filename=file.file_name)


def _gallery(images: Sequence[Image], pictures: Files) -> Item[LayoutView]:
    there = [each for each in images if each.picture.id in pictures]
    if not there:  # taken back while this was laid out
        return TextDisplay(f"-# {shown_elsewhere_words(len(images))}")
    return MediaGallery(
        *(
            discord.MediaGalleryItem(
                f"attachment://{each.picture.file_name}", description=each.description[:_ALT_TEXT]
            )
            for each in there
        )
    )


def _container(page: Page, marker: Marker | None, pictures: Files) -> Container[LayoutView]:
    items: list[Item[LayoutView]] = [
        *(
            Separator()
            if isinstance(part, Divider)
            else _gallery(part.images, pictures)
            if isinstance(part, Gallery)
            else TextDisplay(part.content)
            for part in page.parts
        ),
        *(File(f"attachment://{each.name}") for each in page.attachments),
    ]
    if marker is not None:
        next(each for each in items if isinstance(each, TextDisplay)).id = marker.text
    return Container(*items, accent_colour=_ACCENT, id=marker.container if marker else None)


def _rows(actions: Sequence[Action]) -> Iterator[ActionRow[Any]]:
    kinds = [(each.name, each.subject) if each.choice else None for each in actions]
    counts = Counter(kinds)
    menus = [kind if kind and counts[kind] > _ROW else None for kind in kinds]
    for in_menu, group in groupby(zip(menus, actions, strict=True), key=itemgetter(0)):
        alike = [action for _, action in group]
        if in_menu:
            yield from _menu_rows(alike)
            continue
        for start in range(0, len(alike), _ROW):
            yield ActionRow(*map(button, alike[start : start + _ROW]))


def _menu_rows(alike: Sequence[Action]) -> Iterator[ActionRow[Any]]:
    """Yield a menu; of more than it holds the first, and what searches them all."""
    if len(alike) <= MENU_OPTIONS:
        yield ActionRow(menu(alike))
        return
    yield ActionRow(menu(alike[:MENU_OPTIONS], total=len(alike)))
    yield ActionRow(search_button(alike))


def _turning(turn: Press, number: int, total: int) -> Iterator[Button[Any]]:
    """Yield the page buttons; the middle one only tells where one is."""
    middle = paging.page_words(number, total)
    for shown, label, usable in (
        (number - 1, paging.PREVIOUS, number > 1),
        (number, middle, False),
        (number + 1, paging.NEXT, number < total),
    ):
        action = Action(turn.name, label, turn.subject, str(shown))
        yield button(action, disabled=not usable)
