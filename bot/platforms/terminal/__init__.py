"""A terminal as a platform: the smallest there is, and an example of one."""
