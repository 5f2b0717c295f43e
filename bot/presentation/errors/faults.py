"""What is said when something went wrong that nobody who is asking can mend."""

from __future__ import annotations

FAULT = "Something went wrong on our side. What was saved before is safe; please try again."
