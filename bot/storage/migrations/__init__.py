"""The steps from one schema to the next, as Alembic runs them; forward only."""

# Told here too, so that whoever only asks which schema a database has need not load Alembic.
REVISIONS = ("0001", "0002", "0003_workspaces", "0004_slack")
"""Every schema that there was, oldest first; the last one is this version's."""
