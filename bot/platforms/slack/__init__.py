"""Slack: what people do there comes in, what is said to them goes out."""
