"""Several documents onto one list of questions."""

from bot.core.alignment.aligning import align
from bot.core.alignment.models import DOUBTFUL, AlignedQuestion, Alignment, Anchor, Placing

__all__ = ["DOUBTFUL", "AlignedQuestion", "Alignment", "Anchor", "Placing", "align"]
