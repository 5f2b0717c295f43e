"""The contracts of `pyproject.toml` forbid what they say: each is broken in a copy of the tree."""
