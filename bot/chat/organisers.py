"""Who may plan and change: named by those who organise the workspace, for it or for one group."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from bot.chat.interaction import Interaction
from bot.core.models import Group, Workspace
from bot.presentation.workspaces import organisers_message

# Returns what an account of the platform's is called; others' are told by their platform.
NameOf = Callable[[str], Awaitable[str]]


async def change(
    interaction: Interaction,
    name_of: NameOf,
    *,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    everywhere: bool,
) -> None:
    """Let these accounts of the platform's plan, or not any more, and show who may now.

    That is in the channel's group alone, or `everywhere` in the workspace. Raises NotOrganiser, and
    NothingAskedHere where there is no group.
    """
    await interaction.require_workspace_organiser()
    workspace, group = interaction.require_workspace(), interaction.about
    added, removed = frozenset(add), frozenset(remove)
    if (added or removed) and everywhere:
        named = interaction.services.workspaces.name_organisers
        workspace = await named(workspace, added, removed)
    elif added or removed:
        theirs = (_accounts(interaction, each) for each in (added, removed))
        group = await interaction.services.groups.name_organisers(interaction.group.id, *theirs)
    await _show(interaction, name_of, workspace, group, changed=bool(added or removed))


async def _show(
    interaction: Interaction,
    name_of: NameOf,
    workspace: Workspace,
    group: Group | None,
    *,
    changed: bool,
) -> None:
    ours = f"{interaction.platform}:"
    everywhere = [await name_of(each) for each in workspace.organisers]
    here = [
        await name_of(each.removeprefix(ours))
        if each.startswith(ours)
        else f"somebody on {each.partition(':')[0].capitalize()}"
        for each in (group.organisers if group else ())
    ]
    word = interaction.workspace_word
    message = organisers_message(word, everywhere, here, changed=changed)
    await interaction.show(message)


def _accounts(interaction: Interaction, subjects: Iterable[str]) -> frozenset[str]:
    return frozenset(f"{interaction.platform}:{each}" for each in subjects)
