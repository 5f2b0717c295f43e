"""What each refusal and failure is called, and what to do about it."""

from __future__ import annotations

from functools import singledispatch

from bot import errors
from bot.importing import errors as documents


@singledispatch
def words_for(error: Exception) -> str:
    """Return a sentence for whoever can do something about the error.

    Raises the error itself when it has no words: it is a fault, not a refusal.
    """
    raise error


@words_for.register
def _(error: errors.NotFound) -> str:
    return f"There is no such {error.what}. It may have been removed."


@words_for.register
def _(error: errors.NotAllowed) -> str:
    return {
        "member": "Join the room first: open the join link that the room's admin has.",
        "admin": "Only the room's admin can do this. Open the admin link first.",
        "reveal": "The round is still open. Its answers show when it has closed.",
    }[error.right]


@words_for.register
def _(error: errors.RoundClosed) -> str:
    return (
        f"This round closed at {error.at:%H:%M:%S} UTC, before your answer arrived, so it was not "
        "saved. Copy it if you want to keep it."
    )


@words_for.register
def _(error: errors.NothingToSkip) -> str:
    return f"This round ended at {error.at:%H:%M:%S} UTC. It cannot be skipped any more."


@words_for.register
def _(_error: errors.StaleReply) -> str:
    return (
        "You saved another version of this answer in another window, and this one was not saved. "
        "Both are below: keep one."
    )


@words_for.register
def _(error: errors.TextEmpty) -> str:
    return f"The {error.field} is empty. Write something, then send it again."


@words_for.register
def _(error: errors.TextTooLong) -> str:
    return (
        f"The {error.field} has {error.size:,} characters; {error.limit:,} is the most. "
        "Shorten it, then send it again."
    )


@words_for.register
def _(error: errors.NameTaken) -> str:
    return f"Somebody here is called “{error.name}” already. Choose another name."


@words_for.register
def _(error: errors.BadSchedule) -> str:
    return {
        "recurrence": f"“{error.value}” is no time that comes again. Write “every day 09:00”, "
        "“weekdays 18:30”, “mon, thu 7 pm” or a cron expression such as “0 9 * * 1-5”.",
        "zone": f"“{error.value}” is no time zone. Write one like Europe/Paris or UTC.",
        "window": "The answer window has to be between 1 minute and 31 days.",
        "reminder": "The reminder has to come before the round closes and after it opened.",
        "grace": "A missed question can be made up for only while its answer window lasts.",
        "seed": "The number of a shuffle has at most nine digits.",
    }[error.field]


@words_for.register
def _(error: errors.NothingToAsk) -> str:
    return f"Every question of “{error.deck}” has been asked. Import more, or ask one again."


@words_for.register
def _(error: errors.AlreadyAsked) -> str:
    return f"“{error.question}” is open right now. Close or skip its round first."


@words_for.register
def _(error: errors.NothingStored) -> str:
    return (
        f"There is nothing in {error.place} yet. Start the room with “roundtable serve”, or "
        "import documents with “roundtable import”."
    )


@words_for.register
def _(_error: errors.NoDocuments) -> str:
    return "No document was given. Choose at least one."


@words_for.register
def _(error: errors.DeckExists) -> str:
    return (
        f"There is a deck called “{error.title}” already. "
        "Choose another name, or add the documents to that deck."
    )


@words_for.register
def _(error: errors.DeckChanged) -> str:
    return f"Somebody changed “{error.title}” meanwhile, so nothing was stored. Preview it again."


@words_for.register
def _(error: errors.AlreadyImported) -> str:
    return f"{error.name} is in the deck already, as {error.earlier}. Leave it out."


@words_for.register
def _(error: errors.SameDocumentTwice) -> str:
    return f"{error.first} and {error.second} are the same document. Leave one out."


@words_for.register
def _(error: errors.NoAnchors) -> str:
    names = ", ".join(error.names)
    return (
        f"{names}: answers only, without their questions. Import them together with a document "
        "that has the questions, or add them to a deck that has."
    )


@words_for.register
def _(error: errors.UnknownReference) -> str:
    return f"{error.name} cannot be the reference: it is none of the documents given."


@words_for.register
def _(error: errors.UnreadableDocuments) -> str:
    return "\n".join(words_for(problem) for problem in error.problems)


@words_for.register
def _(error: documents.UnreadableFile) -> str:
    return f"{error.name} cannot be read ({error.reason})."


@words_for.register
def _(error: documents.EmptyDocument) -> str:
    return f"{error.name} is empty."


@words_for.register
def _(error: documents.BinaryDocument) -> str:
    return f"{error.name} is not text. Save it as plain text or Markdown, then try again."


@words_for.register
def _(error: documents.UndecodableDocument) -> str:
    return (
        f"{error.name} is not UTF-8 (byte {error.offset:,} does not fit). "
        "Save it with the encoding UTF-8, then try again."
    )


@words_for.register
def _(error: documents.DocumentTooLarge) -> str:
    return (
        f"{error.name} has {error.size / 1_000_000:,.1f} MB; "
        f"{error.limit / 1_000_000:,.0f} MB is the most. Split it."
    )


@words_for.register
def _(error: documents.NoQuestions) -> str:
    return (
        f"No question was found in {error.name}. A question ends with “?”, is numbered, or stands "
        "on a line of its own above its answer."
    )


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
def _(error: errors.NotConfirmed) -> str:
    return f"This needs a yes, and nobody is at a terminal to give it. Add {error.option}."
