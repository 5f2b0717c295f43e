"""Who is the same person, and what they are called then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.merging import (
    joined_earliest,
    joined_reply,
    renamed_decks,
    renamed_members,
    same_people,
)
from bot.core.models import Deck, DeckId, GroupId, Identity, Member, MemberId, Reply, RoundId
from bot.core.text import name_key
from tests.fakes.clock import MONDAY_NOON

G = GroupId("g")


def _member(id_: str, name: str = "") -> Member:
    return Member(MemberId(id_), G, name or id_, MONDAY_NOON)


def _account(member: str, subject: str, platform: str = "chat") -> Identity:
    return Identity(G, platform, subject, MemberId(member))


def test_whoever_shares_an_account_goes_into_the_first():
    members = [_member(id_) for id_ in "abcd"]
    accounts = [_account("d", "1"), _account("a", "1"), _account("b", "2"), _account("c", "3")]

    assert same_people(members, accounts) == {"d": "a"}


def test_the_same_id_on_another_platform_is_somebody_else():
    accounts = [_account("a", "1"), _account("b", "1", "talk")]

    assert same_people([_member("a"), _member("b")], accounts) == {}


def test_who_shares_an_account_with_two_makes_all_three_one():
    accounts = [_account("b", "1"), _account("c", "1"), _account("c", "2"), _account("a", "2")]

    assert same_people([_member(id_) for id_ in "abc"], accounts) == {"b": "a", "c": "a"}


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("123456"))))
def test_two_go_into_one_exactly_when_a_chain_of_accounts_leads_from_one_to_the_other(
    owned: list[tuple[str, str]],
):
    same = same_people([_member(id_) for id_ in "abcdef"], [_account(*each) for each in owned])

    people = {id_: {id_} for id_ in "abcdef"}
    for (one, subject), (other, theirs) in combinations(owned, 2):
        if subject == theirs:
            joined = people[one] | people[other]
            people |= dict.fromkeys(joined, joined)
    for id_, person in people.items():
        assert same.get(MemberId(id_), id_) == min(person)


def test_a_person_is_there_since_the_first_of_their_accounts():
    late, later, latest = (
        replace(_member(id_), joined_at=MONDAY_NOON + hours * timedelta(hours=1))
        for id_, hours in (("a", 1), ("b", 2), ("c", 3))
    )

    assert joined_earliest([late, later], {later.id: late.id}) == []
    changed = joined_earliest([latest, later, late], {later.id: latest.id, late.id: latest.id})
    assert changed == [replace(latest, joined_at=late.joined_at)]


@given(st.lists(st.sampled_from(["Ann", "ann 2", "Bo", "Ann 3"]), unique=True))
def test_after_renaming_no_name_is_there_twice_and_those_that_were_free_stay(names: list[str]):
    there = [_member("a", "ann"), _member("b", "Cy")]
    coming = [_member(f"m{place}", name) for place, name in enumerate(names)]

    changed = {member.id: member for member in renamed_members(coming, there)}

    keys = [name_key(changed.get(each.id, each).name) for each in (*there, *coming)]
    assert len(set(keys)) == len(keys)
    assert {each.id for each in changed.values()} == {
        each.id for each in coming if name_key(each.name) == "ann"
    }


def test_a_deck_whose_title_is_taken_gets_one_that_neither_group_has():
    there = [_deck("a", "Bread"), _deck("b", "Bread (2)")]
    coming = [_deck("c", "Bread"), _deck("d", "Bread (3)"), _deck("e", "Soup")]

    assert renamed_decks(coming, there) == [_deck("c", "Bread (4)")]


def _deck(id_: str, title: str) -> Deck:
    return Deck(DeckId(id_), G, title, MONDAY_NOON)


def test_the_same_text_saved_twice_stands_there_once():
    reply = Reply(RoundId("r"), MemberId("a"), "So.", 3, MONDAY_NOON)
    other = Reply(RoundId("r"), MemberId("b"), "So.", 1, MONDAY_NOON)

    joined = joined_reply(reply, other, member=MemberId("a"), keep_both=True)

    assert (joined.member, joined.text, joined.revision) == ("a", "So.", 4)
