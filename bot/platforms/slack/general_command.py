"""`/roundtable`, which has help, the first steps and every other command as a sub-command.

Slack's commands belong to no app: of two apps with a `/quiz` the one that was installed last has
it. An app may be given its commands under a prefix, `/study-quiz`, or `/roundtable` alone.
"""

from __future__ import annotations

from bot.chat.typed_commands import listed
from bot.errors import UnknownCommand
from bot.platforms.slack.command_names import GENERAL, called
from bot.platforms.slack.commands import COMMANDS
from bot.platforms.slack.interactions import SlackInteraction
from bot.platforms.slack.mrkdwn import read
from bot.presentation.help import first_steps_message, help_message

ABOUT = "Everything that Roundtable does, by one command"
USAGE = "help | setup | ask … | quiz … | schedule … | mine … | …"
SETUP = "setup"
_OTHER_NAMES = {"me": "mine"}


def meant(name: str, text: str) -> tuple[str, str]:
    """Return which command was typed, by the name that it has in `COMMANDS`, and its words.

    What is no command of ours under any prefix is the general one, as an app was told to call it.
    """
    text = text.strip()
    own = f"/{name.removeprefix('/').rpartition('-')[2]}"
    if own in COMMANDS:
        return own, text
    word, _, rest = text.partition(" ")
    sub = word.lower().removeprefix("/")
    sub = f"/{_OTHER_NAMES.get(sub, sub)}"
    if sub not in COMMANDS:
        return GENERAL, text
    # Its words come as in messages: whom some commands mention is to be known.
    return sub, rest.strip() if COMMANDS[sub].escaped else read(rest.strip(), {})


async def run(interaction: SlackInteraction, text: str, typed: str = GENERAL) -> None:
    """Do what is this command's own. Raises UnknownCommand."""
    sub = text.lower().split(maxsplit=1)[:1]
    if not sub:
        await show_help(interaction, typed)
    elif sub == [SETUP]:
        await show_first_steps(interaction)
    else:
        known = ("help", SETUP, *(name.removeprefix("/") for name in COMMANDS))
        raise UnknownCommand(typed, text.split(maxsplit=1)[0], known)


async def show_help(interaction: SlackInteraction, typed: str = "") -> None:
    """Show what can be typed, by the names that it goes by where it was `typed`, or is."""
    typed = typed or await interaction.command_names.typed(interaction.workspace.address)
    known = listed(COMMANDS, lambda name: called(name, typed))
    await interaction.show(help_message(known, organises=await interaction.organises()))


async def show_first_steps(interaction: SlackInteraction) -> None:
    """Show an organiser what to do first. Raises NotOrganiser, PermissionsMissing."""
    await interaction.require_organiser()
    if not interaction.is_direct:
        await interaction.be_heard()
    await interaction.show(first_steps_message())
