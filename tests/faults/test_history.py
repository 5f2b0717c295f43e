"""The checker of histories: what one register can have answered passes, all else is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults.history import Did, Operation, faults_of


def wrote(revision: int, begun: float, ended: float, did: Did = Did.WROTE) -> Operation:
    return Operation("ann", did, revision, f"text {revision}", begun, ended)


def read(revision: int, begun: float, ended: float) -> Operation:
    text = f"text {revision}" if revision else ""
    return Operation("ann", Did.READ, revision, text, begun, ended)


HOLD = {
    "one after the other": [read(0, 0, 1), wrote(1, 2, 3), read(1, 4, 5), wrote(2, 6, 7)],
    "a read at the same time sees what was before": [wrote(1, 0, 9), read(0, 1, 2)],
    "or what comes": [wrote(1, 0, 9), read(1, 1, 2), read(1, 3, 4)],
    "two reads at the same time differ": [wrote(1, 0, 9), read(1, 1, 5), read(0, 2, 6)],
    "a write without an answer was done": [wrote(1, 0, 1, Did.UNKNOWN), read(1, 2, 3)],
    "or done later": [wrote(1, 0, 1, Did.UNKNOWN), read(0, 2, 3), read(1, 4, 5)],
    "or never": [wrote(1, 0, 1, Did.UNKNOWN), read(0, 2, 3)],
    "what was refused is nowhere": [wrote(1, 0, 1), wrote(2, 2, 3, Did.REFUSED), read(1, 4, 5)],
    "two members": [wrote(1, 0, 1), replace(read(0, 2, 3), key="bo")],
}
FAIL = {
    "an acknowledged write is lost": [wrote(1, 0, 1), read(0, 2, 3)],
    "a read goes back": [wrote(1, 0, 1), wrote(2, 2, 9), read(2, 3, 4), read(1, 5, 6)],
    "a read is stale": [wrote(1, 0, 1), wrote(2, 2, 3), read(1, 4, 5)],
    "nobody wrote it": [wrote(1, 0, 1), replace(read(1, 2, 3), text="another")],
    "it was refused": [wrote(1, 0, 1, Did.REFUSED), read(1, 2, 3)],
    "it is read before it is sent": [read(1, 0, 1), wrote(1, 2, 3)],
    "two were told that they made one revision": [
        wrote(1, 0, 9),
        replace(wrote(1, 1, 8), text="the other's"),
    ],
    "a write is told twice": [wrote(1, 0, 1), wrote(1, 2, 3)],
    "a write comes behind what was read": [wrote(2, 0, 1), wrote(1, 2, 3)],
    "it is another revision": [wrote(1, 0, 1), replace(read(2, 2, 3), text="text 1")],
}


@pytest.mark.parametrize("name", HOLD)
def test_what_a_register_can_have_answered_has_no_fault(name: str):
    assert faults_of(HOLD[name]) == []


@pytest.mark.parametrize("name", FAIL)
def test_what_no_register_can_have_answered_is_found(name: str):
    assert faults_of(FAIL[name])


@st.composite
def registers(draw: st.DrawFn) -> list[Operation]:
    """Draw the history of a real register: each operation acts at one moment between its ends."""
    revision, history = 0, []
    for moment in range(draw(st.integers(0, 12))):
        begun = moment - draw(st.floats(0, 5))
        ended = moment + draw(st.floats(0, 5))
        if draw(st.booleans()):
            revision += 1
            done = draw(st.sampled_from([Did.WROTE, Did.WROTE, Did.UNKNOWN]))
            history.append(wrote(revision, begun, ended, done))
        else:
            history.append(read(revision, begun, ended))
    return draw(st.permutations(history))


@given(registers())
def test_whatever_a_register_answers_has_no_fault(history: list[Operation]):
    assert faults_of(history) == []


@given(registers(), st.data())
def test_to_forget_what_was_acknowledged_is_found(history: list[Operation], data: st.DataObject):
    acknowledged = [each for each in history if each.did is Did.WROTE]
    if not acknowledged:
        return
    last = data.draw(st.sampled_from(acknowledged))
    later = max(each.ended for each in history) + 1

    assert faults_of([*history, read(last.revision - 1, later, later + 1)])
