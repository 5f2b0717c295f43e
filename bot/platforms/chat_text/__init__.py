"""One engine for text in chats, whose measures and limits each platform brings."""
