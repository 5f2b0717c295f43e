"""Everything that Roundtable refuses or fails at, as data; `presentation.errors` has the words.

RoundtableError
├── MemberError           the person who asked can do something about it
│   ├── NotFound, NotAllowed, PassUsed, NotOrganiser, NameTaken, StaleReply, StaleDraft, TextEmpty,
│   ├── TextTooLong, NoWords, PictureRefused, NoRecovery
│   ├── RoundClosed, RoundOver, NothingToSkip, NothingOpen, NotYourMessage
│   ├── SecondRepliesOver, LateRepliesOff, TooManyComments, TooManySuggestions
│   ├── NothingToChallenge, ChallengeOver, OwnChallenge
│   ├── FeedbackOver, NothingToRate, OwnReply, NothingToRemind, NowhereToRemind, AwayThen,
│   ├── ReadersUnknown
│   ├── NoCode, UnknownCode, AlreadyTogether, OwnCode, NothingLinked, TooManyTries
│   ├── DeckIsShipped, DeckNotAtHand
│   ├── BadSchedule, BadPreference, NothingToAsk, AlreadyAsked, NothingAskedHere, InNoChannel,
│   ├── CommandOutdated, PrivateThread
│   ├── ChoiceNeeded, NothingCalled, BadOption, UnknownCommand, UnknownLanguage, NoTitle,
│   ├── NothingStored
│   ├── QuestionIsOpen, QuestionWasAsked, SameQuestion, EditedMeanwhile, MovedMeanwhile,
│   │   AnotherEditIsLast, NothingToUndo
│   ├── NothingToExport, UnknownExportFormat, FolderInUse
│   ├── PermissionsMissing, NotInvited, ChannelUnusable, EverybodyPinged, NothingEncrypted
│   └── ImportRefused     the documents make no deck
│       ├── NoDocuments, SameDocumentTwice, NoAnchors, UnknownReference, UnknownFormat
│       ├── DeckExists, DeckChanged, AlreadyImported, NewerVersion
│       └── UnreadableDocuments
├── DocumentError         one document cannot be imported; all of an import are told together
│   ├── UnreadableFile, EmptyDocument, BinaryDocument, BrokenDocument
│   ├── UndecodableDocument, StrayDocument, PictureUnused
│   └── DocumentTooLarge, TooManyLines, NoQuestions
└── OperatorError         whoever runs the process can do something about it; exit code 2
    ├── BadSettings, BadPack, NotConfirmed, AlreadyRunning
    ├── PortInUse, AddressUnusable, FolderUnusable
    ├── DatabaseTooNew, DatabaseUnreadable, DatabaseForeign, DatabaseLinkedTwice
    ├── DatabaseUnavailable   it may be there again in a minute; told to members in other words
    │   ├── DatabaseUnreachable, DatabaseBusy, DatabaseReadOnly
    │   └── DiskFull, DiskFailing, CommitUnclear
    ├── DatabaseNotEmpty, CopyDiffers, UpgradeFailed
    ├── FileUnwritable, BackupExists, BackupUnwritable, RestoreElsewhere, NotABackup
    ├── BackupChanged, BackupUnsealed, BackupTooNew
    └── SlackTokenRefused, SlackScopeMissing, DiscordTokenRefused, DiscordIntentMissing
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, dataclass_transform


@dataclass_transform()
class RoundtableError(Exception):  # noqa: PLW1641  # as a dataclass that can change has none
    """The root: catch it at an edge, never in the middle. Every error is a dataclass."""

    __match_args__: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        """Make the fields of each error its constructor's."""
        # All have one __repr__ and one __eq__: to make them for each takes every command's time.
        dataclass(cls, repr=False, eq=False)

    def __repr__(self) -> str:
        """Return it with its fields, as any dataclass's."""
        fields = (f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
        return f"{type(self).__qualname__}({', '.join(fields)})"

    def __eq__(self, other: object) -> bool:
        """Say whether it is the same error with the same fields, as any dataclass's."""
        return type(other) is type(self) and all(
            getattr(self, name) == getattr(other, name) for name in self.__match_args__
        )


class MemberError(RoundtableError):
    """Told to the person who asked."""


class ImportRefused(MemberError):
    """The documents make no deck; nothing was stored."""


class DocumentError(RoundtableError):
    """The document `name` cannot be imported."""

    name: str


class OperatorError(RoundtableError):
    """Told to whoever runs the process."""


# Sixty classes of two or three lines read as the list that they are.
# fmt: off

# --- what members ask for ----------------------------------------------------------------------

class NotFound(MemberError):
    """`what` is a word of DESIGN.md ("round", "deck"), `key` what was looked for."""
    what: str
    key: str

class ReadersUnknown(MemberError):
    """The platform does not tell now whether who asks can read what it is about."""
    platform: str

class NothingAskedHere(MemberError):
    """No group was founded in the channel so far."""

class InNoChannel(MemberError):
    """It is for one group, and was asked for outside of every channel."""

class PrivateThread(MemberError):
    """Nothing is shown or asked in a private thread: who reads it is not known."""

class CommandOutdated(MemberError):
    """It was typed by a form of it that is not the one that there is now."""

class NotAllowed(MemberError):
    """`right` is "member", "admin", "reveal" for what is shown after closing alone, "tally" for
    what is shown a day after that, "asked-again", or "withdrawn" of a question that was."""
    right: str

class PassUsed(MemberError):
    """A link that lets a browser in once was used, or is too old."""

class NoRecovery(MemberError):
    """An organiser makes no way in for this member. `why` is "chat" for one who has an account in a
    chat, "elsewhere" for one who is in groups that are not the organiser's, "gone" for nobody."""
    why: str

class NotOrganiser(MemberError):
    """`whom` is what the platform calls a workspace: those who run it can do this."""
    whom: str

class NameTaken(MemberError):
    """Somebody in the group already has this name."""
    name: str

class StaleReply(MemberError):
    """Another tab saved a newer revision than the one that the text was written on top of."""
    stored: str
    stored_revision: int

class StaleDraft(MemberError):
    """Another window or device kept a newer draft of the answer; `version` is that one's."""
    text: str
    version: str
    kept_at: datetime

class TextEmpty(MemberError):
    """`field` names what was left blank."""
    field: str

class NoWords(MemberError):
    """A message that would be an answer has none, but what is told by `left_out`: "2 pictures"."""
    left_out: tuple[str, ...]

class PictureRefused(MemberError):
    """A picture is not kept; `fault` is a `bot.core.pictures.PictureFault`, `name` the file's."""
    name: str
    fault: str

class TextTooLong(MemberError):
    """Sizes in characters."""
    field: str
    size: int
    limit: int

class RoundClosed(MemberError):
    """The round took no more replies at `at`."""
    at: datetime

class RoundOver(MemberError):
    """Somebody wants to begin an answer to a question that takes none any more."""

class SecondRepliesOver(MemberError):
    """A day after the reveal a reply is revised no more."""

class LateRepliesOff(MemberError):
    """The group takes no answer after the closing, or the next question has opened."""

class TooManyComments(MemberError):
    """A member has as many comments under a round as there may be."""
    limit: int

class NothingToChallenge(MemberError):
    """A question has no reference that could be challenged."""

class ChallengeOver(MemberError):
    """An organiser decided the challenge meanwhile."""

class OwnChallenge(MemberError):
    """A member agrees with what they said themselves."""
class TooManySuggestions(MemberError):
    """A member has as many suggestions that wait as there may be."""
    limit: int

class NothingToSkip(MemberError):
    """The round was over at `at`: its replies are revealed, not thrown away."""
    at: datetime

class NothingOpen(MemberError):
    """There is no open question where somebody wants to answer one."""

class NotYourMessage(MemberError):
    """Only its author can make a message their answer."""

class FeedbackOver(MemberError):
    """What members said of the round was told, or was never asked for."""

class NothingToRate(MemberError):
    """The member did not reply in the round."""

class OwnReply(MemberError):
    """A vote is for another's reply."""

class NothingToRemind(MemberError):
    """The member has `replied`, or else the round is over."""
    replied: bool

class NowhereToRemind(MemberError):
    """No account of the member's is where the round was told, as of a connected workspace's."""

class NoCode(MemberError):
    """A channel is to be linked, and no code was given."""

class UnknownCode(MemberError):
    """Nobody was given this code, somebody used it, or it is too old."""

class AlreadyTogether(MemberError):
    """The code is of the same group that would join."""

class OwnCode(AlreadyTogether):
    """The code is of the same person who enters it."""

class NothingLinked(MemberError):
    """The channel is in its own group: there is nothing to leave."""

class TooManyTries(MemberError):
    """So many wrong codes look like guessing: none is looked at before `again_at`."""
    again_at: datetime

class BadSchedule(MemberError):
    """`field` is a field of `bot.core.schedules.Plan`, "recurrence", "how-often" for one that does
    not say when, "which-day" for one that may be of this week or next, "over" for one without a day
    to come, "zone-abbreviation", "zone-offset" or "zone-several"; `value` is what was given.

    Of what was typed, `understood` and `unknown` are the parts, `nearest` what may be meant, and
    `dropped` the words with a condition or dates that none of the nearest keeps."""
    field: str
    value: str
    understood: str = ""
    unknown: str = ""
    nearest: tuple[str, ...] = ()
    dropped: str = ""

class BadPreference(MemberError):
    """`field` is "away" or "time", `value` what was typed; of a date `reason` says why it is none:
    `bot.core.preferences.Silence`. The `nearest` may be meant."""
    field: str
    value: str
    reason: str = ""
    nearest: tuple[str, ...] = ()

class AwayThen(MemberError):
    """Somebody wants to be reminded while they are away, until `until`."""
    until: datetime

class NothingToAsk(MemberError):
    """Every question of the deck was asked."""
    deck: str

class AlreadyAsked(MemberError):
    """The question has a round that is open."""
    question: str

class ChoiceNeeded(MemberError):
    """`what` is "deck", "question", "round", "schedule", "source" or the like; `among` are the
    words of those that there are, `ids` theirs in the same order, all `within` a deck if that is
    told."""
    what: str
    among: tuple[str, ...]
    ids: tuple[str, ...] = ()
    within: str = ""

class NothingCalled(MemberError):
    """No `what` is called as it was `typed`; `nearest` are the words of those most like it, or of
    some that there are, `ids` theirs in the same order."""
    what: str
    typed: str
    nearest: tuple[str, ...]
    ids: tuple[str, ...] = ()
    within: str = ""

class BadOption(MemberError):
    """`value` is nothing that the option called `name` takes; `known` is what it does, if told."""
    name: str
    value: str
    known: tuple[str, ...] = ()

class UnknownCommand(MemberError):
    """`sub` is nothing that the `command` knows, or "" where none was typed; `known` is what it
    does."""
    command: str
    sub: str
    known: tuple[str, ...]

class NoTitle(MemberError):
    """A deck is to be called otherwise, but not how; `deck` is what it is called."""
    deck: str

class UnknownLanguage(MemberError):
    """No stemmer knows the `language`, which is as it was typed; the `nearest` are known."""
    language: str
    nearest: tuple[str, ...] = ()

class NothingStored(MemberError):
    """Somebody looks for something before anything was imported or served; `place` is where."""
    place: str

class PermissionsMissing(MemberError):
    """The bot lacks `permissions`, in the platform's words, in the channel of that name.

    `address` is the platform's own id for it, "" where none leads there.
    """
    permissions: tuple[str, ...]
    channel: str
    address: str = ""

class NotInvited(PermissionsMissing):
    """The bot is not in the channel at all."""

class ChannelUnusable(MemberError):
    """`channel` is the name of a channel that takes no question, as it is of a `kind`.

    That is "voice", "stage_voice", or "" where there is no more to say.
    """
    channel: str
    kind: str = ""

class EverybodyPinged(MemberError):
    """The role to mention with each question is the one that everybody has."""

# --- documents ---------------------------------------------------------------------------------

class NoDocuments(ImportRefused):
    """No file was given."""

class SameDocumentTwice(ImportRefused):
    """Two of the files given hold the same bytes."""
    first: str
    second: str

class NoAnchors(ImportRefused):
    """All documents give answers only, so there is no question to put them to."""
    names: tuple[str, ...]

class UnknownFormat(ImportRefused):
    """No format has that name; `known` are those there are."""
    name: str
    known: tuple[str, ...]

class UnknownReference(ImportRefused):
    """The reference named is none of the documents."""
    name: str

class DeckExists(ImportRefused):
    """A deck of that name is there and nobody said to add to it."""
    title: str

class DeckNotAtHand(MemberError):
    """The deck was removed, or is in none of the group's workspaces: nothing of it can be asked."""
    title: str

class DeckIsShipped(MemberError):
    """The deck came with Roundtable: it is everybody's, and nobody changes it."""
    title: str

class DeckChanged(ImportRefused):
    """Somebody changed the deck between the preview and the yes."""
    title: str

class AlreadyImported(ImportRefused):
    """The deck has this very document, and these others by their names and how it calls them."""
    name: str
    earlier: str
    others: tuple[tuple[str, str], ...] = ()

class QuestionIsOpen(MemberError):
    """Somebody is asked the question now, so that it cannot be withdrawn."""

class QuestionWasAsked(MemberError):
    """Rounds need the question, so it cannot be deleted."""

class SameQuestion(MemberError):
    """A question cannot be merged with itself."""

class EditedMeanwhile(MemberError):
    """Somebody changed what is to be changed, after it was shown.

    It is called `what`: a question, deck, document or challenge.
    """
    what: str = "question"

class MovedMeanwhile(EditedMeanwhile):
    """Somebody changed the order of a deck's questions after it was shown."""

class AnotherEditIsLast(EditedMeanwhile):
    """Somebody edited the deck, or undid an edit, after it was shown what would be undone."""

class NothingToUndo(MemberError):
    """Nothing was edited in the deck of late, or what was edited is another by now."""

class NothingToExport(MemberError):
    """The deck has no document, and so nothing to take along."""
    title: str

class UnknownExportFormat(MemberError):
    """Decks go out in no format of that name; `known` are those there are."""
    name: str
    known: tuple[str, ...]

class FolderInUse(MemberError):
    """There is something else in the folder that something is to be written into."""
    folder: str

class NewerVersion(ImportRefused):
    """A file says much of what a document of the deck says; `same` answers are word for word."""
    name: str
    earlier: str
    author: str
    same: int

class UnreadableDocuments(ImportRefused):
    """`problems` holds the error of each file that could not be read."""
    problems: tuple[Exception, ...]

class UnreadableFile(DocumentError):
    """The file is not there, or may not be read. `reason` is the system's word."""
    reason: str

class PictureUnused(DocumentError):
    """A picture was given beside documents, and none of them shows it."""

class EmptyDocument(DocumentError):
    """There is nothing but white space in it."""

class BinaryDocument(DocumentError):
    """The bytes are not text. `kind` names a known signature, or is "" after a NUL byte."""
    kind: str = ""

class BrokenDocument(DocumentError):
    """It is not what its contents say. `reason` is a clause without a full stop."""
    reason: str

class StrayDocument(DocumentError):
    """Its name in an archive is a place outside of that."""

class UndecodableDocument(DocumentError):
    """Its encoding is neither UTF-8 nor UTF-16 with a mark; the byte `offset` does not decode."""
    offset: int

class DocumentTooLarge(DocumentError):
    """The document has `size` bytes where `limit` are allowed."""
    size: int
    limit: int

class TooManyLines(DocumentError):
    """The document has `lines` lines where `limit` are allowed."""
    lines: int
    limit: int

class NoQuestions(DocumentError):
    """Nothing in it reads like a question, or like a list of answers in order."""

# --- running the process -----------------------------------------------------------------------

class BadSettings(OperatorError):
    """All wrong settings at once, as pairs of setting and problem."""
    problems: tuple[tuple[str, str], ...]

class BadPack(OperatorError):
    """A folder of the content folder is no pack, or its manifest is wrong."""
    name: str
    reason: str

class NotConfirmed(OperatorError):
    """Nobody is there to be asked; `option` says yes beforehand."""
    option: str

class AlreadyRunning(OperatorError):
    """Another process uses the data folder."""
    folder: Path

class PortInUse(OperatorError):
    """Something else listens there."""
    host: str
    port: int

class AddressUnusable(OperatorError):
    """The host is not one of this machine's, or the port needs more rights."""
    host: str
    port: int
    reason: str

class FolderUnusable(OperatorError):
    """The data folder cannot be made or written."""
    folder: Path
    reason: str

class DatabaseTooNew(OperatorError):
    """The database was migrated by a later version."""
    database: str
    revision: str

class DatabaseUnreadable(OperatorError):
    """The file is no database, or damaged."""
    database: str
    reason: str

class DatabaseForeign(OperatorError):
    """The file is another program's database; some of its `tables`."""
    database: Path
    tables: tuple[str, ...]

class DatabaseLinkedTwice(OperatorError):
    """The file has a second name, a hard link, under which it could be opened as well."""
    database: Path

class DatabaseUnavailable(OperatorError):
    """The database does not serve us now; `database` has no password in it.

    `unsaved` says that something was to be stored, and that nothing of it was.
    """
    database: str
    reason: str
    unsaved: bool = False

class DatabaseUnreachable(DatabaseUnavailable):
    """The server is not there, does not let us in, or went away; or the file cannot be opened."""

class DatabaseBusy(DatabaseUnavailable):
    """There is no connection left, or others hold what is needed for too long."""

class DatabaseReadOnly(DatabaseUnavailable):
    """It can be read alone: its file or its file system is write-protected, or it is a standby."""

class DiskFull(DatabaseUnavailable):
    """There is no room left where it is kept."""

class DiskFailing(DatabaseUnavailable):
    """The disk that it is kept on does not do what it is told."""

class CommitUnclear(DatabaseUnavailable):
    """It went away between being asked to commit and saying so: nobody knows whether it did."""

class UpgradeFailed(OperatorError):
    """The room of the new version did not come to answer; the way back was told before."""
    reason: str

class DatabaseNotEmpty(OperatorError):
    """A copy would mix with what is there."""
    database: str

class CopyDiffers(OperatorError):
    """What was written is not what was read; nothing of it was kept."""
    table: str

class FileUnwritable(OperatorError):
    """A file cannot be written where it was wanted."""
    file: Path
    reason: str

class BackupExists(OperatorError):
    """The file is there, and it is not to be overwritten, or it is the database itself."""
    file: Path

class BackupUnwritable(OperatorError):
    """The file cannot be written where it was wanted."""
    file: Path
    reason: str

class RestoreElsewhere(OperatorError):
    """The database is on a server: a backup goes into an empty one there."""
    file: Path
    database: str

class NotABackup(OperatorError):
    """The file to restore is missing, damaged, or no database of ours."""
    file: Path
    reason: str

class BackupChanged(OperatorError):
    """Something in the file, a row or the schema, is not as it was when the backup was made."""
    file: Path

class BackupUnsealed(OperatorError):
    """The file has no checksum: it is a plain copy, or of a version before there was one."""
    file: Path

class BackupTooNew(OperatorError):
    """The backup was made by a later version."""
    file: Path
    revision: str

class NothingEncrypted(MemberError):
    """There are no tokens in the database: workspaces do not install the app by themselves."""

class SlackTokenRefused(OperatorError):
    """`setting` holds a token that Slack does not know, or not any more."""
    setting: str

class SlackScopeMissing(OperatorError):
    """`setting` holds a token that may not do what `scope` allows."""
    setting: str
    scope: str

class DiscordTokenRefused(OperatorError):
    """The token was mistyped, or reset in the developer portal."""

class DiscordIntentMissing(OperatorError):
    """`intent` is the name of a toggle in the developer portal that is off and needed."""
    intent: str
