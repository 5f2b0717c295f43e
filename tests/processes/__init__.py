"""Processes for tests, forked from one that has everything imported."""
