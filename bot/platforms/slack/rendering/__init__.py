"""The neutral message as Slack's blocks: nothing here asks anybody anything."""
