"""A page as a message of Slack's: its blocks, then what there is to press."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, groupby

from bot.core.view import Action, Press
from bot.platforms.chat_text.pages import Attachment, Page
from bot.platforms.chat_text.wrapping import short
from bot.platforms.slack.mrkdwn import escape, mention
from bot.platforms.slack.rendering.rich_text import Block, context, plain_text
from bot.presentation import paging

# https://docs.slack.dev/reference/block-kit/block-elements/button-element and the pages beside it
_MOST_BLOCKS = 50
_IN_A_ROW = 25  # elements in an actions block
_BUTTONS = 5  # of one name; more are a menu
_MENU = 25  # more are searched
_OPTIONS = 100
_LONGEST_LABEL = 75
# What the block_id of a search begins with; what it is about follows its number.
SEARCHED = "rt-search:"
_LONGEST_VALUE = 2_000
_LONGEST_OPTION = 150
_LONGEST_SUMMARY = 700  # characters, which are at most 3,500 escaped: Slack recommends 4,000


@dataclass(frozen=True, slots=True)
class SlackSheet:
    """What is sent: the blocks, what a notification says instead, and files to go with them."""

    blocks: list[Block]
    text: str
    attachments: tuple[Attachment, ...] = ()


def sheet(
    pages: Sequence[Page[Block]],
    number: int,
    *,
    actions: Sequence[Action] = (),
    turn: Press | None = None,
    mentions: Sequence[str] = (),
    where: str | None = None,
) -> SlackSheet:
    """Return the page `number`, counted from 1; one past the last is the last.

    `turn` is what the page buttons press, with the page to show as its choice; without it a message
    cannot be turned. `mentions` are whom to mention: the ids of user groups and people, `channel`
    or `here`; `where` is mrkdwn that says below which place it is about. Raises ValueError for more
    actions than there is room for, for one that no button can hold, and for a mention of nobody.
    """
    number = max(1, min(number, len(pages)))
    page = pages[number - 1]
    ids = count()
    turning = () if turn is None else _turning(turn, number, len(pages), ids)
    about = () if where is None else (_small(where),)
    buttons = action_blocks(actions, ids)
    blocks = [*_called(mentions), *page.parts, *about, *buttons, *turning]
    if len(blocks) > _MOST_BLOCKS:
        raise ValueError(f"{len(actions)} actions are too many for one message")
    return SlackSheet(blocks, summary_of(page), page.attachments)


def summary_of(page: Page[Block]) -> str:
    """Return what a notification says."""
    return escape(short(page.summary, _LONGEST_SUMMARY)) or paging.NO_TEXT


def action_blocks(actions: Sequence[Action], ids: Iterator[int]) -> list[Block]:
    """Return the actions, each with an id of its own: `rt:<name>:<n>`, n the next of the `ids`.

    More than five of one name that follow each other are a menu, more than 25 a search, in which
    one alone that is primary is what is chosen. Raises ValueError for an action that no button can
    hold.
    """
    elements: list[Block] = []
    searched: list[Block] = []
    for name, group in groupby(actions, key=lambda action: action.name):
        alike = list(group)
        if len(alike) <= _BUTTONS:
            elements += (_button(action, next(ids)) for action in alike)
        elif len(alike) <= _MENU or not alike[0].choice:
            for start in range(0, len(alike), _OPTIONS):
                elements.append(_menu(name, alike[start : start + _OPTIONS], next(ids)))
        else:
            searched.append(_search(alike, next(ids)))
    rows = [
        {"type": "actions", "elements": elements[at : at + _IN_A_ROW]}
        for at in range(0, len(elements), _IN_A_ROW)
    ]
    return [*searched, *rows]


def options_of(actions: Sequence[Action]) -> list[Block]:
    """Return the first hundred actions as what a search offers."""
    return [_option(each) for each in actions[:_OPTIONS]]


def _called(mentions: Sequence[str]) -> Iterator[Block]:
    if mentions:
        text = " ".join(map(mention, mentions))
        yield {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _small(mrkdwn: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn}]}


def _button(action: Action, number: int) -> Block:
    made: Block = {
        "type": "button",
        "action_id": f"rt:{action.name}:{number}",
        "text": plain_text(_label(action)),
        "value": _value(action, _LONGEST_VALUE),
    }
    return {**made, "style": "primary"} if action.primary else made


def _menu(name: str, actions: Sequence[Action], number: int) -> Block:
    options = [_option(each) for each in actions]
    made: Block = {
        "type": "static_select",
        "action_id": f"rt:{name}:{number}",
        "placeholder": plain_text(paging.CHOOSE),
        "options": options,
    }
    chosen = [option for option, each in zip(options, actions, strict=True) if each.primary]
    return {**made, "initial_option": chosen[0]} if len(chosen) == 1 else made


def _search(actions: Sequence[Action], number: int) -> Block:
    """Return a menu that is searched: Slack asks for what fits, and the block says of what."""
    element: Block = {
        "type": "external_select",
        "action_id": f"rt:{actions[0].name}:{number}",
        "placeholder": plain_text(paging.search_words(len(actions))),
        "min_query_length": 0,
    }
    chosen = [_option(each) for each in actions if each.primary]
    if len(chosen) == 1:
        element["initial_option"] = chosen[0]
    block_id = f"{SEARCHED}{number}:{Press(actions[0].name, actions[0].subject).value}"
    return {"type": "actions", "block_id": block_id, "elements": [element]}


def _option(action: Action) -> Block:
    return {"text": plain_text(_label(action)), "value": _value(action, _LONGEST_OPTION)}


def _turning(turn: Press, number: int, total: int, ids: Iterator[int]) -> Iterator[Block]:
    """Yield where one is and the page buttons, nothing where there is one page."""
    if total == 1:
        return
    yield context(paging.page_words(number, total))
    steps = ((number - 1, paging.PREVIOUS), (number + 1, paging.NEXT))
    yield {
        "type": "actions",
        "elements": [
            _button(Action(turn.name, label, turn.subject, str(shown)), next(ids))
            for shown, label in steps
            if 1 <= shown <= total
        ],
    }


def _label(action: Action) -> str:
    return short(action.label, _LONGEST_LABEL) or action.name[:_LONGEST_LABEL]


def _value(action: Action, limit: int) -> str:
    value = action.press.value
    if len(value) > limit:
        raise ValueError(f"{value!r} is not of 1 to {limit} characters")
    return value
