"""A browser without scripts: keeps cookies, sends forms as the page has them."""

from __future__ import annotations

from urllib.parse import unquote, urljoin

import httpx
from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.applications import Starlette

ORIGIN = "http://127.0.0.1:8080"


class Page:
    """A response, read as HTML."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.path = unquote(response.url.raw_path.decode())
        self.text = response.text
        self.html = LexborHTMLParser(response.text)

    @property
    def words(self) -> str:
        """What the page says, on one line."""
        main = self.html.css_first("main") or self.html.body
        return " ".join(main.text().split()) if main else ""

    def has(self, selector: str) -> bool:
        """Whether an element is there."""
        return self.html.css_first(selector) is not None

    def one(self, selector: str) -> LexborNode:
        """The element, which must be there once."""
        found = self.html.css(selector)
        assert len(found) == 1, f"{len(found)} of {selector} in {self.words}"
        return found[0]


class Browser:
    """What one person sees and sends."""

    def __init__(self, app: Starlette) -> None:
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url=ORIGIN, follow_redirects=True
        )

    @property
    def cookie(self) -> str:
        """The session's cookie, as the browser sends it."""
        jar = self.client.cookies.items()
        return next(f"{name}={value}" for name, value in jar if "session" in name)

    async def get(self, path: str) -> Page:
        """Open a page."""
        return Page(await self.client.get(path))

    async def post(self, path: str, data: dict[str, str] | None = None, **more: object) -> Page:
        """Send a form from the room's own pages."""
        sent = await self.client.post(path, data=data, headers={"Origin": ORIGIN}, **more)
        return Page(sent)

    async def submit(self, page: Page, selector: str, **typed: str) -> Page:
        """Press the first button of a form on the page, with some fields filled in."""
        form = page.one(selector)
        data = {**_fields(form), **typed}
        path = urljoin(page.path, form.attributes.get("action") or page.path)
        if form.attributes.get("method") == "post":
            return await self.post(path, data)
        return Page(await self.client.get(path, params=data))


def _fields(form: LexborNode) -> dict[str, str]:
    fields = {}
    for field in form.css("input[name], textarea[name], select[name]"):
        kind, name = field.attributes.get("type"), field.attributes["name"]
        if kind in ("radio", "checkbox") and "checked" not in field.attributes:
            continue
        fields[name] = _value(field)
    return fields


def _value(field: LexborNode) -> str:
    if field.tag == "textarea":
        return field.text()
    if field.tag == "select":
        chosen = field.css_first("option[selected]") or field.css_first("option")
        return chosen.attributes["value"] if chosen else ""
    return field.attributes.get("value") or ""
