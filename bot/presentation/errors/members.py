"""Refusals, in words for the person who asked."""

from __future__ import annotations

from bot import errors
from bot.presentation.errors.words import words_for
from bot.presentation.permissions import missing_words
from bot.presentation.places import several


@words_for.register
def _(error: errors.NotFound) -> str:
    return f"There is no such {error.what}. It may have been removed."


@words_for.register
def _(error: errors.NotAllowed) -> str:
    return {
        "member": "Join the room first: open the join link that the room's admin has.",
        "slack-admin": "Only those who run the workspace can do this.",
        "admin": "Only the room's admin can do this. Open the admin link first.",
        "reveal": "The round is still open. Its answers show when it has closed.",
        "tally": "Members can still say how it went. The counts show a day after the answers.",
    }[error.right]


@words_for.register
def _(error: errors.RoundClosed) -> str:
    return (
        f"This round closed at {error.at:%H:%M:%S} UTC, before your answer arrived, so it was not "
        "saved. Copy it if you want to keep it."
    )


@words_for.register
def _(_error: errors.RoundOver) -> str:
    return "This question is closed: it takes no more answers. Read them by “See all answers”."


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
def _(_error: errors.UnknownCode) -> str:
    return (
        "This code joins nothing. It holds for 15 minutes and can be used once: have a new one "
        "made, then enter that."
    )


@words_for.register
def _(_error: errors.AlreadyTogether) -> str:
    return "This code was made right here. Enter it in the place that is to be joined with this."


@words_for.register
def _(error: errors.TooManyTries) -> str:
    return (
        "These were too many wrong codes. Wait until "
        f"{error.again_at:%H:%M:%S} UTC, then enter the right one."
    )


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
def _(_error: errors.NothingOpen) -> str:
    return "No question is open here, so there is nothing to answer."


@words_for.register
def _(_error: errors.NotYourMessage) -> str:
    return "Only a message of your own can become your answer."


@words_for.register
def _(error: errors.AlreadyAsked) -> str:
    return f"“{error.question}” is open right now. Close or skip its round first."


@words_for.register
def _(_error: errors.FeedbackOver) -> str:
    return (
        "Ratings and votes on this question are not taken any more: there is a day for them after "
        "the answers are in, then they are counted. The next question has its own."
    )


@words_for.register
def _(_error: errors.NothingToRate) -> str:
    return "You did not answer this question, so there is nothing to rate. Answer the next one."


@words_for.register
def _(_error: errors.OwnReply) -> str:
    return "That is your own answer. Choose the one of somebody else that helped you most."


@words_for.register
def _(error: errors.NothingToRemind) -> str:
    if error.replied:
        return "You have answered this question, so there is nothing to remind you of."
    return "This round is over, so there is nothing to remind you of. Look out for the next one."


@words_for.register
def _(error: errors.ChoiceNeeded) -> str:
    if not error.among:
        return {
            "deck": "There is no deck yet. Import documents first.",
            "round": "No question is open right now. Ask one first.",
            "schedule": "There is no schedule yet. Add one first.",
        }[error.what]
    return f"There are several {error.what}s. Say which one: {several(error.among)}."


@words_for.register
def _(error: errors.PermissionsMissing) -> str:
    words = missing_words(error.permissions, error.channel)
    return f"{words}. Allow that in the channel’s settings, then try again."


@words_for.register
def _(error: errors.ChannelUnusable) -> str:
    return (
        f"No question can be posted in “{error.channel}”. Name a text channel with the option "
        "“channel”."
    )


@words_for.register
def _(error: errors.BadOption) -> str:
    return f"“{error.value}” is nothing that “{error.name}” can be."


@words_for.register
def _(error: errors.UnknownCommand) -> str:
    known = " or ".join(f"“{error.command} {sub}”" for sub in error.known)
    return f"There is no “{error.command} {error.sub}”. Type {known}."


@words_for.register
def _(_error: errors.EverybodyPinged) -> str:
    return (
        "A question a day would ring at everybody’s. Make a role for those who want to be "
        "mentioned, and choose that one."
    )


@words_for.register
def _(error: errors.UnknownLanguage) -> str:
    return f"“{error.language}” is no language that is known here. Choose one of the list."


@words_for.register
def _(error: errors.NothingStored) -> str:
    return (
        f"There is nothing in {error.place} yet. Start the room with “roundtable serve”, or "
        "import documents with “roundtable import”."
    )
