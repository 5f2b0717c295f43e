"""The commands: `main` says what can be typed, the other modules do it."""
