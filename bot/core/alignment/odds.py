"""How likely two questions in different words are one, as a logistic regression over what is seen.

The weights were fitted on lists of 14 documents (a book's chapters, quizzes in English, French and
Spanish), each beside copies with questions shortened, expanded, misspelt and reworded, with others
in their place that want to know something else of the same subject, and beside other lists.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.core.alignment.asking import contradictions
from bot.core.alignment.wording import QuestionWeights, Wording

_MOST_CONTRADICTIONS = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is seen of a pair of questions.

    `margin` is how much more alike they are than the next best rival, or at all where there is
    none; `company` of neighbours and likeness of `answers` are 0 to 1, `answers` None where a side
    has none; `shared` and `substituted` are weights of words of the subject, `length` of all words
    of both.
    """

    margin: float
    company: float
    answers: float | None
    contradictions: int
    shared: float
    substituted: float
    length: float

    @classmethod
    def of(
        cls,
        weights: QuestionWeights,
        one: Wording,
        other: Wording,
        *,
        margin: float,
        company: float,
        answers: float | None,
    ) -> Evidence:
        """Compare two wordings; where one quotes no options, those of the other do not count."""
        if (one.lead is None) != (other.lead is None):
            one, other = one.lead or one, other.lead or other
        return cls(
            margin=margin,
            company=company,
            answers=answers,
            contradictions=contradictions(one.wants, other.wants),
            shared=weights.shared(one, other),
            substituted=weights.substituted(one, other),
            length=weights.length(one, other),
        )

    def row(self) -> tuple[float, ...]:
        """Return the regression's variables, the constant first."""
        return (
            1.0,
            self.margin,
            self.company,
            0.0 if self.answers is None else self.answers,
            0.0 if self.answers is None else 1.0,
            float(min(_MOST_CONTRADICTIONS, self.contradictions)),
            math.log1p(self.shared),
            self.substituted,
            math.log1p(self.length),
        )


# With one list after the other left out, of the pairs with a chance of 0.9 and more 0.99 were one,
# of those between 0.8 and 0.9 0.93, between 0.7 and 0.8 0.73, below 0.5 0.16.
_WEIGHTS = (-1.91, 4.48, 1.5, 2.08, -2.14, -4.0, -1.88, -1.12, 2.31)


def chance(evidence: Evidence) -> float:
    """Return the probability that the two are one question, 0 to 1."""
    odds = sum(w * x for w, x in zip(_WEIGHTS, evidence.row(), strict=True))
    return 1 / (1 + math.exp(-odds))
