"""In CI (environment variable CI) nothing may be skipped: the run fails and names what was.

With pytest-xdist the process that hands out the tests looks at it: their reports all come to it.
"""

from __future__ import annotations

import os

import pytest


def _skipped(config: pytest.Config) -> list[str]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return [report.nodeid for report in reports]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in CI that skipped something."""
    if os.environ.get("CI") and _skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Name what was skipped in CI."""
    if os.environ.get("CI") and (names := _skipped(config)):
        terminalreporter.section("skipped, which CI does not allow", red=True)
        for name in names:
            terminalreporter.line(name)
