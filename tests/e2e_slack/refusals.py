"""Looking at what Slack refuses."""

from __future__ import annotations

from collections.abc import Awaitable

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse


async def error_of(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    """Return the answer of a call that is refused."""
    with pytest.raises(SlackApiError) as refused:
        await call
    answer = refused.value.response
    assert isinstance(answer, AsyncSlackResponse)
    return answer
