"""What a group has said and been asked, kept: SQLAlchemy Core on SQLite or PostgreSQL."""
