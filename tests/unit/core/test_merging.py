"""Who is the same person, and what they are called then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.merging import (
    into_first,
    joined_earliest,
    joined_reply,
    joined_wishes,
)
from bot.core.models import (
    GroupId,
    Member,
    MemberId,
    Person,
    PersonId,
    Reply,
    RevealNews,
    RoundId,
    Sharing,
)
from tests.fakes.clock import MONDAY_NOON

G = GroupId("g")


def _member(id_: str, name: str = "", person: str = "") -> Member:
    return Member(MemberId(id_), PersonId(person or id_), G, name or id_, MONDAY_NOON)


@given(st.lists(st.sampled_from("xyz")))
def test_all_who_are_one_go_into_the_first_of_them_and_nobody_else_does(persons: list[str]):
    members = [_member(str(place), person=person) for place, person in enumerate(persons)]

    into = into_first(members, lambda member: member.person)

    for place, member in enumerate(members):
        first = str(persons.index(persons[place]))
        assert into.get(member.id, member.id) == first


def test_a_person_is_there_since_the_first_of_their_accounts():
    late, later, latest = (
        replace(_member(id_), joined_at=MONDAY_NOON + hours * timedelta(hours=1))
        for id_, hours in (("a", 1), ("b", 2), ("c", 3))
    )

    assert joined_earliest([late, later], {later.id: late.id}) == []
    changed = joined_earliest([latest, later, late], {later.id: latest.id, late.id: latest.id})
    assert changed == [replace(latest, joined_at=late.joined_at)]


def test_the_same_text_saved_twice_stands_there_once():
    reply = Reply(RoundId("r"), MemberId("a"), "So.", 3, MONDAY_NOON)
    other = Reply(RoundId("r"), MemberId("b"), "So.", 1, MONDAY_NOON)

    joined = joined_reply(reply, other, member=MemberId("a"), keep_both=True)

    assert (joined.member, joined.text, joined.revision) == ("a", "So.", 4)


def test_of_what_both_wished_to_hear_the_choice_of_who_stays_counts_and_none_is_lost():
    later = MONDAY_NOON + timedelta(days=2)
    goes = Person(PersonId("a"), "Ann", RevealNews.NONE, "Asia/Tokyo", "09:00", MONDAY_NOON, later)
    plain = Person(PersonId("b"), "Anna")
    choosy = replace(
        plain,
        reveal_news=RevealNews.DIRECT,
        zone="UTC",
        reminder_time="18:00",
        away_until=MONDAY_NOON,
        absences=("2026-02-01T00:00:00+00:00/2026-02-03T00:00:00+00:00",),
    )

    assert joined_wishes(goes, plain) == replace(goes, id=plain.id, name=plain.name)
    assert joined_wishes(goes, choosy) == replace(choosy, away_until=later)


@given(st.sampled_from(Sharing), st.sampled_from(Sharing))
def test_of_two_who_are_one_answers_leave_only_where_both_agreed(first: Sharing, other: Sharing):
    goes, stays = (
        Person(PersonId(id_), sharing=each) for id_, each in (("a", first), ("b", other))
    )
    joined = joined_wishes(goes, stays).sharing

    assert (joined is Sharing.YES) == (first is other is Sharing.YES)
    assert (joined is Sharing.NO) == (Sharing.NO in (first, other))
    assert joined in (first, other)
    assert joined == joined_wishes(stays, goes).sharing
