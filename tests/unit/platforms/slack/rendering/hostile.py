"""Hostile messages of which Slack makes tables too."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.core.view import Point
from tests.unit.platforms.hostile import long_texts, texts
from tests.unit.platforms.messages import messages_of, points_of

# Cards about the same points make a table.
_points = st.just((Point("Gluten relaxes.", touched=True),)) | points_of(texts)
messages = messages_of(texts, long_texts, _points)
