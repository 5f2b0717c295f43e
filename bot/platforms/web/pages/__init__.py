"""The room's pages, one subject a module. A handler takes a visit and returns a response."""
