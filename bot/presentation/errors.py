"""What each refusal and failure is called, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from bot import errors
from bot.core.view import Action, Line, Mention, Message, Moment
from bot.presentation.humanize import listed, several, time_words
from bot.presentation.pictures import picture_words
from bot.presentation.preferences import (
    AWAY_THEN,
    END_AWAY,
    away_then_words,
    bad_preference_words,
)
from bot.presentation.replies import no_words
from bot.presentation.workspaces import missing_words

_CLOSED = "This round had closed before your answer arrived, so it was not saved."
_COPY = "Copy it if you want to keep it."
_ENDED = "This round is over. It cannot be skipped any more."
_TRIES = "These were too many wrong codes."
# Said when something went wrong that nobody who is asking can mend.
FAULT = "Something went wrong on our side. What was saved before is safe; please try again."


def words_for(error: Exception) -> str:
    """Return a sentence for whoever can do something about the error.

    Raises the error itself when it has no words: it is a fault, not a refusal.
    """
    for kind in type(error).__mro__:
        if words := WORDS.get(kind):
            return words.format(**vars(error)) if isinstance(words, str) else words(error)
    raise error


def refused(error: errors.MemberError) -> Message:
    """Return what is shown of a refusal, with what leads to the channel that it is about.

    And with what it says is to be done first, where that is a press.
    """
    first = _FIRST.get(type(error), ())
    told = _stamped(error) or Message.saying(words_for(error), actions=first)
    if isinstance(error, errors.PermissionsMissing) and error.channel:
        return told.leading_to((Mention(f"#{error.channel}", error.address),))
    return told


_ALL = "all"
_FIRST: Mapping[type[errors.MemberError], tuple[Action, ...]] = {
    errors.AlreadyAsked: (
        Action("quiz-ask-close", "Close and reveal", _ALL),
        Action("quiz-ask-skip", "Skip", _ALL),
    ),
}


def _stamped(error: errors.MemberError) -> Message | None:
    """Return a refusal with its time as each reader sees it in their own zone, None without one."""
    match error:
        case errors.RoundClosed(at):
            return Message.saying(_CLOSED, Moment("It closed", at), Line(_COPY))
        case errors.NothingToSkip(at):
            return Message.saying(_ENDED, Moment("It ended", at))
        case errors.TooManyTries(at):
            return Message.saying(_TRIES, Moment("Enter the right one after", at))
        case errors.AwayThen(at):
            return Message.saying(AWAY_THEN, Moment("You are away until", at), Line(END_AWAY))
    return None


def unavailable_words(error: errors.DatabaseUnavailable) -> str:
    """Return what a member is told while the database does not serve us: the whole truth of it."""
    cause = next(words for kind, words in _CAUSES.items() if isinstance(error, kind))
    if isinstance(error, errors.CommitUnclear):
        return (
            f"{cause} at the very moment of saving, so nobody knows whether it was saved. Look in "
            "a minute: if it is not there as you left it, do it once more. Doing it twice does no "
            "harm."
        )
    if error.unsaved:
        return f"Nothing was saved: {cause}. Please try again in a minute."
    return (
        f"This cannot be looked up now: {cause}. Please try again in a minute; if you have just "
        "sent something, look first whether it is there."
    )


_CAUSES: Mapping[type[errors.DatabaseUnavailable], str] = {
    errors.CommitUnclear: "The database went away",
    errors.DiskFull: "the disk is full, which only whoever runs Roundtable can change",
    errors.DiskFailing: "the disk fails, which only whoever runs Roundtable can change",
    errors.DatabaseReadOnly: (
        "the database takes no changes, and only whoever runs Roundtable can let it"
    ),
    errors.DatabaseBusy: "the database has too much to do",
    errors.DatabaseUnavailable: "the database does not answer",
}


def _foreign(error: errors.DatabaseForeign) -> str:
    tables = f" with {several(error.tables)} in it" if error.tables else ""
    return (
        f"The file {error.database} is another program's database{tables}, so nothing was changed "
        "in it. Set ROUNDTABLE_DATA to a folder of Roundtable's own."
    )


def _not_found(error: errors.NotFound) -> str:
    if error.what == "button":  # of a message from before
        return "This button is not known here any more. Type the command again."
    return f"There is no such {error.what} here that you can see."  # gone, or never theirs to see


def _readers_unknown(error: errors.ReadersUnknown) -> str:
    return (
        f"{error.platform.capitalize()} does not tell me at the moment whether you can read this. "
        "Try again in a minute; nothing was changed."
    )


def _not_allowed(error: errors.NotAllowed) -> str:
    return {
        "member": "Join the group first: open the join link that an organiser has.",
        "admin": "Only organisers can do this, at their desk. Open a desk link first.",
        "asked-again": (
            "This question is open again, so what was answered before shows once you have answered "
            "it this time."
        ),
        "withdrawn": "This question was withdrawn, and with it all that was said of it.",
        "reveal": "The round is still open. Its answers show when it has closed.",
        "tally": "Members can still say how it went. The counts show a day after the answers.",
    }[error.right]


def _nothing_to_remind(error: errors.NothingToRemind) -> str:
    if error.replied:
        return "You have answered this question, so there is nothing to remind you of."
    return "This round is over, so there is nothing to remind you of. Look out for the next one."


def _bad_schedule(error: errors.BadSchedule) -> str:
    words: Mapping[str, Callable[[errors.BadSchedule], str]] = {
        "recurrence": _no_recurrence,
        "how-often": _how_often,
        "which-day": _which_day,
        "zone": _no_zone,
        "zone-abbreviation": _zone_abbreviation,
        "zone-offset": _zone_offset,
        "zone-several": _several_zones,
    }
    if error.field in words:
        return words[error.field](error)
    unread = f"“{error.unknown}” is no length of time, as “2 hours” or “90 min” is. "
    return (unread if error.unknown else "") + {
        "over": "No question would come by that any more: its last date is past.",
        "window": "The answer window has to be between 1 minute and 31 days.",
        "reminder": "The reminder has to come before the round closes and after it opened.",
        "grace": "A missed question can be made up for only while its answer window lasts.",
        "seed": "The number of a shuffle has at most nine digits.",
    }[error.field]


_TIMES_THAT_COME_AGAIN = (
    "Write “every day 09:00”, “weekdays 18:30”, “mon, thu 7 pm”, “first Monday noon”, "
    "“every other day 10:30 until 3 May” or a cron expression such as “0 9 * * 1-5”."
)


def _no_recurrence(error: errors.BadSchedule) -> str:
    if not error.value.strip():
        return f"Say on which days and at what time. {_TIMES_THAT_COME_AGAIN}"
    words = f"“{error.value}” is no time that comes again."
    if error.unknown:
        words += f" “{error.unknown}” means nothing to me"
        words += f"; I understood “{error.understood}”." if error.understood else "."
    elif error.understood:
        words += f" I understood “{error.understood}”, and miss the rest."
    if error.dropped:
        words += f" {_DATES_ALONE}"
    if error.nearest:
        return f"{words} Did you mean {_either(error.nearest)}{_without(error)}?"
    return f"{words} {_TIMES_THAT_COME_AGAIN}"


def _which_day(error: errors.BadSchedule) -> str:
    return (
        f"“{error.unknown.capitalize()}” may be this week’s or next week’s. Did you mean "
        f"{_either(error.nearest)}?"
    )


def _how_often(error: errors.BadSchedule) -> str:
    return (
        f"I understood “{error.understood}”, which says how often, but not on which days and at "
        f"what time. Nearest to it: {_either(error.nearest)}{_without(error)}?"
    )


_DATES_ALONE = (
    "I know no holidays, terms or conditions by name: give dates, as in “except 24 Dec to 6 Jan” "
    "or “until 3 May”."
)


def _without(error: errors.BadSchedule) -> str:
    return f", without “{error.dropped}”" if error.dropped else ""


def _bad_option(error: errors.BadOption) -> str:
    if error.name in _LENGTHS:
        return (
            f"“{error.value}” does not say how long. Write a number of {_LENGTHS[error.name]} or, "
            "with its unit, “90 minutes”, “two days” or “a week”."
        )
    words = f"“{error.value}” is nothing that “{error.name}” can be."
    if not error.value.strip():
        words = f"Say what “{error.name}” is to be."
    return f"{words} Write {_either(error.known)}." if error.known else words


_LENGTHS = {"hours": "hours", "reminder": "minutes"}


def _no_zone(error: errors.BadSchedule) -> str:
    words = f"“{error.value}” is no time zone that I know."
    if error.nearest:
        return f"{words} Did you mean {_either(error.nearest)}?"
    return f"{words} Write the city whose clocks count, such as Paris, or UTC."


def _zone_abbreviation(error: errors.BadSchedule) -> str:
    return (
        f"“{error.value}” does not say which city’s clock counts in summer as well as in winter. "
        f"Name the city: {_either(error.nearest)}?"
    )


def _zone_offset(error: errors.BadSchedule) -> str:
    return (
        f"Nowhere do clocks show “{error.value}” in summer as well as in winter. Name the city "
        f"whose clocks count: {_either(error.nearest)}?"
    )


def _several_zones(error: errors.BadSchedule) -> str:
    return f"“{error.value}” is in several time zones. Which one: {_either(error.nearest)}?"


def _either(names: Sequence[str]) -> str:
    *others, last = (f"“{name}”" for name in names)
    return f"{', '.join(others)} or {last}" if others else last


def _no_recovery(error: errors.NoRecovery) -> str:
    return {
        "chat": "This member has an account in a chat: they type “/web” there, and are back.",
        "elsewhere": (
            "This member is in groups that you do not organise, and a link would open those as "
            "well. Whoever runs Roundtable can make one at the desk of the whole site."
        ),
        "gone": "Nobody has this seat any more: its member was removed.",
    }[error.why]


def _choice_needed(error: errors.ChoiceNeeded) -> str:
    if not error.among:
        return _NONE_YET[error.what]
    if error.what == "place":
        return WHERE_INSTEAD
    if error.what == "title":
        return _WHICH_TITLE.format(deck=error.within)
    has = f"“{error.within}” has" if error.within else "There are"
    if len(error.among) == 1:
        return f"Say which {called(error.what)}: {several(error.among)}."
    return f"{has} several {called(error.what)}s. Say which one: {several(error.among)}."


def _unknown_language(error: errors.UnknownLanguage) -> str:
    if not error.language:
        return "Say in which language the deck is."
    return f"“{error.language}” is no language that is known here. Choose one that is."


def _nothing_called(error: errors.NothingCalled) -> str:
    of = f" of “{error.within}”" if error.within else ""
    words = f"No {called(error.what)}{of} is called “{error.typed}”."
    if not error.nearest:
        return f"{words} {_NONE_YET.get(error.what, '')}".strip()
    nearest = tuple(dict.fromkeys(error.nearest))
    are = "is" if len(nearest) == 1 else "are"
    return f"{words} The nearest {are} {several(nearest)}."


_WHICH_TITLE = (
    "What is “{deck}” to be called? Press the title that you mean, or type “/deck rename” with "
    "“deck=” and “title=”."
)
WHERE_INSTEAD = "To which channel is it to go instead?"


def called(what: str) -> str:
    """Return what people call it: a "round" is an open question."""
    return {
        "round": "open question",
        "source": "document",
        "zone": "time zone",
        "place": "channel",
    }.get(what, what)


_NONE_YET = {
    "deck": "There is no deck yet. Import documents first.",
    "round": "No question is open right now. Ask one first.",
    "schedule": "There is no schedule yet. Add one first.",
    "question": "Type some words of it, or a part of its deck’s name for the next one.",
    "source": "The deck has no documents.",
    "group": "There is no group yet.",
}


def _unknown_command(error: errors.UnknownCommand) -> str:
    known = _either([f"{error.command} {sub}".strip() for sub in error.known])
    if not error.sub:
        return f"“{error.command}” needs one word more. Type {known}."
    wrong = f"{error.command} {error.sub}".strip()
    words = f"There is no “{wrong}”."
    if near := get_close_matches(error.sub.lower(), error.known, n=1):
        meant = f"{error.command} {near[0]}".strip()
        return f"{words} Did you mean “{meant}”?"
    return f"{words} Type {known}."


def _permissions_missing(error: errors.PermissionsMissing) -> str:
    words = missing_words(error.permissions, error.channel)
    return f"{words}. Allow that in the channel’s settings, then try again."


def _not_invited(error: errors.NotInvited) -> str:
    there = f"#{error.channel}" if error.channel else "that channel"
    return f"I am not in {there}. Type “/invite” there and choose me, then try again."


_IN_VOICE = " It is for talking: no thread can be made there in which the answers would stand."
_WHY_UNUSABLE = {
    "voice": _IN_VOICE,
    "stage_voice": _IN_VOICE,
}


def _channel_unusable(error: errors.ChannelUnusable) -> str:
    where = f"“{error.channel}”" if error.channel else "that channel"
    words = f"No question can be posted in {where}.{_WHY_UNUSABLE.get(error.kind, '')}"
    return f"{words} Name a text channel, a forum or a media channel with the option “channel”."


def _no_anchors(error: errors.NoAnchors) -> str:
    return (
        f"{', '.join(error.names)}: answers only, without their questions. Import them together "
        "with a document that has the questions, or add them to a deck that has."
    )


def _already_imported(error: errors.AlreadyImported) -> str:
    files = ((error.name, error.earlier), *error.others)
    said = listed([name if is_called(name, earlier) else f"{name} (as {earlier})"
                   for name, earlier in files])  # fmt: skip
    return f"{said} {'is' if len(files) == 1 else 'are'} in the deck already: nothing is new."


def is_called(name: str, earlier: str) -> bool:
    """Whether a file is called as a deck's document is, whatever its folder."""
    return name.replace("\\", "/").rpartition("/")[2] == earlier


def _too_large(error: errors.DocumentTooLarge) -> str:
    size, limit = error.size / 1_000_000, error.limit / 1_000_000
    return f"{error.name} has {size:,.1f} MB; {limit:,.0f} MB is the most. Split it."


def _too_many_lines(error: errors.TooManyLines) -> str:
    return f"{error.name} has {error.lines:,} lines; {error.limit:,} are the most. Split it."


def _unreadable(error: errors.UnreadableDocuments) -> str:
    return "\n".join(words_for(problem) for problem in error.problems)


def _unknown_format(error: errors.UnknownFormat) -> str:
    return f"There is no format “{error.name}”. Choose one of: {', '.join(error.known)}."


def _bad_settings(error: errors.BadSettings) -> str:
    problems = "; ".join(f"{name}: {problem}" for name, problem in error.problems)
    return f"Set these in the environment or in .env, then start again: {problems}."


# A sentence with the error's fields filled in, or a function where it takes a choice or a list.
WORDS: Mapping[type[Exception], str | Callable[[Any], str]] = {
    # What members ask for.
    errors.NotFound: _not_found,
    errors.NotAllowed: _not_allowed,
    errors.PassUsed: (
        "This link was used, or it is too old: it opens one browser, once. Type “/web” in the chat "
        "for another; whoever runs Roundtable gets one with “roundtable groups”."
    ),
    errors.NoRecovery: _no_recovery,
    errors.NotOrganiser: (
        "Only organisers can do this: the {whom}’s admins and those they named. Ask one of them, "
        "or have one name you with “/settings organisers”."
    ),
    errors.ReadersUnknown: _readers_unknown,
    errors.NothingAskedHere: (
        "Nothing was asked in this channel so far. An organiser asks the first question with "
        "“/quiz open”, or plans questions with “/schedule add”."
    ),
    errors.InNoChannel: (
        "This is for one group, and here it is not known which you mean. Use it in the channel "
        "where the group is asked."
    ),
    errors.CommandOutdated: (
        "This command has changed since it was shown to you. Close and open the app, or reload the "
        "page, and type it again."
    ),
    errors.PrivateThread: (
        "Roundtable shows nothing in private threads: only channels have a study group. Use it in "
        "the channel itself."
    ),
    errors.NameTaken: "Somebody here is called “{name}” already. Choose another name.",
    errors.StaleReply: (
        "You saved another version of this answer in another window, and this one was not saved. "
        "Both are below: keep one."
    ),
    errors.StaleDraft: (
        "A newer draft of this answer was kept from another window or device, so this one was not."
    ),
    errors.TextEmpty: "The {field} is empty. Write something, then send it again.",
    errors.TextTooLong: (
        "The {field} has {size:,} characters; {limit:,} is the most. Shorten it, then send it "
        "again."
    ),
    errors.RoundClosed: lambda error: f"{_CLOSED} It closed at {time_words(error.at)}. {_COPY}",
    errors.RoundOver: (
        "This question is closed: it takes no more answers. Read them by “See all answers”."
    ),
    errors.NothingToSkip: lambda error: f"{_ENDED} It ended at {time_words(error.at)}.",
    errors.NothingOpen: "No question is open here, so there is nothing to answer.",
    errors.NotYourMessage: "Only a message of your own can become your answer.",
    errors.TooManySuggestions: (
        "You have {limit} suggestions that wait, and there may be no more. Take one back, or come "
        "again when organisers have looked at them."
    ),
    errors.TooManyComments: (
        "You have {limit} comments here, and there may be no more. Take one back, or change one."
    ),
    errors.NothingToChallenge: (
        "This question has no reference that could be wrong: other readers’ answers stand in."
    ),
    errors.ChallengeOver: (
        "An organiser has decided this meanwhile. Look at the answers again to see how."
    ),
    errors.OwnChallenge: "That is your own challenge: others can agree with it.",
    errors.SecondRepliesOver: (
        "This answer cannot be revised any more: there is a day for it after the answers are in. "
        "Your first one stays. Copy your text if you want to keep it."
    ),
    errors.LateRepliesOff: (
        "No answers to this question are taken any more. An organiser can let late answers count "
        "as late, until the next question opens. Copy your text if you want to keep it."
    ),
    errors.FeedbackOver: (
        "Ratings and votes on this question are not taken any more: there is a day for them "
        "after the answers are in, then they are counted. The next question has its own."
    ),
    errors.NothingToRate: (
        "You did not answer this question, so there is nothing to rate. Answer the next one."
    ),
    errors.OwnReply: (
        "That is your own answer. Choose the one of somebody else that helped you most."
    ),
    errors.NothingToRemind: _nothing_to_remind,
    errors.NowhereToRemind: (
        "You cannot be reminded: Roundtable is not installed where your account is, and cannot "
        "write to you. Look out for the closing time below the question."
    ),
    errors.NoCode: (
        "Type the code behind “/link join”. An organiser makes it by “/link create” in the channel "
        "whose questions this one is to answer."
    ),
    errors.UnknownCode: (
        "This code joins nothing. It holds for 15 minutes and can be used once: have a new one "
        "made, then enter that."
    ),
    errors.OwnCode: (
        "This code is your own, and this account is you already. Enter it where you have another "
        "account: “/me link” on Discord, “/mine link” on Slack, or your own page on the web."
    ),
    errors.AlreadyTogether: (
        "This code was made for this very group. Enter it in a channel of another one."
    ),
    errors.NothingLinked: (
        "This channel is not linked to another group. “/link create” there makes a code, “/link "
        "join” here uses it."
    ),
    errors.TooManyTries: (
        lambda error: f"{_TRIES} Enter the right one after {time_words(error.again_at)}."
    ),
    errors.BadSchedule: _bad_schedule,
    errors.NothingToAsk: (
        "Every question of “{deck}” has been asked. Import more, or ask one again."
    ),
    errors.AlreadyAsked: "“{question}” is open right now. Close or skip its round first.",
    errors.ChoiceNeeded: _choice_needed,
    errors.NothingCalled: _nothing_called,
    errors.PictureRefused: lambda error: picture_words(error.name, error.fault),
    errors.NoWords: lambda error: no_words(error.left_out),
    errors.BadPreference: bad_preference_words,
    errors.AwayThen: away_then_words,
    errors.BadOption: _bad_option,
    errors.UnknownCommand: _unknown_command,
    errors.UnknownLanguage: _unknown_language,
    errors.NoTitle: (
        "“{deck}” is called so until you say otherwise: “/deck rename” takes the new title behind "
        "“title=”."
    ),
    errors.NothingStored: (
        "There is nothing in {place} yet. Start the room with “roundtable serve”, or import "
        "documents with “roundtable import”."
    ),
    errors.PermissionsMissing: _permissions_missing,
    errors.NotInvited: _not_invited,
    errors.ChannelUnusable: _channel_unusable,
    errors.EverybodyPinged: (
        "A question a day would ring at everybody’s. Make a role for those who want to be "
        "mentioned, and choose that one."
    ),
    # Documents.
    errors.NoDocuments: "No document was given. Choose at least one.",
    errors.SameDocumentTwice: "{first} and {second} are the same document. Leave one out.",
    errors.NoAnchors: _no_anchors,
    errors.UnknownReference: "{name} cannot be the reference: it is none of the documents given.",
    errors.DeckExists: (
        "There is a deck called “{title}” already. Choose another name, or add the documents to "
        "that deck."
    ),
    errors.DeckNotAtHand: (
        "“{title}” cannot be asked here any more: it was removed, or its workspace is not this "
        "group’s any longer. Choose another deck for the schedule, or have this one brought back."
    ),
    errors.DeckIsShipped: (
        "“{title}” came with Roundtable, so nobody can change it. “Copy to our decks” makes one of "
        "it that you can change."
    ),
    errors.DeckChanged: (
        "Somebody changed “{title}” meanwhile, so nothing was stored. Preview it again."
    ),
    errors.NewerVersion: (
        "{name} seems to be a newer version of {earlier} by {author}: {same} of its answers are "
        "the same. Say --replace to let it take that one's place, or --keep-both for two "
        "documents; --dry-run shows what would change."
    ),
    errors.AlreadyImported: _already_imported,
    errors.UnknownFormat: _unknown_format,
    errors.UnknownExportFormat: _unknown_format,
    errors.QuestionIsOpen: (
        "This question is open. Withdraw it when its round is over, or call that off first."
    ),
    errors.QuestionWasAsked: (
        "This question was asked, and its rounds need it. Retire it: then it is asked no more."
    ),
    errors.SameQuestion: "That is the same question. Choose another one.",
    errors.EditedMeanwhile: (
        "Somebody else changed this {what} after you opened it, and nothing of yours was stored. "
        "Look at what is there now, and send yours again if it still fits."
    ),
    errors.MovedMeanwhile: (
        "Somebody else changed the order of these questions after you opened the page, and nothing "
        "was moved. The order that is there now is shown: move the question again."
    ),
    errors.AnotherEditIsLast: (
        "Somebody changed the deck after you opened the page, so nothing was undone. Undo says "
        "what the last change is now."
    ),
    errors.NothingToUndo: (
        "There is nothing that can be undone: nothing was edited within a week, or the deck was "
        "changed in another way since."
    ),
    errors.NothingToExport: "“{title}” has no document, so there is nothing to take along.",
    errors.FolderInUse: (
        "There are other files in {folder}, and none of them was touched. Name an empty folder, or "
        "one that is not there yet."
    ),
    errors.UnreadableDocuments: _unreadable,
    errors.UnreadableFile: "{name} cannot be read ({reason}).",
    errors.EmptyDocument: "{name} is empty.",
    errors.PictureUnused: (
        "{name} is a picture, and no document shows it. Write down what is on it, or import it "
        "with the notes that name it."
    ),
    errors.BinaryDocument: "{name} is not text. Save it as plain text or Markdown, then try again.",
    errors.BrokenDocument: "{name} cannot be read: {reason}.",
    errors.StrayDocument: (
        "{name} has a name that leads out of the archive. Pack it again inside a folder."
    ),
    errors.UndecodableDocument: (
        "{name} is not UTF-8 (byte {offset:,} does not fit). Save it with the encoding UTF-8, "
        "then try again."
    ),
    errors.DocumentTooLarge: _too_large,
    errors.TooManyLines: _too_many_lines,
    errors.NoQuestions: (
        "No question was found in {name}. A question ends with “?”, is numbered, or stands on a "
        "line of its own above its answer."
    ),
    # Running the process.
    errors.BadSettings: _bad_settings,
    errors.BadPack: "The pack {name} was not loaded: {reason}.",
    errors.NotConfirmed: "This needs a yes, and nobody is at a terminal to give it. Add {option}.",
    errors.AlreadyRunning: (
        "Another Roundtable is using {folder}. Stop it first, or set ROUNDTABLE_DATA to another "
        "folder."
    ),
    errors.PortInUse: (
        "Port {port} on {host} is in use. Stop what listens there, or set ROUNDTABLE_WEB_PORT to "
        "another port."
    ),
    errors.AddressUnusable: (
        "Cannot listen on {host} port {port} ({reason}). Set ROUNDTABLE_WEB_HOST and "
        "ROUNDTABLE_WEB_PORT to an address of this machine."
    ),
    errors.FolderUnusable: (
        "The data folder {folder} cannot be used ({reason}). Make it writable, or set "
        "ROUNDTABLE_DATA to another folder."
    ),
    errors.DatabaseTooNew: (
        "{database} was written by a newer Roundtable, or by one from before 0.1.0 (schema "
        "{revision}). Start that version, or set ROUNDTABLE_DATA to another folder."
    ),
    errors.DatabaseUnreadable: (
        "{database} is not a usable database ({reason}). Restore a backup, or set "
        "ROUNDTABLE_DATA to another folder."
    ),
    errors.DatabaseForeign: _foreign,
    errors.DatabaseLinkedTwice: (
        "The file {database} has a second name on this disk, a hard link: two rooms could run on "
        "one file, and SQLite damages it then. “find / -samefile {database}” shows both; remove "
        "the other one, or put a copy in its place."
    ),
    errors.DatabaseUnreachable: (
        "The database {database} cannot be used ({reason}). See that its server runs, and check "
        "the address and the password in ROUNDTABLE_DATABASE_URL; or that its file is there and "
        "this user may open it."
    ),
    errors.DatabaseBusy: (
        "The database {database} has too much to do ({reason}). Try again in a minute; if it "
        "stays, let its server take more connections, or start fewer workers."
    ),
    errors.DatabaseReadOnly: (
        "The database {database} takes no changes ({reason}). Let this user write it and its "
        "folder; a server must be the primary, not a standby."
    ),
    errors.DiskFull: (
        "The disk of the database {database} is full ({reason}), so nothing was changed. Free "
        "some space there."
    ),
    errors.DiskFailing: (
        "The disk of the database {database} fails ({reason}), so nothing was changed. See "
        "whether it is full or broken; “roundtable backup FILE” saves what can be read."
    ),
    errors.CommitUnclear: (
        "The database {database} went away while it committed ({reason}), so whether this was "
        "done is not known. See that its server runs, look, and do it again if it is not there."
    ),
    errors.DatabaseNotEmpty: (
        "There is something in {database} already, so nothing was copied. Copy into a database "
        "of its own."
    ),
    errors.CopyDiffers: (
        "The table {table} arrived changed, so nothing of the copy was kept. Copy into a "
        "database whose encoding is UTF-8."
    ),
    errors.FileUnwritable: "The file {file} cannot be written ({reason}).",
    errors.BackupExists: (
        "There is a file {file} already. Choose another name, or overwrite it with --force; the "
        "database itself is never overwritten."
    ),
    errors.BackupUnwritable: "The file {file} cannot be written ({reason}). Choose another place.",
    errors.RestoreElsewhere: (
        "The database {database} is on a server, where nothing is overwritten. Stop every "
        "worker, make an empty database there, and copy the backup into it:\n\n"
        "  ROUNDTABLE_DATABASE_URL=sqlite+aiosqlite:///{file} roundtable database copy --to URL\n\n"
        "Then set ROUNDTABLE_DATABASE_URL to that database and start the workers."
    ),
    errors.UpgradeFailed: (
        "The room of this version does not work: {reason}. Nothing is lost: go back by the command "
        "above, or mend it and type “roundtable upgrade” again. “roundtable doctor” says what is "
        "wrong, and that command too."
    ),
    errors.NotABackup: (
        "The file {file} is no backup that can be restored ({reason}). Nothing was changed. "
        "Choose another file."
    ),
    errors.BackupChanged: (
        "The backup {file} was changed after it was made: its checksum is another. Nothing was "
        "changed here. Choose another backup, or, if you know what was changed and want it, add "
        "--unchecked."
    ),
    errors.BackupUnsealed: (
        "The file {file} has no checksum, so whether it is whole cannot be told: “roundtable "
        "backup” puts one into each. Nothing was changed here. If you trust the file, add "
        "--unchecked."
    ),
    errors.BackupTooNew: (
        "The backup {file} was made by a newer Roundtable, or before 0.1.0 (schema {revision}). "
        "Nothing was changed. Restore it with that version."
    ),
    errors.NothingEncrypted: (
        "No tokens are kept in the database, so there is nothing to encrypt: without "
        "ROUNDTABLE_SLACK_CLIENT_ID no workspace installs the app by itself."
    ),
    errors.SlackTokenRefused: (
        "Slack does not know the token in {setting}. Copy it again from your app's page, “OAuth "
        "& Permissions” for the bot's, “Basic Information” for the app's."
    ),
    errors.SlackScopeMissing: (
        "The token in {setting} lacks the scope “{scope}”. Add it on your app's page, “OAuth & "
        "Permissions” for the bot's, after which the app is installed again, “Basic Information” "
        "for the app's; then copy the new token."
    ),
    errors.DiscordTokenRefused: (
        "Discord does not know the token in ROUNDTABLE_DISCORD_TOKEN. Copy it again from the "
        "developer portal, page “Bot”, “Reset Token”."
    ),
    errors.DiscordIntentMissing: (
        "Switch on “{intent}” in Discord's developer portal, page “Bot”, part “Privileged "
        "Gateway Intents”, or leave ROUNDTABLE_DISCORD_MESSAGE_CONTENT out."
    ),
}
