"""Roundtable: one question, everybody's answers side by side."""

__version__ = "0.1.0"
