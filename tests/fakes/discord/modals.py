"""A filled modal, as the client sends it once it finds nothing missing."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord.entities import (
    ACTION_ROW,
    CHECKBOX,
    FILE_UPLOAD,
    LABEL,
    RADIO_GROUP,
    STRING_SELECT,
    TEXT_INPUT,
)
from tests.fakes.discord.errors import Json
from tests.fakes.discord.options import (
    ATTACHMENT,
    CHANNEL,
    MENTIONABLE,
    ROLE,
    USER,
    Filling,
    Impossible,
)
from tests.fakes.discord.seen import Modal

_RESOLVED_AS = {5: USER, 6: ROLE, 7: MENTIONABLE, 8: CHANNEL, FILE_UPLOAD: ATTACHMENT}


def submitted(modal: Modal, values: dict[str, Any], filling: Filling) -> Json:
    """Return the interaction's data; fields not named keep what they were shown with.

    Raises Impossible for a field that is not there, missing, too short, too long or not offered.
    """
    given = {modal.field(name)["custom_id"]: value for name, value in values.items()}
    components = [_filled(part, given, filling) for part in modal.data["components"]]
    return {
        "custom_id": modal.data["custom_id"],
        "components": components,
        "resolved": filling.resolved,
    }


def _filled(part: Json, given: dict[str, Any], filling: Filling) -> Json:
    shell: Json = {"type": part["type"], "id": part["id"]}
    if part["type"] == LABEL:
        return shell | {"component": _field(part["component"], given, filling)}
    if part["type"] == ACTION_ROW:
        return shell | {"components": [_field(one, given, filling) for one in part["components"]]}
    return shell


def _field(field: Json, given: dict[str, Any], filling: Filling) -> Json:
    answer: Json = {key: field[key] for key in ("type", "id", "custom_id")}
    name = field["custom_id"]
    if field["type"] == TEXT_INPUT:
        return answer | {"value": _text(field, str(given.get(name, field.get("value") or "")))}
    if field["type"] == CHECKBOX:
        return answer | {"value": bool(given.get(name, field.get("default")))}
    if field["type"] == RADIO_GROUP:
        chosen = _chosen(field, [given[name]] if name in given else None)
        return answer | {"value": chosen[0] if chosen else None}
    if field["type"] in _RESOLVED_AS:
        kind = _RESOLVED_AS[field["type"]]
        chosen = given.get(name, [])
        if len(chosen) > (field.get("max_values") or 1):
            raise Impossible(f"{name} takes {field.get('max_values') or 1}, not {len(chosen)}")
        return answer | {"values": [str(filling.resolve(kind, one)) for one in chosen]}
    return answer | {"values": _chosen(field, given.get(name))}


def _text(field: Json, text: str) -> str:
    least, most = field.get("min_length") or 0, field.get("max_length") or 4000
    if field.get("required", True) is not False:
        least = max(least, 1)
    if (text or least) and not least <= len(text) <= most:
        raise Impossible(
            f"{field['custom_id']} takes {least} to {most} characters, not {len(text)}"
        )
    return text


def _chosen(field: Json, values: list[str] | None) -> list[str]:
    offered = {one["value"]: bool(one.get("default")) for one in field["options"]}
    chosen = [one for one, default in offered.items() if default] if values is None else values
    least = field.get("min_values", 1) if field.get("required", True) else 0
    single = field["type"] in {STRING_SELECT, RADIO_GROUP}
    most = field.get("max_values") or (1 if single else len(offered))
    if not least <= len(chosen) <= most or not set(chosen) <= set(offered):
        raise Impossible(f"{field['custom_id']} offers {sorted(offered)}, not {chosen}")
    return list(chosen)
