"""Everything that Roundtable refuses or fails at, as data; `presentation.errors` has the words.

RoundtableError
├── MemberError                 the person who asked can do something about it
│   ├── NotFound                no such round, deck, question, ...
│   ├── NotAllowed              an admin's or a member's right is missing
│   ├── RoundClosed             the reply came after closing
│   ├── RoundOver               somebody wants to begin an answer after that
│   ├── NothingToSkip           the round is over, and what was replied is shown
│   ├── StaleReply              another tab saved a newer revision
│   ├── TextEmpty, TextTooLong
│   ├── NameTaken
│   ├── UnknownCode             no invitation, or one that was used or is too old
│   ├── AlreadyTogether         a code of the very group or member that it is to be joined with
│   ├── TooManyTries            so many wrong codes that it looks like guessing
│   ├── BadSchedule             times, spans or a zone that make no schedule
│   ├── NothingToAsk            the deck has no question that was not asked yet
│   ├── AlreadyAsked            the question has an open round
│   ├── NothingOpen             a message is to be an answer, and no question is open there
│   ├── NotYourMessage          a message is to be an answer of somebody else than its author
│   ├── FeedbackOver            ratings and votes of the round were counted and told
│   ├── NothingToRate, OwnReply a rating without a reply, a vote for one's own
│   ├── NothingToRemind         the round is over, or the member has replied
│   ├── ChoiceNeeded            nothing was named, and it is not clear which is meant
│   ├── PermissionsMissing      the bot may not do what it must in a channel
│   ├── ChannelUnusable         a place that no question can be posted in
│   ├── BadOption, UnknownCommand   words behind a command that it does not know
│   ├── EverybodyPinged         a question would ring at everybody's
│   ├── UnknownLanguage         no stemmer knows it
│   ├── NothingStored           the data folder or the server has no database yet
│   └── ImportRefused           the documents make no deck
│       ├── NoDocuments, SameDocumentTwice, NoAnchors, UnknownReference
│       ├── DeckExists, DeckChanged, AlreadyImported
│       └── UnreadableDocuments one problem for each file, all at once
└── OperatorError               whoever runs the process can do something about it; exit code 2
    ├── BadSettings             all wrong settings at once
    ├── BadPack                 a pack's folder that cannot be loaded
    ├── PortInUse, AddressUnusable, FolderUnusable
    ├── DatabaseTooNew, DatabaseUnreadable, DatabaseUnreachable
    ├── DatabaseNotEmpty, CopyDiffers
    ├── BackupExists, BackupUnwritable, RestoreElsewhere
    ├── NotABackup, BackupTooNew
    ├── SlackTokenRefused       Slack does not know a token
    ├── DiscordTokenRefused     Discord does not know the token
    ├── DiscordIntentMissing    the developer portal has a toggle switched off that is needed
    ├── NotConfirmed            a question that nobody is there to answer
    └── AlreadyRunning          another process has this data folder
"""

from __future__ import annotations

from bot.errors.imports import (
    AlreadyImported,
    DeckChanged,
    DeckExists,
    ImportRefused,
    NoAnchors,
    NoDocuments,
    SameDocumentTwice,
    UnknownReference,
    UnreadableDocuments,
)
from bot.errors.members import (
    AlreadyAsked,
    AlreadyTogether,
    BadOption,
    BadSchedule,
    ChannelUnusable,
    ChoiceNeeded,
    EverybodyPinged,
    FeedbackOver,
    NameTaken,
    NotAllowed,
    NotFound,
    NothingOpen,
    NothingStored,
    NothingToAsk,
    NothingToRate,
    NothingToRemind,
    NothingToSkip,
    NotYourMessage,
    OwnReply,
    PermissionsMissing,
    RoundClosed,
    RoundOver,
    StaleReply,
    TextEmpty,
    TextTooLong,
    TooManyTries,
    UnknownCode,
    UnknownCommand,
    UnknownLanguage,
)
from bot.errors.operators import (
    AddressUnusable,
    AlreadyRunning,
    BackupExists,
    BackupTooNew,
    BackupUnwritable,
    BadPack,
    BadSettings,
    CopyDiffers,
    DatabaseNotEmpty,
    DatabaseTooNew,
    DatabaseUnreachable,
    DatabaseUnreadable,
    DiscordIntentMissing,
    DiscordTokenRefused,
    FolderUnusable,
    NotABackup,
    NotConfirmed,
    PortInUse,
    RestoreElsewhere,
    SlackTokenRefused,
)
from bot.errors.roots import (
    MemberError,
    OperatorError,
    RoundtableError,
)

__all__ = [
    "AddressUnusable",
    "AlreadyAsked",
    "AlreadyImported",
    "AlreadyRunning",
    "AlreadyTogether",
    "BackupExists",
    "BackupTooNew",
    "BackupUnwritable",
    "BadOption",
    "BadPack",
    "BadSchedule",
    "BadSettings",
    "ChannelUnusable",
    "ChoiceNeeded",
    "CopyDiffers",
    "DatabaseNotEmpty",
    "DatabaseTooNew",
    "DatabaseUnreachable",
    "DatabaseUnreadable",
    "DeckChanged",
    "DeckExists",
    "DiscordIntentMissing",
    "DiscordTokenRefused",
    "EverybodyPinged",
    "FeedbackOver",
    "FolderUnusable",
    "ImportRefused",
    "MemberError",
    "NameTaken",
    "NoAnchors",
    "NoDocuments",
    "NotABackup",
    "NotAllowed",
    "NotConfirmed",
    "NotFound",
    "NotYourMessage",
    "NothingOpen",
    "NothingStored",
    "NothingToAsk",
    "NothingToRate",
    "NothingToRemind",
    "NothingToSkip",
    "OperatorError",
    "OwnReply",
    "PermissionsMissing",
    "PortInUse",
    "RestoreElsewhere",
    "RoundClosed",
    "RoundOver",
    "RoundtableError",
    "SameDocumentTwice",
    "SlackTokenRefused",
    "StaleReply",
    "TextEmpty",
    "TextTooLong",
    "TooManyTries",
    "UnknownCode",
    "UnknownCommand",
    "UnknownLanguage",
    "UnknownReference",
    "UnreadableDocuments",
]
