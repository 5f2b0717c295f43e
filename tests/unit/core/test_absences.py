"""When somebody was away, as it is kept."""

from __future__ import annotations

from datetime import timedelta

from bot.core.absences import MOST_KEPT, Absence, absences_of, back, gone, together
from bot.core.models import Person, PersonId
from tests.fakes.clock import MONDAY_NOON

DAY = timedelta(days=1)
ANN = Person(PersonId("a"))


def test_who_goes_and_comes_back_was_away_in_between_alone():
    away = gone(ANN, MONDAY_NOON + 9 * DAY, MONDAY_NOON)
    there = back(away, MONDAY_NOON + DAY)

    assert absences_of(away) == (Absence(MONDAY_NOON, MONDAY_NOON + 9 * DAY),)
    assert absences_of(there) == (Absence(MONDAY_NOON, MONDAY_NOON + DAY),)
    assert there.away_until is None


def test_who_says_anew_until_when_is_away_since_the_first_time():
    away = gone(ANN, MONDAY_NOON + 9 * DAY, MONDAY_NOON)
    longer = gone(away, MONDAY_NOON + 12 * DAY, MONDAY_NOON + DAY)
    next_time = gone(longer, MONDAY_NOON + 20 * DAY, MONDAY_NOON + 13 * DAY)

    assert absences_of(longer) == (Absence(MONDAY_NOON, MONDAY_NOON + 12 * DAY),)
    assert [each.since for each in absences_of(next_time)] == [
        MONDAY_NOON,
        MONDAY_NOON + 13 * DAY,
    ]


def test_coming_back_at_once_leaves_nothing_and_the_oldest_absences_go():
    assert back(gone(ANN, MONDAY_NOON + DAY, MONDAY_NOON), MONDAY_NOON).absences == ()
    person = ANN
    for month in range(MOST_KEPT + 5):
        start = MONDAY_NOON + 30 * month * DAY
        person = gone(person, start + DAY, start)
    assert len(person.absences) == MOST_KEPT
    assert absences_of(person)[-1].since == MONDAY_NOON + 30 * (MOST_KEPT + 4) * DAY


def test_two_who_become_one_were_away_when_either_was():
    one = gone(ANN, MONDAY_NOON + 9 * DAY, MONDAY_NOON + 8 * DAY)
    other = gone(ANN, MONDAY_NOON + DAY, MONDAY_NOON)

    assert together(one, other) == (*other.absences, *one.absences)
