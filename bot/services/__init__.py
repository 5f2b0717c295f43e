"""The use cases, one transaction each. A platform calls these and nothing below them."""
