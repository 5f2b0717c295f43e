"""What the first run says of tokens before any platform is asked about them."""

from __future__ import annotations

NO_CHECKS = (
    "This room cannot look at tokens: it was started without the means. “roundtable doctor” can, "
    "once they stand in .env."
)
NO_TOKEN = "That is no token: it is one word without blanks, as the platform's page shows it."  # noqa: S105
COPY_WHOLE = "Copy it whole, with the button beside it, and paste it here."
SWAPPED = "These two are the wrong way round: the bot's begins with xoxb-, the app's with xapp-."
SWAP = "Paste each into the other's box."
_KINDS = {
    "xoxp-": "a person's token",
    "xoxe.": "a token that is exchanged again and again",
    "xapp-": "the app's token",
    "xoxb-": "the bot's token",
}
_BOT, _APP = "xoxb-", "xapp-"


def slack_problem(bot: str, app: str) -> tuple[str, str] | None:
    """Return what is wrong with the kinds of two tokens, and what to do; None for nothing.

    Their beginnings: https://docs.slack.dev/authentication/tokens.
    """
    if bot.startswith(_APP) and app.startswith(_BOT):
        return SWAPPED, SWAP
    if not bot.startswith(_BOT):
        where = "Copy the “Bot User OAuth Token” from the page “Install App”."
        return f"The bot's token begins with {_BOT}; this is {_kind(bot)}.", where
    if not app.startswith(_APP):
        where = (
            "Make one on the page “Basic Information”, “App-Level Tokens”, with the scope "
            "“connections:write”."
        )
        return f"The app's token begins with {_APP}; this is {_kind(app)}.", where
    return None


def _kind(token: str) -> str:
    return next((kind for begin, kind in _KINDS.items() if token.startswith(begin)), "another")
