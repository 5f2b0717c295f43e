"""How the pages become a site: `python -m sphinx -W docs build/docs`."""

from __future__ import annotations

from bot import __version__

project = "Roundtable"
author = "The Roundtable authors"
version = release = __version__

extensions = ["myst_parser"]
root_doc = "index"
source_suffix = {".md": "markdown"}
exclude_patterns = ["payloads"]
nitpicky = True
# As deep as pages link to headings.
myst_heading_anchors = 3
# Commands are for a shell, and what they print is in no language.
highlight_language = "none"

html_theme = "furo"
html_title = "Roundtable"
html_show_sourcelink = False
