"""Failures, in words for whoever runs the process."""

from __future__ import annotations

from bot import errors
from bot.presentation.errors.words import words_for


@words_for.register
def _(error: errors.BadSettings) -> str:
    problems = "; ".join(f"{name}: {problem}" for name, problem in error.problems)
    return f"Set these in the environment or in .env, then start again: {problems}."


@words_for.register
def _(error: errors.BadPack) -> str:
    return f"The pack {error.name} was not loaded: {error.reason}."


@words_for.register
def _(error: errors.PortInUse) -> str:
    return (
        f"Port {error.port} on {error.host} is in use. Stop what listens there, or set "
        "ROUNDTABLE_WEB_PORT to another port."
    )


@words_for.register
def _(error: errors.AddressUnusable) -> str:
    return (
        f"Cannot listen on {error.host} port {error.port} ({error.reason}). Set "
        "ROUNDTABLE_WEB_HOST and ROUNDTABLE_WEB_PORT to an address of this machine."
    )


@words_for.register
def _(error: errors.FolderUnusable) -> str:
    return (
        f"The data folder {error.folder} cannot be used ({error.reason}). Make it writable, or set "
        "ROUNDTABLE_DATA to another folder."
    )


@words_for.register
def _(error: errors.DatabaseTooNew) -> str:
    return (
        f"{error.database} was written by a newer Roundtable (schema {error.revision}). Start that "
        "version, or set ROUNDTABLE_DATA to another folder."
    )


@words_for.register
def _(error: errors.DatabaseUnreadable) -> str:
    return (
        f"{error.database} is not a usable database ({error.reason}). Restore a backup, or set "
        "ROUNDTABLE_DATA to another folder."
    )


@words_for.register
def _(error: errors.DatabaseUnreachable) -> str:
    return (
        f"The database {error.database} cannot be used ({error.reason}). See that its server runs, "
        "and check the address and the password in ROUNDTABLE_DATABASE_URL."
    )


@words_for.register
def _(error: errors.DatabaseNotEmpty) -> str:
    return (
        f"There is something in {error.database} already, so nothing was copied. Copy into a "
        "database of its own."
    )


@words_for.register
def _(error: errors.CopyDiffers) -> str:
    return (
        f"The table {error.table} arrived changed, so nothing of the copy was kept. Copy into a "
        "database whose encoding is UTF-8."
    )


@words_for.register
def _(error: errors.AlreadyRunning) -> str:
    return (
        f"Another Roundtable is using {error.folder}. Stop it first, or set ROUNDTABLE_DATA to "
        "another folder."
    )


@words_for.register
def _(error: errors.BackupExists) -> str:
    return (
        f"There is a file {error.file} already. Choose another name, or overwrite it with "
        "--force; the database itself is never overwritten."
    )


@words_for.register
def _(error: errors.BackupUnwritable) -> str:
    return f"The file {error.file} cannot be written ({error.reason}). Choose another place."


@words_for.register
def _(error: errors.RestoreElsewhere) -> str:
    return (
        f"The database {error.database} is on a server, where nothing is overwritten. Stop every "
        "worker, make an empty database there, and copy the backup into it:\n\n"
        f"  ROUNDTABLE_DATABASE_URL=sqlite+aiosqlite:///{error.file} roundtable database copy "
        "--to URL\n\n"
        "Then set ROUNDTABLE_DATABASE_URL to that database and start the workers."
    )


@words_for.register
def _(error: errors.NotABackup) -> str:
    return (
        f"The file {error.file} is no backup that can be restored ({error.reason}). Nothing was "
        "changed. Choose another file."
    )


@words_for.register
def _(error: errors.BackupTooNew) -> str:
    return (
        f"The backup {error.file} was made by a newer Roundtable (schema {error.revision}). "
        "Nothing was changed. Restore it with that version."
    )


@words_for.register
def _(error: errors.SlackTokenRefused) -> str:
    return (
        f"Slack does not know the token in {error.setting}. Copy it again from your app's page, "
        "“OAuth & Permissions” for the bot's, “Basic Information” for the app's."
    )


@words_for.register
def _(_error: errors.DiscordTokenRefused) -> str:
    return (
        "Discord does not know the token in ROUNDTABLE_DISCORD_TOKEN. Copy it again from the "
        "developer portal, page “Bot”, “Reset Token”."
    )


@words_for.register
def _(error: errors.DiscordIntentMissing) -> str:
    return (
        f"Switch on “{error.intent}” in Discord's developer portal, page “Bot”, part “Privileged "
        "Gateway Intents”, or leave ROUNDTABLE_DISCORD_MESSAGE_CONTENT out."
    )


@words_for.register
def _(error: errors.NotConfirmed) -> str:
    return f"This needs a yes, and nobody is at a terminal to give it. Add {error.option}."
