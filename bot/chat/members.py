"""What is known about a member, and accounts and places that are joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.chat.interaction import Interaction, Where
from bot.core.invitations import read_code
from bot.core.models import (
    Channel,
    DeckId,
    GroupId,
    Member,
    Person,
    PersonId,
    RevealNews,
    WorkspaceId,
)
from bot.core.preferences import OFF
from bot.core.view import Action, Line, Mention, Message, Press
from bot.errors import NoCode, NotFound, NotOrganiser
from bot.presentation.preferences import BACK, WAS_THERE, away_message, preferences_message
from bot.presentation.profile import (
    EXPORTED,
    Remainder,
    accounts_joined_message,
    delete_warning,
    deleted_words,
    export_json,
    export_name,
    leave_warning,
    left_words,
    own_code_message,
    profile_message,
    profiles_message,
)
from bot.presentation.reminders import DIRECT_CLOSED, WITHOUT_NAMES_UNTOLD, reminders_words
from bot.presentation.replies import still_shown_words
from bot.presentation.sharing import sharing_message
from bot.presentation.web import NO_GROUP_YET, way_in_message
from bot.presentation.workspaces import (
    LEFT_GROUP,
    LINK,
    Named,
    invitation_message,
    move_message,
    moved_words,
    places_message,
    workspace_words,
)
from bot.services.dismissing import Stays
from bot.services.preferences import Wanted

_MOST_LOOKED_AT = 20  # channels: each may be a question to the platform


async def show_profile(interaction: Interaction) -> None:
    """Show a member their answers, ratings and streak: here, or in all groups that they read."""
    services = interaction.services
    if interaction.about is not None:
        member = await interaction.member()
        shown = profile_message(await services.profile.of(member.group, member))
        closed = await _closed(interaction)
        await interaction.show(replace(shown, blocks=(*shown.blocks, *map(Line, closed))))
        return
    groups = {each.id for each in await services.access.groups(await interaction.reader())}
    mine = [each for each in await _mine(interaction) if each.group in groups]
    profiles = [
        (await interaction.title_of(each.group), await services.profile.of(each.group, each))
        for each in mine
    ]
    await interaction.show(profiles_message(profiles))


async def set_reminders(interaction: Interaction, *, wanted: bool) -> None:
    """Remind a member of questions that they have not answered, or not: here, or everywhere."""
    for each in await _mine(interaction):
        changed = await interaction.services.members.set_reminders(each.id, wanted)
    closed = await _closed(interaction) if wanted else ()
    await interaction.show(Message.saying(reminders_words(changed), *map(Line, closed)))


async def notify(interaction: Interaction, wanted: Wanted) -> None:
    """Change how a member hears of reveals and when they are reminded, or show it."""
    person = await _somebody(interaction)
    changed = await interaction.services.preferences.change(
        person, wanted, await interaction.zone()
    )
    closed = await _closed(interaction) if _writes_to(changed) else ()
    if closed and changed.reveal_news is RevealNews.DIRECT:
        closed = (*closed, WITHOUT_NAMES_UNTOLD)
    await interaction.show(preferences_message(changed, *closed))


async def share(interaction: Interaction, *, agrees: bool | None) -> None:
    """Let somebody's answers leave with a deck, or not, or show what they said of it."""
    person, preferences = await _somebody(interaction), interaction.services.preferences
    if agrees is None:
        said = await preferences.of(person)
    else:
        said = await preferences.share(person, agrees=agrees)
    await interaction.show(sharing_message(said.sharing))


async def go_away(interaction: Interaction, until: str) -> None:
    """Tell somebody nothing until a day that they typed, or again from now on."""
    if until.strip().casefold() in OFF:
        await come_back(interaction)
        return
    person, preferences = await _somebody(interaction), interaction.services.preferences
    changed = await preferences.go_away(person, until, await interaction.zone())
    if changed.away_until is not None:
        await interaction.show(away_message(changed, changed.away_until))


async def come_back(interaction: Interaction, _press: Press | None = None) -> None:
    """Tell somebody again what they chose to hear, from now on."""
    person = await _somebody(interaction)
    was_away = await interaction.services.preferences.come_back(person)
    await interaction.say(BACK if was_away else WAS_THERE)


async def _somebody(interaction: Interaction) -> PersonId:
    """Return who it is in all groups, where nothing was asked so far, too."""
    if interaction.about is not None:
        return (await interaction.member()).person
    who = interaction.platform, interaction.subject
    return await interaction.services.members.somebody(*who, await interaction.name())


def _writes_to(person: Person) -> bool:
    """Say whether somebody is to hear anything by direct message."""
    return person.reveal_news is RevealNews.DIRECT or bool(person.reminder_time)


async def _closed(interaction: Interaction) -> tuple[str, ...]:
    """Return what is to be said of direct messages: nothing where they are open."""
    return () if await interaction.takes_direct_messages() else (DIRECT_CLOSED,)


async def link(interaction: Interaction, code: str | None) -> None:
    """Give a member a code for an account elsewhere, or use the one that they got there."""
    person, linking = await _person(interaction), interaction.services.linking
    if code is None:
        invited = await linking.invite_person(person)
        await interaction.show(own_code_message(invited))
        return
    joined, about = await linking.join_person(person, code), interaction.about
    names = [each.name for each in joined.members if about is None or each.group == about.id]
    await interaction.show(accounts_joined_message(names[0] if names else None, joined.replaced))


async def export(interaction: Interaction) -> None:
    """Hand a member everything about them."""
    member = (await _mine(interaction))[0]
    services = interaction.services
    reader = await services.access.of_person(member.person)
    data = export_json(await services.profile.export(member.person, reader))
    await interaction.hand_over(EXPORTED, export_name(member.name), data)


async def ask_to_delete(interaction: Interaction) -> None:
    """Ask a member whether they want to be forgotten."""
    member = (await _mine(interaction))[0]
    warning, mentions = await _stays(interaction, member.person, delete_warning)
    button = Action("delete-me", "Delete everything", member.id)
    await interaction.say(warning, button, mentions=mentions)


async def delete(interaction: Interaction, press: Press) -> None:
    """Remove everything about the member whom the button was shown to."""
    who = interaction.platform, interaction.subject
    found = await interaction.services.members.everywhere(*who)
    meant = next((each for each in found if each.id == press.subject), None)
    said, places, kept = deleted_words(Remainder()), Named((), ()), tuple[Mention, ...]()
    if meant is not None:
        places = await interaction.named(await interaction.services.withdrawals.shown(meant.person))
        said, kept = await _stays(interaction, meant.person, deleted_words)
        await interaction.services.profile.delete(meant.person)
    # Pressed twice, there is nobody left; under another account it is another's button.
    elif found:
        raise NotFound("button", press.name)
    words = f"{said} {still_shown_words(places.words)}".strip()
    await interaction.say(words, mentions=(*places.mentions, *kept))


async def _stays(
    interaction: Interaction, person: PersonId, words: Callable[[Remainder], str]
) -> tuple[str, tuple[Mention, ...]]:
    """Return what is said of what stays of somebody, and what leads to the channels it names."""
    services = interaction.services
    found, wrote = await services.profile.stays(person), await services.withdrawals.wrote_in(person)
    remainder, mentions = await _remainder(interaction, found, wrote)
    return words(remainder), mentions


async def _remainder(
    interaction: Interaction, stays: Stays, wrote_in: Sequence[Channel]
) -> tuple[Remainder, tuple[Mention, ...]]:
    hears, wrote = await interaction.named(stays.channels), await interaction.named(wrote_in)
    owned = [workspace_words(each) for each in stays.workspaces]
    return Remainder(owned, hears.words, wrote.words), (*hears.mentions, *wrote.mentions)


async def _mine(interaction: Interaction) -> Sequence[Member]:
    """Return who they are here; where no group is, in all of theirs, whatever they can read now.

    What is their own they can always have. Raises NothingAskedHere and InNoChannel for nobody's.
    """
    if interaction.about is None:
        who = interaction.platform, interaction.subject
        if found := await interaction.services.members.everywhere(*who):
            return found
    return [await interaction.member()]


async def _person(interaction: Interaction) -> PersonId:
    """Return who they are, in a direct message also of no group. Raises NothingAskedHere."""
    if interaction.is_direct:
        who = interaction.platform, interaction.subject
        return await interaction.services.members.somebody(*who, await interaction.name())
    return (await _mine(interaction))[0].person


async def ask_to_leave(interaction: Interaction) -> None:
    """Ask a member whether they want to leave the group."""
    member = await interaction.member()
    leaving = Action("leave", "Leave this group", member.id)
    stays, mentions = await _stays_after(interaction, member)
    warning = leave_warning(interaction.group, stays)
    await interaction.say(warning, leaving, mentions=mentions)


async def leave(interaction: Interaction, press: Press) -> None:
    """Remove the member whom the button was shown to from the group, and from no other."""
    member = interaction.known
    if member is not None and member.id != press.subject:
        raise NotFound("button", press.name)
    places, stays, kept = Named((), ()), Remainder(), tuple[Mention, ...]()
    if member is not None:
        shown = await interaction.services.withdrawals.shown(member.person, member.group)
        places = await interaction.named(shown)
        stays, kept = await _stays_after(interaction, member)
        await interaction.services.profile.leave(member)
    words = f"{left_words(interaction.group, stays)} {still_shown_words(places.words)}"
    await interaction.say(words.strip(), mentions=(*places.mentions, *kept))


async def _stays_after(
    interaction: Interaction, member: Member
) -> tuple[Remainder, tuple[Mention, ...]]:
    """Return what stays of a member who leaves, and what leads to the channels it names."""
    services = interaction.services
    wrote = await services.withdrawals.wrote_in(member.person, member.group)
    return await _remainder(interaction, await services.profile.stays_after(member), wrote)


async def invite(interaction: Interaction) -> None:
    """Make a code that links other channels to this one's group."""
    invited = await interaction.services.linking.invite(interaction.group.id)
    await interaction.show(invitation_message(invited))


async def ask_to_link(interaction: Interaction, code: str, where: Where) -> None:
    """Show what a code would do in this channel, and to how many people, and ask.

    Raises NoCode and UnknownCode.
    """
    if not code.strip():
        raise NoCode
    linking = interaction.services.linking
    # A wrong code founds no group where nothing was ever asked.
    await linking.check(f"{interaction.platform}:{interaction.subject}", code)
    channel = await where()
    move = await linking.preview(channel.id, code)
    places = await interaction.named((channel, *move.channels))
    message = move_message(move, await interaction.count_people(), places.words[1:])
    linking_it = Action("link", LINK, read_code(code) or code)
    await interaction.show(replace(message, actions=(linking_it,)).leading_to(places.mentions))


async def join_channel(interaction: Interaction, press: Press) -> None:
    """Let the channel answer the questions of the group that the code is of."""
    channel, linking = interaction.require_channel(), interaction.services.linking
    move = await linking.join(channel.id, press.subject)
    await interaction.services.groups.set_owner(channel, interaction.subject)
    places = await interaction.named(move.channels)
    await interaction.say(moved_words(places.words), mentions=places.mentions)


async def leave_group(interaction: Interaction) -> None:
    """Take the channel out of the group that it was linked to."""
    await interaction.services.linking.leave(interaction.require_channel().id)
    await interaction.say(LEFT_GROUP)


async def show_places(interaction: Interaction) -> None:
    """Show where the group is installed, and where it talks."""
    services, group = interaction.services, interaction.group.id
    there = [workspace_words(each) for each in await services.workspaces.of_group(group)]
    talks = await interaction.named(await services.groups.channels(group))
    message = places_message(interaction.group, there, talks.words)
    await interaction.show(message.leading_to(talks.mentions))


async def open_web(interaction: Interaction) -> None:
    """Give somebody a link to their groups on the web; an organiser's opens the desk as well."""
    await _open(interaction, None)


async def open_deck(interaction: Interaction, press: Press) -> None:
    """Give an organiser a link that leads to a deck's page. Raises NotFound."""
    deck = DeckId(press.subject)
    await interaction.services.decks.get(interaction.asked, deck)
    await _open(interaction, deck)


async def open_deck_of(
    interaction: Interaction, deck: DeckId, owner: WorkspaceId, group: GroupId | None
) -> None:
    """Give who organises the workspace that owns a deck, as was checked, a link to its page.

    It is among the pages of where they are, else of the `group`; those ask who may see them.
    """
    await _open(interaction, deck, owner, group)


async def _open(
    interaction: Interaction,
    deck: DeckId | None,
    owner: WorkspaceId | None = None,
    group: GroupId | None = None,
) -> None:
    services, about = interaction.services, interaction.about
    if about is not None:
        await interaction.member()
        group = about.id
    organises = owner or await _organised(interaction)
    if deck is not None and group is None:
        group = await _group_at_hand(interaction)
        if group is None:  # a deck's page is one of a group's
            await interaction.say(NO_GROUP_YET)
            return
    secret = await services.sessions.sign_in_pass(
        interaction.platform,
        interaction.subject,
        organises,
        group,
        await interaction.name(),
        deck=deck,
    )
    url, has_desk = f"{services.web_url}/enter?pass={secret}", organises is not None
    await interaction.show(way_in_message(url, with_desk=has_desk, to_deck=deck is not None))


async def _group_at_hand(interaction: Interaction) -> GroupId | None:
    """Return a group of the workspace's that they can read, None where none of the first is."""
    services, workspace = interaction.services, interaction.workspace
    if workspace is None:
        return None
    known = await services.channels.of_workspace(workspace.platform, workspace.address)
    for channel in known[:_MOST_LOOKED_AT]:
        if await services.access.may_be_told(channel, interaction.subject):
            return channel.group
    return None


async def _organised(interaction: Interaction) -> WorkspaceId | None:
    """Return the workspace that they organise, where they are, None for none."""
    if interaction.workspace is None:
        return None
    try:
        await interaction.require_workspace_organiser()
    except NotOrganiser:
        return None
    return interaction.workspace.id
