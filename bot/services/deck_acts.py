"""What edits of a deck are called in the log, and in the history of references."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.challenges import ReferenceAct
from bot.core.deck_edits import (
    REPLY,
    ChooseReference,
    Edit,
    EditAnswer,
    MarkAnswer,
    RejectReference,
    Retire,
    TrustMember,
    WithdrawAnswer,
    WithdrawQuestion,
    WithdrawSource,
    WriteReference,
)


def act_of(edit: Edit) -> str:
    """Return what an edit does, as the log has it."""
    if isinstance(edit, Retire):
        return "retired" if edit.retired else "restored"
    if isinstance(edit, MarkAnswer):
        return "marked an answer wrong of" if edit.wrong else "took back that an answer is wrong of"
    return _ACTS[type(edit).__name__]


_ACTS = {
    "EditQuestion": "worded anew",
    "DeleteQuestion": "deleted",
    "MoveQuestion": "moved",
    "Merge": "merged with another",
    "Split": "split",
    "EditAnswer": "edited an answer of",
    "MoveAnswer": "moved an answer of",
    "WithdrawAnswer": "withdrew an answer of",
    "AcceptAnswer": "let an answer be where it is, of",
    "WithdrawQuestion": "withdrew",
    "WithdrawSource": "withdrew the document",
    "ChooseReference": "chose the reference of",
    "WriteReference": "wrote the reference of",
    "TrustMember": "trusted what a member wrote, of",
    "RejectReference": "marked the reference wrong of",
}


def act_on_reference(edit: Edit) -> ReferenceAct:
    """Return how a question comes to another reference by an edit."""
    if isinstance(edit, ChooseReference):
        return ReferenceAct.CHOSEN if edit.source else ReferenceAct.USUAL
    if isinstance(edit, TrustMember):
        is_reply = edit.source.format == REPLY
        return ReferenceAct.REPLY if is_reply else ReferenceAct.CORRECTED
    if isinstance(edit, MarkAnswer):
        return ReferenceAct.REJECTED if edit.wrong else ReferenceAct.CHOSEN
    return _ON_REFERENCES.get(type(edit), ReferenceAct.MOVED)


_ON_REFERENCES: Mapping[type[Edit], ReferenceAct] = {
    WriteReference: ReferenceAct.WRITTEN,
    RejectReference: ReferenceAct.REJECTED,
    EditAnswer: ReferenceAct.EDITED,
    WithdrawAnswer: ReferenceAct.TAKEN_BACK,
    WithdrawQuestion: ReferenceAct.TAKEN_BACK,
    WithdrawSource: ReferenceAct.TAKEN_BACK,
}
