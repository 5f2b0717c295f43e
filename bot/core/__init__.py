"""The study group's rules: pure, with no I/O, no clock, no randomness and no platform."""
