"""The slash commands: which there are, what their words mean, who may use them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.chat import organisers, typed_commands
from bot.chat.command_table import commands
from bot.chat.typed_arguments import CommandArguments
from bot.chat.typed_by_organisers import set_group
from bot.chat.typed_commands import Command, named, only
from bot.core.models import ChannelSettings
from bot.errors import BadOption
from bot.platforms.chat_text.emoji import with_emoji
from bot.platforms.slack.interactions import SlackInteraction
from bot.presentation.decks import HOW_TO_IMPORT
from bot.presentation.workspaces import Arrangement, settings_message

_ORGANISERS, _REMOVE = "organisers", "remove"
_SETTINGS = ("names", "threads", "written", "late", "language", "deck", "ping", "reveal")
_REVEALS = {"channel": True, "thread": False}
_NOBODY = frozenset({"off", "no", "none", "nobody"})
# How Slack writes them with `should_escape`: https://docs.slack.dev/interactivity/implementing-slash-commands
_PINGED = re.compile(r"<(?:@([UW][A-Z0-9]+)|!subteam\^(S[A-Z0-9]+)|!(channel|here))(?:\|[^>]*)?>")
_CHANNEL, _WORKSPACE = "channel", "workspace"
# Slack writes mentions so where the manifest says `should_escape`.
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


async def run(interaction: SlackInteraction, name: str, text: str) -> None:
    """Do what was typed. Raises as `typed_commands.run`."""
    await typed_commands.run(interaction, name, COMMANDS[name], with_emoji(text))


async def _settings(interaction: SlackInteraction, arguments: CommandArguments) -> None:
    if arguments.free.lower().split()[:1] in ([_ORGANISERS], ["organizers"]):
        await _organisers(interaction, arguments)
        return
    arguments = named(arguments, "/settings", *_SETTINGS)
    only(arguments, "/settings", *_SETTINGS)
    changes = _changes(arguments)
    if not await set_group(interaction, arguments):
        return
    if changes and interaction.channel is not None:
        await interaction.services.groups.configure_channel(interaction.channel.id, **changes)
    again = await interaction.again()
    await again.show(settings_message(await _arrangement(again), changed=bool(arguments.options)))


def _changes(arguments: CommandArguments) -> ChannelSettings:
    changes: ChannelSettings = {}
    if (threads := arguments.switch("threads")) is not None:
        changes["threads"] = threads
    if (written := arguments.switch("written")) is not None:
        changes["written"] = written
    if (reveal := arguments.option("reveal")) is not None:
        if reveal not in _REVEALS:
            raise BadOption("reveal", reveal, tuple(_REVEALS))
        changes["announces"] = _REVEALS[reveal]
    if (ping := arguments.option("ping")) is not None:
        changes["mention_role"] = _pinged(ping)
    return changes


def _pinged(typed: str) -> str | None:
    """Return whom each question is to mention, as `slack.mrkdwn.mention` takes it; None for nobody.

    Raises BadOption.
    """
    bare = typed.strip().lower().removeprefix("@")
    if bare in _NOBODY:
        return None
    if bare in {"channel", "here"}:
        return bare
    if (found := _PINGED.fullmatch(typed.strip())) is None:
        raise BadOption("ping", typed, ("@here", "@channel", "@somebody", "off"))
    return found[1] or found[2] or found[3]


async def _arrangement(interaction: SlackInteraction) -> Arrangement:
    channel = interaction.channel
    decks = await interaction.services.decks.of_group(interaction.asked)
    return Arrangement(
        naming=interaction.group.naming,
        late=interaction.group.late,
        threads=channel is not None and channel.threads,
        mention_role=await _called(interaction),
        announces=channel.announces if channel is not None else None,
        rings=True,
        written=channel is not None and channel.written,
        readable=True,
        decks=[each.deck for each in decks],
    )


async def _called(interaction: SlackInteraction) -> str:
    """Return what whom questions mention is called, "" for nobody."""
    who = interaction.channel.mention_role if interaction.channel is not None else None
    if not who:
        return ""
    if who in {"channel", "here"}:
        return f"@{who}"
    if not who.startswith("S"):
        return f"@{await interaction.name_of(who)}"
    return (await interaction.roles(interaction.workspace)).get(who, "@…")


async def _organisers(interaction: SlackInteraction, arguments: CommandArguments) -> None:
    """Show who may plan in this channel's group, or in all of the workspace; add or remove some."""
    only(arguments, "/settings organisers", "scope")
    scope = arguments.option("scope") or _CHANNEL
    if scope not in {_CHANNEL, _WORKSPACE}:
        raise BadOption("scope", scope, (_CHANNEL, _WORKSPACE))
    users, words = (
        _MENTION.findall(arguments.text),
        _MENTION.sub("", arguments.free).lower().split(),
    )
    if words[1:] not in ([], [_REMOVE]):
        who = ("@somebody", f"{_REMOVE} @somebody")
        raise BadOption(_ORGANISERS, " ".join(arguments.free.split()[1:]), who)
    named = [f"{interaction.workspace.address}:{user}" for user in users]
    is_removal = _REMOVE in words
    await organisers.change(
        interaction,
        lambda subject: interaction.name_of(subject.rpartition(":")[2]),
        add=() if is_removal else named,
        remove=named if is_removal else (),
        everywhere=scope == _WORKSPACE,
    )


_SETTINGS_COMMAND: Command[SlackInteraction] = Command(
    "Names, threads, mentions, written replies, languages, organisers",
    "names=anonymous threads=off reveal=channel ping=@here written=on late=on | organisers @…",
    {"": _settings},
    for_organisers=True,
    escaped=True,
)
COMMANDS: Mapping[str, Command[SlackInteraction]] = commands(
    import_=lambda interaction, _: interaction.say(HOW_TO_IMPORT), settings=_SETTINGS_COMMAND
)
