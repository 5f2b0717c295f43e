"""What the fake Discord and the fake Slack are both made of."""
