"""`roundtable doctor`: looks at everything that a room stands on, and says what to do."""

from __future__ import annotations

from collections.abc import Mapping

from bot.doctor import database, machine, platforms
from bot.doctor.findings import Check, Finding, failure, ok, warning
from bot.errors import BadSettings
from bot.settings import Settings, load_settings, unknown_settings

CHECKS: Mapping[str, Check] = {
    "data folder": machine.data_folder,
    "disk": machine.disk,
    "backups": machine.backups,
    "database": database.database,
    "migrations": database.migrations,
    "room": database.room,
    "upgrade": database.upgrade,
    "time zones": database.zones,
    "packs": machine.packs,
    "port": platforms.port,
    "address": platforms.address,
    "discord": platforms.discord,
    "slack": platforms.slack,
}


async def examine(checks: Mapping[str, Check] = CHECKS) -> dict[str, Finding]:
    """Return each check's finding, in order; with bad settings there is nothing else to check."""
    findings = {"python": await machine.python()}
    try:
        settings = load_settings()
    except BadSettings as error:
        return findings | {"settings": _bad(error)}
    findings["settings"] = _good()
    for name, check in checks.items():
        findings[name] = await _outcome(check, settings)
    return findings


async def _outcome(check: Check, settings: Settings) -> Finding:
    try:
        return await check(settings)
    except Exception as error:  # noqa: BLE001  # one check that breaks must not hide the others
        return failure(
            f"This could not be checked ({type(error).__name__}: {error}).",
            "See to the other findings first. If it stays, it is a fault of Roundtable: report it.",
        )


def _bad(error: BadSettings) -> Finding:
    problems = "; ".join(f"{name}: {problem}" for name, problem in error.problems)
    return failure(
        f"Some settings are wrong: {problems}.",
        "Correct them in the environment or in .env; then run this again for the rest.",
    )


def _good() -> Finding:
    if unknown := unknown_settings():
        return warning(
            f"There are no such settings: {', '.join(unknown)}.",
            "Look for a slip of the pen; “roundtable --help” names every setting.",
        )
    return ok("Every setting can be used.")
