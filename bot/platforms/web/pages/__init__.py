"""The pages, one subject a module. A handler takes a request context and returns a response."""
