"""How long tests wait for what must come."""

from __future__ import annotations

# Far longer than it takes, for a machine may be busy with much else: it is for what fails.
PATIENCE_S = 60.0
