"""A post that failed, sent to another channel by an organiser who heard of it.

What is chosen is kept as a command's choice is. The right is asked for at each press: who organises
the round's group may send it to channels that are no other group's, who organises the workspace to
every one that they read.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.interaction import Interaction, Spots
from bot.core.audit import Actor
from bot.core.deliveries import DeliveryKind
from bot.core.models import Channel, ChannelId, RoundId
from bot.core.naming import meant
from bot.core.view import Press
from bot.errors import ChoiceNeeded, NotFound, NotOrganiser
from bot.presentation.administration import (
    NO_OTHER_PLACE,
    follows_words,
    sent_again_words,
    sent_elsewhere_message,
)
from bot.services.acting import act_as
from bot.services.groups import Place

COMMAND = "send-elsewhere"


async def send(interaction: Interaction, options: Mapping[str, str]) -> None:
    """Send what failed to the channel that was chosen. Raises ChoiceNeeded until one was."""
    round_, kind = RoundId(options["round"]), DeliveryKind(options["kind"])
    failed = await _told_in(interaction, round_, options["to"])
    spots = await _spots(interaction, round_, failed)
    if not spots.names:
        await interaction.say(NO_OTHER_PLACE)
        return
    if not options.get("place"):
        raise ChoiceNeeded("place", tuple(spots.names.values()), tuple(spots.names))
    chosen = meant("place", options["place"], spots.names)
    name = spots.names[chosen].removeprefix("#")
    place = Place(failed.platform, failed.workspace, chosen, name, interaction.subject)
    there = await interaction.services.groups.found(place)
    try:
        await interaction.services.elsewhere.send(round_, kind, failed.id, there)
    except NotFound:
        await interaction.say(sent_again_words(found=False))
        return
    await interaction.services.groups.set_owner(there, interaction.subject)
    group = await interaction.services.cards.group_of(round_)
    can_follow = there.group != group
    named = await interaction.named([there], proven=True)
    (words,) = named.words
    told = sent_elsewhere_message(kind, there, words, round_, can_follow=can_follow)
    await interaction.show(told.leading_to(named.mentions))


def options_of(press: Press) -> dict[str, str]:
    """Return what a notice's button is about. Raises NotFound."""
    kind, _, to = press.choice.partition(".")
    if kind not in set(DeliveryKind) or not to:
        raise NotFound("button", press.name)
    return {"round": press.subject, "kind": kind, "to": to}


async def follow(interaction: Interaction, press: Press) -> None:
    """Ask the round's group in the channel as well from now on, with its schedules."""
    round_ = RoundId(press.subject)
    there = await _told_in(interaction, round_, press.choice)
    spots = await _spots(interaction, round_, there, but_told=False)
    if there.address not in spots.names:
        raise NotFound("channel", there.name)
    left_out = await interaction.services.elsewhere.follow(round_, there)
    named = await interaction.named([there, *left_out], proven=True)
    words = follows_words(named.words[0], named.words[1:])
    await interaction.say(words, mentions=named.mentions)


async def check(interaction: Interaction, options: Mapping[str, str]) -> None:
    """Raise NotOrganiser for who may not send it elsewhere any more."""
    round_ = RoundId(options["round"])
    await _spots(interaction, round_, await _told_in(interaction, round_, options["to"]))


async def _told_in(interaction: Interaction, round_: RoundId, channel: str) -> Channel:
    """Return a channel of the round's audience, whatever became of it. Raises NotFound."""
    told = await interaction.services.cards.told_in(round_)
    found = next((each for each in told if each.id == ChannelId(channel)), None)
    if found is None or found.platform != interaction.platform:
        raise NotFound("channel", channel)
    return found


async def _spots(
    interaction: Interaction, round_: RoundId, about: Channel, *, but_told: bool = True
) -> Spots:
    """Return where in the workspace of a channel they may send it now. Raises NotOrganiser."""
    services = interaction.services
    workspace = await services.workspaces.find(about.platform, about.workspace)
    if workspace is None:
        raise NotFound("workspace", about.workspace)
    spots, group = await interaction.spots(workspace), await services.cards.group_of(round_)
    organisers = (await services.groups.get(group)).organisers
    closed = set[str]()
    if not spots.runs and interaction.subject not in (workspace.owner, *workspace.organisers):
        if f"{interaction.platform}:{interaction.subject}" not in organisers:
            raise NotOrganiser(interaction.workspace_word)
        known = await services.channels.of_workspace(about.platform, about.workspace)
        closed = {each.address for each in known if each.group != group}
    if but_told:
        closed |= {each.address for each in await services.cards.told_in(round_)}
    act_as(Actor(interaction.platform, interaction.subject, workspace=workspace.id))
    open_ = {own: name for own, name in spots.names.items() if own not in closed}
    return Spots(open_, runs=spots.runs)
