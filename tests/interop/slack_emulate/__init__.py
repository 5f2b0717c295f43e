"""An independent Slack: the npm package `emulate`, behind a proxy that helps slack_sdk along.

It has the Web API with message metadata, and neither Socket Mode nor interactions.
"""
