"""Pages that lay out what the bot sends: the payloads for Discord or Slack, in a look of our own.

They show what is said and in which order, and are no picture of anybody's client.
"""

from docs.payloads.components import laid_out
from docs.payloads.markdown import Reading
from docs.payloads.page import Panel, page

__all__ = ["Panel", "Reading", "laid_out", "page"]
