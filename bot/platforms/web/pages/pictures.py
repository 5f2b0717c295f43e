"""One picture of an answer or a deck: for who may see that text, asked anew each time."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from bot.core.ids import PictureId
from bot.platforms.web.reading import reader_among
from bot.platforms.web.request_context import RequestContext

# A picture is looked at, never run: whatever it is taken for, it may load and do nothing.
_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Vary": "Cookie",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


async def show(context: RequestContext) -> Response:
    """Return the bytes; a browser that has them asks each time whether it may show them still."""
    id_ = PictureId(context.path("picture"))
    pictures = context.services.pictures
    told = await pictures.shown_in(id_)
    reader = await reader_among(context.services, context.visitor, told)
    found = await pictures.show(id_, reader, context.visitor.organises)
    tag = f'"{found.id}"'
    headers = {
        **_HEADERS,
        "ETag": tag,
        "Content-Disposition": f'inline; filename="{found.file_name}"',
    }
    if tag in context.request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(found.data, media_type=found.media_type, headers=headers)
