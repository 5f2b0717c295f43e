"""A page of payloads side by side, each under a caption of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from docs.payloads import blocks
from docs.payloads.components import Json, laid_out
from docs.payloads.inline import Reading

_STYLE = Path(__file__).with_name("page.css")
# The components are text, marks and fields: no script, and nothing from elsewhere.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
_PAGE = Markup("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{columns}
</main>
</body>
</html>
""")
_PANEL = Markup("""\
<article>
<h2>{caption}</h2>
{body}
</article>""")
_SHEET = Markup('<section class="container">{}</section>')
_FORM = Markup("""\
<div class="form">
<p class="title title-3">{title}</p>
{fields}
<div class="row"><button type="button" class="primary">{submit}</button></div>
</div>""")


@dataclass(frozen=True, slots=True)
class Panel:
    """A message's components or blocks, or a modal where there is a `title`, and what it is."""

    caption: str
    components: Sequence[Json]
    title: str | None = None
    submit: str = "Submit"


def page(title: str, columns: Sequence[Sequence[Panel]], reading: Reading) -> str:
    """Return the page: the panels of a column below each other, on a telephone all of them.

    Raises ValueError for a component of a type that the bot does not send.
    """
    shown = (
        Markup("<div>{}</div>").format(Markup("\n").join(_panel(each, reading) for each in column))
        for column in columns
    )
    return _PAGE.format(
        policy=_POLICY,
        title=title,
        style=Markup(_STYLE.read_text(encoding="utf-8")),  # noqa: S704  # our own file
        columns=Markup('<div class="columns">{}</div>').format(Markup("\n").join(shown)),
    )


def _panel(panel: Panel, reading: Reading) -> Markup:
    # Slack's types are words, Discord's are numbers.
    if all(isinstance(each["type"], str) for each in panel.components):
        body = blocks.laid_out(panel.components)
        body = body if panel.title is not None else _SHEET.format(body)
    else:
        body = laid_out(panel.components, reading)
    if panel.title is not None:
        body = _FORM.format(title=panel.title, fields=body, submit=panel.submit)
    return _PANEL.format(caption=panel.caption, body=body)
