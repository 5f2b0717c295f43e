"""Ports for servers that cannot be told to take a free one."""

from __future__ import annotations

import random
import socket

# Whoever asks the system for any port gets one above these.
_PORTS = range(15_000, 30_000)


def free_port() -> int:
    """Return a port that is free, and that nobody gets who asks for any."""
    while True:
        port = random.choice(_PORTS)  # noqa: S311  # no secret
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
