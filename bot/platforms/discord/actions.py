"""Buttons that were pressed, and forms that were sent in.

A button's id is `rt:<name>:<subject>`: all that is needed to answer it, so that it works after a
restart as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.chat import answering
from bot.chat.actions import ANSWER, IN_WORKSPACES, OF_ADMINS, OF_ROUNDS
from bot.core.models import RoundId
from bot.errors import NotFound
from bot.platforms.discord.forms import FORM, AnswerForm, typed
from bot.platforms.discord.interactions import DiscordInteraction, NativeInteraction
from bot.services.services import Services


async def press(services: Services, native: NativeInteraction, name: str, subject: str) -> None:
    """Do what the button is there for. Raises NotFound for one that no version of ours has."""
    round_ = RoundId(subject.partition(":")[0])
    if name == ANSWER:
        interaction = await DiscordInteraction.about(services, native, round_)
        await native.response.send_modal(AnswerForm(await answering.form(interaction, round_)))
    elif name in OF_ROUNDS:
        await OF_ROUNDS[name](await DiscordInteraction.about(services, native, round_), subject)
    elif do := IN_WORKSPACES.get(name) or OF_ADMINS.get(name):
        # Those of admins stand in private messages alone, shown to whom Discord let use a command.
        await do(await DiscordInteraction.in_guild(services, native), subject)
    else:
        raise NotFound("button", name)


async def submit(services: Services, native: NativeInteraction) -> None:
    """Take a form that was sent in; those that are not ours are left to others."""
    data: Mapping[str, Any] = native.data or {}
    form = FORM.fullmatch(str(data.get("custom_id", "")))
    if form is not None:
        round_ = RoundId(form["round"])
        interaction = await DiscordInteraction.about(services, native, round_)
        await answering.save(interaction, round_, int(form["revision"]), typed(native))
