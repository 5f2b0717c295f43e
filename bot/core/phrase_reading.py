"""What can be read of a phrase for a recurrence: its clock, its days, its dates, and what is left.

Each part is taken out of the text as it is read, so that a word that means nothing stays behind
and can be told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.core.dates import DATE, MONTHS, date_of, date_words, in_months

LONGEST = 200
"""Characters of a phrase, and of the rule that it means."""
DAY_NAMES = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_BY_NAME = {
    short: number
    for number, name in enumerate(DAY_NAMES)
    for short in (name, f"{name}s", name[:3], f"{name[:3]}s", name[:2])
} | {"tues": 2, "weds": 3, "thur": 4, "thurs": 4}
_ALL = frozenset(range(7))
_WEEKEND = frozenset({0, 6})
GROUPS = (
    dict.fromkeys(("day", "days", "daily", "everyday"), _ALL)
    | dict.fromkeys(("weekday", "weekdays", "workday", "workdays"), _ALL - _WEEKEND)
    | dict.fromkeys(("weekend", "weekends"), _WEEKEND)
)
_FILLERS = frozenset(
    """
    every each on at and & the from of in weekly o'clock o’clock
    morning mornings afternoon afternoons evening evenings night nights
    """.split()  # noqa: SIM905  # a list of words
)
_NAMES = "|".join(sorted(_BY_NAME, key=len, reverse=True))
_TO = re.compile(r"\s*(?:-|\u2013|\u2014|\bto\b|\bthrough\b|\bthru\b|\buntil\b|\btill\b)\s*")
_WORKING_DAYS = re.compile(r"\b(?:business|working|week) days?\b")
_SPAN_OF_DAYS = re.compile(rf"\b({_NAMES}){_TO.pattern}({_NAMES})\b")
_AND = r"(?:, ?(?:and |& )?| and | ?& ?)"

_DASH = r" ?(?:-|\u2013|to|through|\.\.) ?"
_RANGE = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?{_DASH})?(?:{DATE})(?:{_DASH}(?:{DATE}))?"
_DAYS_OFF = rf"(?:{_NAMES}|weekends?|weekdays?)"
_OFF = rf"(?:{_DAYS_OFF}(?!\w)|{_RANGE})"
_EXCEPT = re.compile(
    r"\b(?:except(?: for| on)?|but(?: not)?(?: on)?|without|not on|skip(?:ping)?|excluding|besides"
    r"|off(?: on)?|no) "
    rf"({_OFF}(?:{_AND}{_OFF})*)"
)
_OTHER_ON = re.compile(r"but (?!not)")
_CLAUSE = re.compile(
    r"\b(?:except|but|without|not|no|skipping|excluding|besides|unless|if|when|while|during|"
    r"outside|until|till|til|through|up to|from|starting|beginning|since|for)"
    r"(?: (?!at \d|noon|midday|midnight)(?!\d\d?(?:[:.h]\d| ?[ap]\.?m\b))[^\s,]+)+"
)
_HOLIDAYS = re.compile(r"holi?days?|vacations?|breaks?|terms?|semesters?|christmas|easter")
_UNTIL = re.compile(rf"\b(?:until|till|til|through|thru|up to)(?: the)? ({DATE})(?![\w-])")
_FROM = re.compile(
    rf"\b(?:from|starting(?: on| from)?|beginning(?: on)?|since)(?: the)? ({DATE})(?![\w-])"
)
_FOR = re.compile(
    r"\bfor (?:the (?:next|first) )?(an?|one|\d{1,3}|two|three|four|five|six|seven) "
    r"(day|week|month)s?\b"
)
_ONCE = re.compile(rf"\b(?:on )?(?:the )?({DATE})(?![\w-])")

_CLOCK = re.compile(
    r"(?<![\w:.])(?:(noon|midday|midnight)"
    r"|(\d{1,2})(?:[:.h](\d{2}))?(?:\s*(am|pm|a\.m\.?|p\.m\.?|h|uhr))?)(?![:\w]|\.\d)",
    re.ASCII,
)
# "0900", "1730h"; 2026 is a year.
_TOGETHER = re.compile(
    r"(?<![\w:.])(?!202\d)([01]\d|2[0-3])([0-5]\d)(?: ?(?:h|hrs|hours))?(?![\w:.])"
)
_HALVES = (
    (re.compile(r"\b(?:in the )?mornings?\b"), "am"),
    (re.compile(r"\b(?:(?:in the |at )?(?:afternoon|evening|night)s?|tonight)\b"), "pm"),
)
HALF_DAY, _LAST_HOUR, _LAST_MINUTE = 12, 23, 59

_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_NTH_WORDS = "|".join((*_NTH, "fifth", "5th", "last"))
_OF_MONTH = r"(?: (?:of|in) (?:the|each|every|a) month)"
_NTH_DAY = re.compile(
    rf"(\bevery |\beach )?(?:\bthe )?\b((?:{_NTH_WORDS})(?:{_AND}(?:{_NTH_WORDS}))*) "
    rf"({_NAMES}|day)\b({_OF_MONTH})?"
)
_IN_MONTH = re.compile(
    r"(?:\bmonthly )?(?:\bon )?(?:\bthe )?\b(\d{1,2}(?:st|nd|rd|th)"
    rf"(?:{_AND}(?:the )?\d{{1,2}}(?:st|nd|rd|th))*)(?: day)?({_OF_MONTH})?\b"
)
_NUMBERS = dict(zip("two three four five six seven".split(), range(2, 8), strict=True)) | _NTH  # noqa: SIM905  # a list of words
_STEP = re.compile(
    rf"\b(?:every|each)? ?(other|alternate|\d{{1,3}}|{'|'.join(_NUMBERS)}) "
    rf"(days?\b|weeks?\b|(?=(?:{_NAMES})\b))"
)
_FORTNIGHT = re.compile(r"\b(?:bi-?weekly|fortnightly|every fortnight)\b")
_LAST_OF_MONTH = 31
_ONCE_IN_A_WHILE = frozenset(
    {"weekly", "every week", "each week", "monthly", "every month", "each month"}
)
# How often in words that are no days and times, though they are understood: "hourly", "twice a
# day", "every 3 months". The group that is there says which phrases are near.
_SHORT = r"(?:seconds?|minutes?|mins?|hours?|hrs?)"
_A = r"(?:an?|per|every|each|the) "
_TIMES = rf"(?:once|twice|thrice|(?:\d{{1,3}}|{'|'.join(_NUMBERS)}) ?(?:times|x)|several times)"
_OFTEN = re.compile(
    rf"\b(?:(?P<hours>hourly|(?:every|each|once {_A.strip()}) "
    rf"(?:(?:other|half(?: an)?|quarter|\d{{1,4}}|{'|'.join(_NUMBERS)}) )?{_SHORT}"
    rf"|{_TIMES} {_A}{_SHORT})"
    rf"|(?P<daily>{_TIMES} {_A}day|{_TIMES} daily|nightly)"
    rf"|(?P<weekly>{_TIMES} {_A}week|{_TIMES} weekly|semi-?weekly|(?:every|each) week)"
    rf"|(?P<monthly>{_TIMES} {_A}month|{_TIMES} monthly"
    r"|(?:bi-?|semi-?)?monthly|quarterly|(?:bi-?|semi-?)?(?:yearly|annually)"
    rf"|(?:every|each) (?:(?:other|\d{{1,3}}|{'|'.join(_NUMBERS)}) )?"
    r"(?:months?|quarters?|years?)))(?!\w)"
)


@dataclass(slots=True)
class Reading:
    """What was read. `in_month` are cron's last three fields where the month counts, else "".

    `clock` is the first of the `clocks`, which all have its minute; `hours` are numbers that may be
    of the morning or the evening. `often` is "hours", "daily", "weekly" or "monthly" where
    `often_words` said how often, but not on which days and when.
    `rest` is what was left when the dates and steps were taken out, `unknown` its words that mean
    nothing; `clause` is the condition, or the dates, that some of these belong to. `days` are as
    cron counts them, Sunday 0; None where a word is unknown; `named` are the words for those that
    were named.
    """

    clock: tuple[int, int] | None = None
    clocks: tuple[tuple[int, int], ...] = ()
    hours: list[int] = field(default_factory=list)
    often: str = ""
    often_words: str = ""
    days: frozenset[int] | None = None
    no_days: frozenset[int] = frozenset()
    in_month: str = ""
    step: int = 1
    unit: str = "days"
    first: date | None = None
    last: date | None = None
    left_out: tuple[tuple[date, date], ...] = ()
    rest: str = ""
    unknown: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    clause: str = ""

    def understood(self) -> str:
        """Return what was understood, in a few words; "" for nothing."""
        words = [each for each in (self.often_words, *self.known) if each]
        if self.step > 1:
            words.append(f"every {self.step} {self.unit}")
        words += [clock_words(each) for each in self.clocks]
        if self.first is not None:
            words.append(f"from {date_words(self.first)}")
        if self.last is not None:
            words.append(f"until {date_words(self.last)}")
        return " ".join([*words, self.exceptions()]).strip()

    def exceptions(self) -> str:
        """Return the days and dates that are left out, as a phrase has them; "" for none."""
        days = [DAY_NAMES[each] for each in sorted(self.no_days)]
        ranges = [
            date_words(a) if a == b else f"{date_words(a)} to {date_words(b)}"
            for a, b in self.left_out
        ]
        return f"except {', '.join((*days, *ranges))}" if days or ranges else ""

    def dates(self) -> tuple[object, ...]:
        """Return which dates and days were said to be the first, the last, or left out."""
        ends = () if self.first == self.last else (self.first, self.last)
        return (*filter(None, ends), *self.left_out, *self.no_days)

    def limits(self) -> str:
        """Return these as a phrase has them, "" for none; a date alone is no limit."""
        words = [self.exceptions()]
        if self.first is not None and self.first != self.last:
            words.append(f"from {date_words(self.first)}")
        if self.last is not None and self.first != self.last:
            words.append(f"until {date_words(self.last)}")
        return " ".join(filter(None, words)).lower()


def read(text: str, today: date | None) -> Reading:
    """Read what can be read of a phrase in lower case, with single spaces."""
    reading = Reading()
    text = _WORKING_DAYS.sub("weekdays", text)
    text = _SPAN_OF_DAYS.sub(r"\1-\2", text)
    text = _take_dates(text, today, reading)
    reading.rest = text = _take_steps(text, reading)
    text = _take_often(_take_month(text, reading), reading)
    text = _take_once(text, today, reading)
    text = _take_clock(text, reading)
    _take_days(text, reading)
    reading.clause = _clause(reading)
    if _is_said(reading):
        reading.often = ""
    return reading


def clock_words(clock: tuple[int, int]) -> str:
    """Return a time as a phrase has it: "09:00"."""
    return f"{clock[0]:02}:{clock[1]:02}"


def is_once(reading: Reading) -> bool:
    """Say whether how often it is to be is once in a day, week or month."""
    words = reading.often_words
    return words.startswith("once") or words in _ONCE_IN_A_WHILE


def _is_said(reading: Reading) -> bool:
    """Say whether days and times that are named say all of how often it is to be."""
    if reading.often == "daily":
        return len(reading.clocks) > 1 or (is_once(reading) and reading.clock is not None)
    if reading.often == "monthly":
        return bool(reading.in_month) and is_once(reading)
    return reading.often == "weekly" and bool(reading.named)


def _clause(reading: Reading) -> str:
    """Return the words that say when not, or between which dates, and were not understood."""
    unknown = set(reading.unknown)
    for found in _CLAUSE.finditer(reading.rest):
        if unknown & set(re.split(r"[\s,;/]+", found[0])):
            return found[0]
    named = [each for each in reading.unknown if _HOLIDAYS.fullmatch(each)]
    return " ".join(named)


def _take_dates(text: str, today: date | None, reading: Reading) -> str:
    if (found := _EXCEPT.search(text)) and not _is_otherwise(text, found):
        ranges, days = _off(found[1], today)
        if ranges is None:
            return text
        reading.left_out, reading.no_days = ranges, days
        text = _cut(text, found)
    if (found := _UNTIL.search(text)) and (last := date_of(found[1], today)):
        reading.last, text = last, _cut(text, found)
    if (found := _FROM.search(text)) and (first := date_of(found[1], today)):
        reading.first, text = first, _cut(text, found)
    begin = reading.first or today
    if (found := _FOR.search(text)) and begin is not None and reading.last is None:
        reading.last, text = _last_of(begin, found[1], found[2]), _cut(text, found)
    return text


def _is_otherwise(text: str, found: re.Match[str]) -> bool:
    """Say whether it is another time on some days: "weekdays 9:00, but on fridays 10:00"."""
    before, after = text[: found.start()], text[found.end() :]
    has_times = _CLOCK.search(before) is not None and _CLOCK.search(after) is not None
    return has_times and _OTHER_ON.match(found[0]) is not None


def _last_of(begin: date, many: str, unit: str) -> date:
    """Return the last day of "3 weeks" that begin on a day."""
    number = int(many) if many.isdecimal() else _NUMBERS.get(many, 1)
    if unit == "month":
        return in_months(begin, number) - timedelta(days=1)
    return begin + timedelta(days=number * (7 if unit == "week" else 1) - 1)


def _off(
    text: str, today: date | None
) -> tuple[tuple[tuple[date, date], ...] | None, frozenset[int]]:
    """Return the dates and the days of the week that are left out; None for what is no date."""
    days, ranges = frozenset[int](), list[tuple[date, date]]()
    for each in re.findall(rf"{_DAYS_OFF}(?!\w)|{_RANGE}", text):
        if (named := _part(each)) is not None:
            days |= named
        elif (found := _range(each, today)) is not None:
            ranges.append(found)
        else:
            return None, days
    return tuple(ranges), days


def _range(text: str, today: date | None) -> tuple[date, date] | None:
    *starts, last = re.findall(DATE, text)
    end = date_of(last, today)
    if end is None:
        return None
    if starts:
        start = date_of(starts[0], today)
    elif found := re.match(rf"(\d{{1,2}})(?:st|nd|rd|th)?{_DASH}(?=\d)", text):
        start = _same_month(end, int(found[1])) if not re.fullmatch(DATE, text) else end
    else:
        start = end
    if start is not None and start > end:  # "24 Dec - 2 Jan": of the year after
        end = date_of(last, start)
    return None if start is None or end is None or start > end else (start, end)


def _same_month(end: date, day: int) -> date | None:
    return end.replace(day=day) if 1 <= day <= end.day else None


def _take_steps(text: str, reading: Reading) -> str:
    if found := _FORTNIGHT.search(text):
        reading.step, reading.unit = 2, "weeks"
        return _cut(text, found)
    for found in _STEP.finditer(text):
        word, what = found[1], found[2]
        is_every = found[0].startswith(("every", "each")) or word in {"other", "alternate"}
        if not is_every or (not what and word in {"first", "1st"}):
            continue
        if not what and re.match(rf"(?:{_NAMES}){_OF_MONTH}", text[found.end() :]):
            continue  # "every second monday of the month"
        number = 2 if word in {"other", "alternate"} else _NUMBERS.get(word) or int(word)
        if number < 1:
            continue
        reading.step, reading.unit = number, "days" if what.startswith("day") else "weeks"
        return _cut(text, found)
    return text


def _take_month(text: str, reading: Reading) -> str:
    if found := _NTH_DAY.search(text):
        fields = _nth_fields(re.findall(_NTH_WORDS, found[2]), found[3])
        if fields is not None and (found[3] != "day" or found[4]):
            reading.in_month = fields
            reading.known += (found[0].strip(),)
            return _cut(text, found)
    if found := _IN_MONTH.search(text):
        numbers = sorted({int(each) for each in re.findall(r"\d+", found[1])})
        after = text[found.end() :].lstrip()
        is_date = any(after.startswith(name[:3]) for name in MONTHS) or after.startswith("of ")
        if not is_date and numbers[0] >= 1 and numbers[-1] <= _LAST_OF_MONTH:
            reading.in_month = f"{','.join(map(str, numbers))} * *"
            reading.known += (found[0].strip(),)
            return _cut(text, found)
    return text


def _nth_fields(which: list[str], day: str) -> str | None:
    numbers = [_NTH.get(word) or (5 if word in {"fifth", "5th"} else 0) for word in which]
    if day == "day":
        return (
            ("l * *" if which == ["last"] else f"{','.join(map(str, sorted(numbers)))} * *")
            if (which == ["last"] or 0 not in numbers)
            else None
        )
    weekday = _BY_NAME[day]
    if which == ["last"]:
        return f"* * {weekday}l"
    if 0 in numbers:
        return None
    return "* * " + ",".join(f"{weekday}#{number}" for number in sorted(set(numbers)))


def _take_once(text: str, today: date | None, reading: Reading) -> str:
    found = _ONCE.search(text)
    if found is None or reading.first or reading.last or re.fullmatch(_NAMES, found[1]):
        return text
    day = date_of(found[1], today)
    if day is None:
        return text
    reading.first = reading.last = day
    return _cut(text, found)


def _take_often(text: str, reading: Reading) -> str:
    found = _OFTEN.search(text)
    if found is None:
        return text
    reading.often, reading.often_words = found.lastgroup or "", found[0]
    return _cut(text, found)


def _take_clock(text: str, reading: Reading) -> str:
    """Read the times, of which a rule has several only where they have one minute."""
    text = _TOGETHER.sub(r"\1:\2", text)
    halves = [half for words, half in _HALVES if words.search(text)]
    half = halves[0] if len(halves) == 1 else None
    unknown, clocks = list[str](), list[tuple[int, int]]()
    for found in _CLOCK.finditer(text):
        clock, is_bare = _clock(found, half), found[3] is None and not found[4]
        if clock is not None and (not clocks or clock[1] == clocks[0][1]):
            clocks.append(clock)
        elif clock is None and is_bare and found[2] and 0 < int(found[2]) <= HALF_DAY:
            reading.hours.append(int(found[2]))
        else:
            unknown.append(found[0].strip())
    reading.unknown, reading.clocks = tuple(unknown), tuple(sorted(set(clocks)))
    if clocks and not reading.hours:
        reading.clock = reading.clocks[0]
    return _CLOCK.sub(" ", text)


def _clock(found: re.Match[str], part_of_day: str | None) -> tuple[int, int] | None:
    if found[1]:
        return (0 if found[1] == "midnight" else HALF_DAY), 0
    hour, minute, end = int(found[2]), int(found[3] or 0), (found[4] or "").replace(".", "")
    half = end if end in {"am", "pm"} else None
    if found[3] is None and not end:
        half = part_of_day
        if half is None and hour <= HALF_DAY:
            return None  # "9" alone: morning or evening?
    if half is None and part_of_day == "pm" and 0 < hour < HALF_DAY:
        half = "pm"  # "7:30 in the evening"
    if half:
        if not 1 <= hour <= HALF_DAY:
            return None
        hour = hour % HALF_DAY + (HALF_DAY if half == "pm" else 0)
    return (hour, minute) if hour <= _LAST_HOUR and minute <= _LAST_MINUTE else None


def _take_days(text: str, reading: Reading) -> None:
    """Read the days; every day when none is named."""
    fillers = _FILLERS | ({"month", "monthly"} if reading.in_month else set())
    parts = [part for part in re.split(r"[\s,;/]+", text) if part not in fillers]
    found = {part: _part(part) for part in parts if part}
    reading.unknown += tuple(part for part, days in found.items() if days is None)
    known = [days for days in found.values() if days is not None]
    reading.named = tuple(part for part, days in found.items() if days is not None)
    reading.known += reading.named
    if "weekly" in text.split() and not (known or reading.often or reading.step > 1):
        reading.often = reading.often_words = "weekly"
    if not reading.unknown:
        reading.days = frozenset().union(*known) if known else _ALL


def _part(part: str) -> frozenset[int] | None:
    if part in GROUPS:
        return GROUPS[part]
    first, dash, last = part.partition("-")
    start, end = _BY_NAME.get(first), _BY_NAME.get(last if dash else first)
    if start is None or end is None:
        return None
    return frozenset((start + days) % 7 for days in range((end - start) % 7 + 1))


def _cut(text: str, found: re.Match[str]) -> str:
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
