"""What was uploaded, to be fetched again. The twin keeps no bytes."""

from __future__ import annotations

import mimetypes
from typing import Any

from aiohttp import web

PATH = "/attachments/"


class Files:
    """Holds every file under an address of its own, as Discord's CDN does."""

    def __init__(self) -> None:
        self._bodies: list[bytes] = []
        self.host = ""

    def keep(self, name: str, body: bytes) -> dict[str, Any]:
        """Return the attachment that a message or a command's option then has."""
        number = len(self._bodies)
        self._bodies.append(body)
        url = f"http://{self.host}{PATH}{number}/{name}"
        return {
            "id": str(number),
            "filename": name,
            "size": len(body),
            "content_type": mimetypes.guess_type(name)[0],
            "url": url,
            "proxy_url": url,
        }

    def read(self, attachment: dict[str, Any]) -> bytes:
        """Return what is in a file."""
        return self._bodies[int(attachment["id"])]

    async def serve(self, request: web.Request) -> web.Response:
        """Hand a file out, to anybody who knows where it is."""
        return web.Response(body=self._bodies[int(request.match_info["number"])])
