"""Where each item of a document stands on a list of questions, by likeness and by order.

A document is a walk over the list, as in a hidden Markov model: from a question it mostly goes to
the next one, sometimes skips some, seldom jumps anywhere (blocks in another order), and now and
then an item belongs to no question. The forward-backward algorithm (Rabiner 1989, section III)
turns likeness and walk into the probability of every item on every question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from bot.core.alignment.vectors import Matrix

_LONGEST_SKIP = 16
_START_AT_FRONT = 0.6
# Sure items are fixed before the unsure ones: a question is used once per document.
_SURENESS = (0.95, 0.8, 0.6, 0.4, 0.2, 0.0)
_REPEATS = 3  # bounds the time; notes need more only where nothing tells the questions apart


@dataclass(frozen=True, slots=True)
class Gait:
    """How a document walks over the list: probabilities of each kind of step, adding up to 1."""

    next: float
    skip: float
    jump: float
    decay: float = 0.6

    def steps(self, longest: int) -> Matrix:
        """Return the probability of going 1, 2, ... questions on, up to `longest` skipped ones."""
        lengths = np.arange(min(longest, _LONGEST_SKIP))
        skips = self.skip * (1 - self.decay) * self.decay**lengths
        return np.concatenate([[self.next], skips])


GAITS = (
    Gait(next=0.92, skip=0.05, jump=0.03),  # in order
    Gait(next=0.62, skip=0.34, jump=0.04),  # in order, with gaps
    Gait(next=0.78, skip=0.10, jump=0.12),  # in blocks that stand in another order
    Gait(next=0.15, skip=0.10, jump=0.75),  # hardly any order
)
_STRAY = 0.01
_LAST_CALL = 1e3  # makes any question with likeness better than being a stray
_NEVER = 1e-9  # what rounding leaves of a probability of nought


@dataclass(frozen=True, slots=True)
class Step:
    """An item's question as found, with its probability before any item was fixed.

    That first probability is the calibrated one: of the placings at 0.6, some six in ten are
    right. Once neighbours are fixed, the rest looks surer than it is.
    """

    item: int
    question: int
    probability: float


def walk(likelihood: Matrix, fixed: Mapping[int, int]) -> tuple[Step, ...]:
    """Place items (rows) on questions (columns), each question at most once.

    `likelihood` holds relative likelihoods, 1 where there is no evidence either way. Items in
    `fixed` stand already; items that most likely belong to no question are left out.
    """
    steps: list[Step] = []
    places = dict(fixed)
    gait, first = _likeliest_gait(_restricted(likelihood, places))
    belief, believed = first, (id(likelihood), len(places))
    for sureness, chances in _rounds(likelihood):
        if len(places) == len(likelihood):
            break
        for _ in range(_REPEATS):
            # The same chances with the same places say the same again.
            if believed != (id(chances), len(places)):
                belief = believe(_restricted(chances, places), gait)
                believed = (id(chances), len(places))
            found = _mutual_best(belief, places, sureness)
            if not found:
                break  # the next round asks for less
            places.update(found)
            steps.extend(Step(item, to, float(first.on[item, to])) for item, to in found.items())
    return tuple(steps)


def _rounds(likelihood: Matrix) -> Iterator[tuple[float, Matrix]]:
    """Sure placings first; at last the strays, wherever likeness alone speaks for a question."""
    for sureness in _SURENESS:
        yield sureness, likelihood
    yield 0.0, np.where(likelihood > 1, likelihood * _LAST_CALL, 0.0)


def _likeliest_gait(likelihood: Matrix) -> tuple[Gait, Belief]:
    found = [_forward(likelihood, gait) for gait in GAITS]
    likeliest = max(found, key=lambda each: each.log_likelihood)
    return likeliest.gait, _smoothed(likeliest)


def _restricted(likelihood: Matrix, places: Mapping[int, int]) -> Matrix:
    """Forbid the questions that are taken, and everything else to the items that took them."""
    result = likelihood.copy()
    if places:
        items, questions = np.array(list(places.items())).T
        result[:, questions] = 0.0
        result[items] = 0.0
        result[items, questions] = 1.0
    return result


def _mutual_best(belief: Belief, places: Mapping[int, int], sureness: float) -> dict[int, int]:
    best, strongest = belief.on.argmax(axis=1), belief.on.argmax(axis=0)
    return {
        item: int(question)
        for item, question in enumerate(best)
        if item not in places
        and strongest[question] == item
        and belief.on[item, question] > max(sureness, belief.none[item], _NEVER)
    }


@dataclass(frozen=True, slots=True)
class Belief:
    """P(item on question), items by questions; P(item on none), by item."""

    on: Matrix
    none: Matrix


def believe(likelihood: Matrix, gait: Gait) -> Belief:
    """Run the forward-backward algorithm over a document's items."""
    return _smoothed(_forward(likelihood, gait))


@dataclass(frozen=True, slots=True)
class _Forward:
    """What the items so far say, the first half of the algorithm: rows are items.

    `settled` is the likelihood of what is no stray; `alpha` the probability of having come so far
    (0 = before the list) before each item and after the last, `reach` of each item's next step;
    `scales` what brings each row of `alpha` to a sum of 1.
    """

    gait: Gait
    settled: Matrix
    stray: Matrix
    alpha: Matrix
    reach: Matrix
    scales: Matrix

    @property
    def log_likelihood(self) -> float:
        return float(np.log(self.scales).sum())


def _forward(likelihood: Matrix, gait: Gait) -> _Forward:
    items, questions = likelihood.shape
    alpha = np.zeros((items + 1, questions + 1))
    reach = np.empty((items, questions))
    scales = np.empty(items)
    alpha[0] = (1 - _START_AT_FRONT) / (questions + 1)
    alpha[0, 0] += _START_AT_FRONT
    stray = np.where(likelihood.max(axis=1) > 0, _STRAY, 1.0)
    settled = (1 - stray)[:, None] * likelihood
    steps, jump = gait.steps(questions - 1)[::-1], gait.jump / questions
    for item in range(items):
        before, after = alpha[item], alpha[item + 1]
        # Convolving, without what `np.convolve` asks of its arguments each time.
        reach[item] = on = np.correlate(before[:-1], steps, "full")[:questions] + jump
        np.multiply(before, stray[item], out=after)
        after[1:] += on * settled[item]
        scales[item] = scale = np.add.reduce(after)
        after /= scale
    return _Forward(gait, settled, stray, alpha, reach, scales)


def _smoothed(found: _Forward) -> Belief:
    """Weigh what comes after each item too, scaled as what came before it."""
    items, questions = found.settled.shape
    steps, jump = found.gait.steps(questions - 1), found.gait.jump / questions
    skipped = len(steps) - 1
    ahead = found.settled / found.scales[:, None]
    stray = found.stray / found.scales
    betas = np.empty((items, questions + 1))
    beta = np.ones(questions + 1)
    for item in reversed(range(items)):
        betas[item] = beta
        on = ahead[item] * beta[1:]
        beta = stray[item] * beta + jump * np.add.reduce(on)
        # The transpose of the convolution: nothing is ahead of the last question.
        beta[:-1] += np.correlate(on, steps, "full")[skipped:]
    on = found.reach * found.settled * betas[:, 1:]
    none = found.stray * np.einsum("ij,ij->i", found.alpha[:-1], betas)
    whole = on.sum(axis=1) + none
    return Belief(on / whole[:, None], none / whole)
