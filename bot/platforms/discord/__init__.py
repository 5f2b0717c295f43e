"""Roundtable on Discord: translate in, render out, connect."""
