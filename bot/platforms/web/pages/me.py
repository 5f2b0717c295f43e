"""The person's own page, for all of their groups: figures, settings, accounts, data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from bot.core.models import Channel, Group, GroupId, Member, Reply, RevealNews
from bot.core.preferences import OFF, is_away
from bot.core.read_models import Profile, RoundCard
from bot.errors import MemberError, NotFound
from bot.platforms.web.forms import Refused
from bot.platforms.web.platform import WebPlatform
from bot.platforms.web.reading import reader_anywhere
from bot.platforms.web.request_context import RequestContext, page, see_other
from bot.presentation import profile as words
from bot.presentation.preferences import REVEAL_NEWS_LABELS, away_words
from bot.presentation.sharing import NO, SHARING_WORDS, YES
from bot.presentation.workspaces import channel_words, workspace_words
from bot.services.dismissing import Stays
from bot.services.linking import Joined
from bot.services.preferences import Wanted

_DELETED_BUT = "/me/deleted?but=1"  # what was named on the page before


@dataclass(frozen=True, slots=True)
class Membership:
    """The person in one group.

    `profile` is None for a group that they cannot read any more: what was asked there is not
    theirs to see, but that they are in it, and can leave, is.
    """

    group: Group
    member: Member
    profile: Profile | None

    @property
    def figures(self) -> list[str]:
        """How it goes, a line each."""
        return words.profile_words(self.profile)[:-1] if self.profile else []

    @property
    def latest(self) -> list[tuple[object, str]]:
        """The latest replies, each with what is said of it."""
        latest = self.profile.latest if self.profile else ()
        return [(each, words.latest_words(each)) for each in latest]


async def show(context: RequestContext) -> Response:
    """Show who the person is in each group, how it goes, and what they can switch."""
    memberships, refused = await _memberships(context), await context.refused()
    return context.page(
        "me.html",
        refused.status if refused else 200,
        memberships=memberships,
        name=await _name(context),
        linked=await _linked(context),
        **_given_back(refused),
        **await _wishes(context),
    )


def _given_back(refused: Refused | None) -> dict[str, object]:
    """Return what was typed into a form that was refused, and what is wrong, by its part."""
    in_accounts = refused is not None and refused.part == "accounts"
    typed = refused.form if refused else None
    names = "code", "reminder", "zone", "until"
    return {
        "problem": refused.words if refused and in_accounts else None,
        "wish_problem": refused.words if refused and not in_accounts else None,
        "typed": {name: typed.text(name) if typed else "" for name in names},
    }


async def _wishes(context: RequestContext) -> dict[str, object]:
    """Return what the person wishes to hear, and until when they are away."""
    person = await context.services.preferences.of(context.person)
    until = person.away_until if is_away(person, context.services.clock()) else None
    return {
        "wishes": person,
        "reveal_news": REVEAL_NEWS_LABELS,
        "away": away_words(person, until) if until else None,
        "sharing": SHARING_WORDS[person.sharing],
    }


async def set_preferences(context: RequestContext) -> Response:
    """Change how the person hears of reveals, and when they are reminded."""
    form = await context.form()
    reveals = next((each for each in RevealNews if each == form.text("reveals")), None)
    wanted = Wanted(reveals, form.text("reminder").strip(), form.text("zone").strip() or None)
    try:
        await context.services.preferences.change(context.person, wanted)
    except MemberError as error:
        return await context.give_back("/me", form, error, "notices")
    return see_other("/me#notices")


async def go_away(context: RequestContext) -> Response:
    """Tell the person nothing until a day, or again from now on."""
    form = await context.form()
    until = form.text("until").strip()
    try:
        if form.text("back") or until.casefold() in OFF:
            await context.services.preferences.come_back(context.person)
        else:
            await context.services.preferences.go_away(context.person, until)
    except MemberError as error:
        return await context.give_back("/me", form, error, "notices")
    return see_other("/me#notices")


async def share(context: RequestContext) -> Response:
    """Let the person's answers leave with a deck, or not. Raises NotFound for another word."""
    said = (await context.form()).text("share")
    if said not in {YES, NO}:
        raise NotFound("button", said)
    await context.services.preferences.share(context.person, agrees=said == YES)
    return see_other("/me#sharing")


async def _memberships(context: RequestContext) -> list[Membership]:
    services = context.services
    readable = await services.access.groups(await reader_anywhere(services, context.visitor))
    ids = {each.id for each in readable}
    found = []
    for member in await services.members.memberships(context.person):
        group = await services.groups.get(member.group)
        profile = await services.profile.of(group.id, member) if group.id in ids else None
        found.append(Membership(group, member, profile))
    return found


async def _membership(context: RequestContext) -> Member:
    """Return who the person is in the group of the address. Raises NotFound where nobody."""
    group = GroupId(context.path("group"))
    member = await context.services.members.find(group, context.person)
    if member is None:
        raise NotFound("group", group)
    return member


async def _linked(context: RequestContext) -> list[str]:
    """Return the other platforms on which the person has an account."""
    accounts = await context.services.members.accounts(context.person)
    platforms = {each.platform for each in accounts} - {WebPlatform.name}
    return [each.capitalize() for each in sorted(platforms)]


async def set_reminders(context: RequestContext) -> Response:
    """Remind the member of rounds that close soon, or not."""
    wanted = (await context.form()).text("reminders") == "on"
    member = await _membership(context)
    await context.services.members.set_reminders(member.id, wanted)
    return see_other("/me")


async def download(context: RequestContext) -> Response:
    """Hand everything that is kept of the person over, as a file."""
    reader = await reader_anywhere(context.services, context.visitor)
    data = await context.services.profile.export(context.person, reader)
    name = words.export_name(await _name(context))
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(words.export_json(data), media_type="application/json", headers=headers)


async def confirm_leave(context: RequestContext) -> Response:
    """Ask before the member leaves the group."""
    member = await _membership(context)
    group = await context.services.groups.get(member.group)
    stays = await context.services.profile.stays_after(member)
    kept = await _remainder(context, stays, await _wrote_in(context, member.group))
    return context.page("leave.html", leaving=group, warning=words.leave_warning(group, kept))


async def leave(context: RequestContext) -> Response:
    """Remove the member from the group; the browser stays whose it is in others."""
    await context.services.profile.leave(await _membership(context))
    return see_other("/me/left")


async def left(context: RequestContext) -> Response:
    """Say that it is done, to whoever may be nobody now."""
    return page(context.site, context.request, "deleted.html", title="Left", words=words.LEFT)


async def confirm_delete(context: RequestContext) -> Response:
    """Ask before everything about the person is removed."""
    stays = await context.services.profile.stays(context.person)
    kept = await _remainder(context, stays, await _wrote_in(context))
    return context.page("delete.html", warning=words.delete_warning(kept))


async def _remainder(
    context: RequestContext, stays: Stays, wrote_in: Sequence[Channel]
) -> words.Remainder:
    owned = [workspace_words(each) for each in stays.workspaces]
    told, wrote = await _called(context, stays.channels), await _called(context, wrote_in)
    return words.Remainder(owned, told, wrote)


async def _wrote_in(context: RequestContext, group: GroupId | None = None) -> Sequence[Channel]:
    """Return the channels in chats where messages of the person's own stand."""
    return await context.services.withdrawals.wrote_in(context.person, group)


async def _called(context: RequestContext, channels: Sequence[Channel]) -> list[str]:
    find = context.services.workspaces.find
    return [channel_words(each, await find(each.platform, each.workspace)) for each in channels]


async def delete(context: RequestContext) -> Response:
    """Remove everything about the person; an organiser's browser stays one."""
    stays = await context.services.profile.stays(context.person)
    wrote = await _wrote_in(context)
    token = await context.services.profile.delete(context.person, context.token)
    all_ = not (stays.workspaces or stays.channels or wrote)
    response, cookies = see_other("/me/deleted" if all_ else _DELETED_BUT), context.site.cookies
    return cookies.remember(response, token) if token else cookies.forget(response)


async def deleted(context: RequestContext) -> Response:
    """Say that it is done, to whoever is nobody now."""
    said = words.DELETED_BUT if "but" in context.request.query_params else words.DELETED
    return page(context.site, context.request, "deleted.html", title="Removed", words=said)


async def invite_account(context: RequestContext) -> Response:
    """Show a code that joins another account to the person; no other page shows it again."""
    code = await context.services.linking.invite_person(context.person)
    return context.page("account_code.html", code=code)


async def join_account(context: RequestContext) -> Response:
    """Make one person of the visitor and the one that the code is of, who stays."""
    form = await context.form()
    try:
        joined = await context.services.linking.join_person(
            context.person, form.text("code"), context.token
        )
    except MemberError as error:
        return await context.give_back("/me", form, error, "accounts")
    names = list(dict.fromkeys(each.name for each in joined.members))
    replaced = await _rounds_of(context, joined)
    response = context.page("account_joined.html", names=names, replaced=replaced)
    return context.remember(response, joined.token) if joined.token else response


async def _name(context: RequestContext) -> str:
    """Return what the group calls the person that they came into first, or else their platform."""
    members = await context.services.members.memberships(context.person)
    if members:
        return members[0].name
    return (await context.services.members.person(context.person)).name


async def _rounds_of(context: RequestContext, joined: Joined) -> list[tuple[RoundCard, Reply]]:
    """Return what gave way, each with its round, as far as the person can read it."""
    if not joined.replaced:
        return []
    reader = await context.services.access.of_person(joined.person)
    cards = {card.round.id: card for card in await context.services.cards.open_now(reader)}
    return [(cards[each.round], each) for each in joined.replaced if each.round in cards]
