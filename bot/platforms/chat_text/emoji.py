"""Emoji by name: what Slack and Discord hand on as ":tada:" is an emoji wherever it is shown.

Slack's names are those of https://github.com/iamcal/emoji-data (MIT); the library has most of them
among its aliases, and the others stand here. A name that no emoji has, as of a workspace's own, is
left as it is, and so is everything in code.
"""

from __future__ import annotations

import re
from functools import cache

from bot.core.text import sheltered

_NAMES = re.compile(r"(?<![A-Za-z0-9_:/])(?::[a-z0-9_+'-]{1,60}:)+(?![A-Za-z0-9_])")
_NAME = re.compile(r":([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?")
# https://docs.discord.com/developers/reference#message-formatting
_OF_DISCORD = re.compile(r"<a?:(\w{2,32}):\d{15,22}>")
_CODE_LINE = re.compile(r"^(?: {4}|\t)")
_FENCE = re.compile(r"^[> ]{0,8}(```|~~~)")
_FLAG = re.compile(r"flag-([a-z]{2})")
_FIRST_LETTER = 0x1F1E6
_FIRST_TONE = 0x1F3FB - 2  # Slack counts the skin tones from 2
_JOINER, _VARIATION = "\u200d", "\ufe0f"
_OTHERS = """
    bald_person 🧑‍🦲, barely_sunny 🌥️, bride_with_veil 👰, calendar 📆, camel 🐫, cat 🐱, cow 🐮,
    curly_haired_person 🧑‍🦱, dog 🐶, drum_with_drumsticks 🥁, egg 🥚, eject ⏏️, email ✉️,
    face_palm 🤦, face_with_cowboy_hat 🤠, face_with_finger_covering_closed_lips 🤫,
    face_with_one_eyebrow_raised 🤨, face_with_open_mouth_vomiting 🤮, female-doctor 👩‍⚕️,
    fencer 🤺, first_place_medal 🥇, flag-england 🏴󠁧󠁢󠁥󠁮󠁧󠁿, flag-scotland 🏴󠁧󠁢󠁳󠁣󠁴󠁿,
    flag-wales 🏴󠁧󠁢󠁷󠁬󠁳󠁿, giraffe_face 🦒, grinning_face_with_one_large_and_one_small_eye 🤪,
    grinning_face_with_star_eyes 🤩, guardsman 💂,
    hand_with_index_and_middle_fingers_crossed 🤞, handball 🤾, horse 🐴,
    i_love_you_hand_sign 🤟, japan 🗾, juggling 🤹, keycap_star *️⃣, kiss 💋, kiwifruit 🥝,
    knife_fork_plate 🍽️, ladybug 🐞, lightning 🌩️, lightning_cloud 🌩️, male-doctor 👨‍⚕️,
    man-boy 👨‍👦, man-boy-boy 👨‍👦‍👦, man-girl 👨‍👧, man-girl-boy 👨‍👧‍👦, man-girl-girl 👨‍👧‍👧,
    man-heart-man 👨‍❤️‍👨, man-kiss-man 👨‍❤️‍💋‍👨, man-man-boy 👨‍👨‍👦,
    man-man-boy-boy 👨‍👨‍👦‍👦, man-man-girl 👨‍👨‍👧, man-man-girl-boy 👨‍👨‍👧‍👦,
    man-man-girl-girl 👨‍👨‍👧‍👧, man-with-bunny-ears-partying 👯‍♂️, man-woman-boy 👨‍👩‍👦,
    man-woman-boy-boy 👨‍👩‍👦‍👦, man-woman-girl 👨‍👩‍👧, man-woman-girl-boy 👨‍👩‍👧‍👦,
    man-woman-girl-girl 👨‍👩‍👧‍👧, man-wrestling 🤼‍♂️, man_and_woman_holding_hands 👫,
    man_with_beard 🧔‍♂️, man_with_turban 👳, mate_drink 🧉, medal 🎖️,
    men-with-bunny-ears-partying 👯‍♂️, mostly_sunny 🌤️, mother_christmas 🤶, mouse 🐭,
    octagonal_sign 🛑, ok_woman 🙆, partly_sunny_rain 🌦️, person_doing_cartwheel 🤸,
    person_with_headscarf 🧕, pig 🐷, rabbit 🐰, rain_cloud 🌧️, red_haired_person 🧑‍🦰,
    scooter 🛴, second_place_medal 🥈, serious_face_with_symbols_covering_mouth 🤬,
    shocked_face_with_exploding_head 🤯, shopping_trolley 🛒, smiling_face_with_3_hearts 🥰,
    smiling_face_with_smiling_eyes_and_hand_covering_mouth 🤭, snow_cloud 🌨️, spock-hand 🖖,
    staff_of_aesculapius ⚕️, sun_behind_cloud 🌥️, sun_small_cloud 🌤️, the_horns 🤘,
    third_place_medal 🥉, tiger 🐯, tornado_cloud 🌪️, train 🚋, turkey 🦃,
    white_haired_person 🧑‍🦳, woman-boy 👩‍👦, woman-boy-boy 👩‍👦‍👦, woman-girl 👩‍👧,
    woman-girl-boy 👩‍👧‍👦, woman-girl-girl 👩‍👧‍👧, woman-heart-man 👩‍❤️‍👨,
    woman-heart-woman 👩‍❤️‍👩, woman-kiss-man 👩‍❤️‍💋‍👨, woman-kiss-woman 👩‍❤️‍💋‍👩,
    woman-with-bunny-ears-partying 👯‍♀️, woman-woman-boy 👩‍👩‍👦,
    woman-woman-boy-boy 👩‍👩‍👦‍👦, woman-woman-girl 👩‍👩‍👧, woman-woman-girl-boy 👩‍👩‍👧‍👦,
    woman-woman-girl-girl 👩‍👩‍👧‍👧, woman-wrestling 🤼‍♀️, woman_with_beard 🧔‍♀️,
    womans_flat_shoe 🥿, women-with-bunny-ears-partying 👯‍♀️, wrestlers 🤼, zebra_face 🦓
"""


def with_emoji(text: str) -> str:
    """Return Markdown with the emoji that it names, outside of code, links and tags."""
    if ":" not in text:
        return text
    text = _OF_DISCORD.sub(r":\1:", text)
    made, place = [], 0
    for found in _NAMES.finditer(_without_code(text)):
        made.append(text[place : found.start()])
        made.append(_NAME.sub(_emoji, text[found.start() : found.end()]))
        place = found.end()
    return "".join((*made, text[place:]))


def _without_code(text: str) -> str:
    """Return a text as long in which no code is."""
    lines, fence = [], ""
    for line in sheltered(text).split("\n"):
        mark = _FENCE.match(line)
        if fence or mark or _CODE_LINE.match(line):
            lines.append("x" * len(line))
        else:
            lines.append(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1] == fence:
            fence = ""
    return "\n".join(lines)


def _emoji(found: re.Match[str]) -> str:
    emoji = _named(found[1])
    if emoji is None:
        return found[0]
    if found[2] is None:
        return emoji
    # Behind its first sign: what is joined to that stays as it is.
    tone = chr(_FIRST_TONE + int(found[2]))
    first, joiner, others = emoji.partition(_JOINER)
    return f"{first.removesuffix(_VARIATION)}{tone}{joiner}{others}"


def _named(name: str) -> str | None:
    if flag := _FLAG.fullmatch(name):
        return "".join(chr(_FIRST_LETTER + ord(letter) - ord("a")) for letter in flag[1])
    known, key = _by_name(), name.replace("-", "_")
    others = re.sub(r"^(?:female|male)_", lambda of: {"f": "woman_"}.get(of[0][0], "man_"), key)
    names = (name, key, others, key.removeprefix("large_"))
    return next((known[each] for each in names if each in known), None)


@cache
def _by_name() -> dict[str, str]:
    """Return all emoji by the names that they have."""
    # A quarter of a second, which nobody waits for who says no emoji.
    from emoji import EMOJI_DATA, STATUS  # noqa: PLC0415

    known = {
        name.strip(":").casefold(): emoji
        for emoji, data in EMOJI_DATA.items()
        if data["status"] <= STATUS["fully_qualified"]
        for name in (data["en"], *data.get("alias", ()))
    }
    pairs = (each.split() for each in _OTHERS.split(","))
    return known | dict(pairs)
