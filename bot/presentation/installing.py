"""What somebody reads who lets Roundtable into a workspace with their browser."""

from __future__ import annotations

FORBIDDEN = "Nothing was installed: you did not allow it."
NOT_BEGUN_HERE = (
    "Nothing was installed: this did not begin in this browser, or it began too long ago. "
    "Begin again: {url}"
)
FAILED = "Nothing was installed: Slack did not take it. Begin again: {url}"
WHOLE_ORGANISATION = (
    "Nothing was installed: Roundtable is installed in one workspace at a time, not in a whole "
    "organisation. Choose a workspace: {url}"
)
NOT_INSTALLED = "Roundtable is not installed in this workspace any more. Install it again: {url}"


def installed_words(workspace: str) -> str:
    """Return what comes next."""
    return (
        f"Roundtable is installed in {workspace}. In Slack, type “/invite @Roundtable” in a "
        "channel, and there “/quiz open” to ask the first question."
    )


def failed_words(reason: str, url: str) -> str:
    """Return what went wrong, by Slack's and slack-bolt's word for it."""
    return _BY_REASON.get(reason, FAILED).format(url=url)


_BY_REASON = {
    "access_denied": FORBIDDEN,
    "invalid_browser": NOT_BEGUN_HERE,
    "invalid_state": NOT_BEGUN_HERE,
    "whole_organisation": WHOLE_ORGANISATION,
}
