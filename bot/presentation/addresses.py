"""Addresses of the web, and who can open them."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_this_machine(host: str) -> bool:
    """Say whether a host is this machine for itself, and no other machine's way to it."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def opens_here_alone(url: str) -> bool:
    """Say whether a link opens only on the machine that made it."""
    return is_this_machine(urlsplit(url).hostname or "")
