"""What Slack accepts as a modal or a Home tab. Slack's reference, "View objects"."""

from __future__ import annotations

import json

from tests.fakes.slack.block_limits import check_blocks
from tests.fakes.slack.element_limits import check_text
from tests.fakes.slack.errors import Json, Problems, Refused

_LARGEST = 250_000  # bytes, "view_too_large"


def check_view(view: object, kind: str = "modal") -> Json:
    """Return the view where Slack would take it. Raises Refused."""
    if not isinstance(view, dict):
        raise Refused("invalid_arguments", ("[ERROR] missing required field: view",))
    problems = Problems()
    if view.get("type") != kind:
        problems.add("/view/type", f"unsupported type: {view.get('type')}, not {kind}")
    problems.optional("/view", view, "private_metadata", 3000)
    problems.optional("/view", view, "callback_id", 255)
    problems.optional("/view", view, "external_id", 255)
    if kind == "modal":
        _modal(problems, view)
    else:
        for name in {"title", "submit", "close"} & set(view):
            problems.add("/view", f"invalid additional property: {name}")
    problems.refuse("invalid_arguments")
    _check_blocks(view, kind)
    if len(json.dumps(view)) > _LARGEST:
        raise Refused("view_too_large")
    return view


def _check_blocks(view: Json, kind: str) -> None:
    try:
        check_blocks(view.get("blocks"), kind)
    except Refused as refused:
        messages = [one.replace("/blocks", "/view/blocks", 1) for one in refused.messages]
        raise Refused("invalid_arguments", tuple(messages)) from refused


def _modal(problems: Problems, view: Json) -> None:
    check_text(problems, "/view/title", view.get("title"), 24)
    for name in ("submit", "close"):
        if view.get(name) is not None:
            check_text(problems, f"/view/{name}", view[name], 24)
    asks = any(block.get("type") == "input" for block in view.get("blocks") or [])
    if asks and view.get("submit") is None:
        problems.add("/view/submit", "missing required field: submit, as there are input blocks")
