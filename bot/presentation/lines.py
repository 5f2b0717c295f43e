"""Our words in a chat of lines: around forms that are asked field by field, and what is typed."""

from __future__ import annotations

from bot.presentation import planning_forms

ENDS_WITH_DOT = "Type your answer; a line with a dot alone ends it. With nothing typed, all stays."
LEFT_AS_IT_IS = "Nothing was typed, so nothing was changed."
TAKES_NO_WORDS = "[{number}] takes no words: what you typed behind it was not used."
KEEPS_WITH_NOTHING = "An empty line leaves what stands in brackets; a dot alone empties it."
HOW_TO_IMPORT = "Type “/deck import FILE”. You see what would become of it before it is stored."
FIELDS = {
    "when": planning_forms.WHEN,
    "zone": planning_forms.ZONE,
    "hours": planning_forms.HOURS,
    "reminder": planning_forms.REMINDER,
}
"""What is asked of a schedule, by its options."""
WELCOME = "Welcome, {name}. “/help” says what can be typed; a number presses its button."
LINE_TOO_LONG = "That line is too long to be read, so nothing of it was. Goodbye."
SET = "Saved."
NOTHING_TO_SET = "Say what is to be set, such as names=anonymous."
