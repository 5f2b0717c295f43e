"""The neutral message as Discord's components: nothing here asks anybody anything."""
