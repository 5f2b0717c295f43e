"""What a run counted: kills, messages, replies, texts; it is told at the run's end.

A test says `count("kills")`. A process keeps what it counted until the test is over, whose report
takes it to the process that hands out the tests. A whole thorough run has to come to the totals
that are promised.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from typing import Any

import pytest

from tests.profiles import thorough

PROMISED = {"kills": 2_000, "hostile texts": 20_000}

_MARK = "counted "
_counted: Counter[str] = Counter()


def count(what: str, number: int = 1) -> None:
    """Add to what this run counted; a 0 is told as well."""
    _counted[what] += number


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the last report of a test take along what it counted."""
    report = yield
    if call.when == "teardown":
        report.user_properties += [(_MARK + what, number) for what, number in _counted.items()]
        _counted.clear()
    return report


def _totals(config: pytest.Config) -> Counter[str]:
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    totals: Counter[str] = Counter()
    for reports in reporter.stats.values() if reporter else ():
        for report in reports:
            for name, number in getattr(report, "user_properties", ()):
                if report.when == "teardown" and name.startswith(_MARK):
                    totals[name.removeprefix(_MARK)] += number
    return totals


def _is_whole(config: pytest.Config) -> bool:
    """Say whether every test was to run, and thoroughly."""
    chosen = config.getoption("keyword") or config.getoption("markexpr")
    everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return thorough() and everything and not chosen


def _missing(config: pytest.Config) -> list[str]:
    """Return what falls short of what is promised, in words."""
    totals = _totals(config)
    return [
        f"{totals[what]:,} {what}, fewer than {promised:,}"
        for what, promised in PROMISED.items()
        if totals[what] < promised
    ]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a whole thorough run that counted less than is promised."""
    config = session.config
    is_over = config.pluginmanager.has_plugin("terminalreporter") and _is_whole(config)
    if is_over and session.exitstatus == pytest.ExitCode.OK and _missing(config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Tell what was counted, and what of it is too little."""
    if totals := _totals(config):
        terminalreporter.section("counted")
        for what, number in sorted(totals.items()):
            terminalreporter.line(f"{number:>10,} {what}")
    if _is_whole(config):
        for words in _missing(config):
            terminalreporter.line(words, red=True)
