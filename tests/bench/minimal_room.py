"""A room as its first version is: Starlette and aiosqlite, a commit for each reply.

python -m tests.bench.minimal_room FILE PEOPLE

It prints its port. The cookie of person 7 is `session=token-7`.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

import aiosqlite
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

_TABLES = """
    PRAGMA journal_mode=WAL;
    PRAGMA synchronous=FULL;
    CREATE TABLE sessions (token TEXT PRIMARY KEY, member TEXT);
    CREATE TABLE replies (round TEXT, member TEXT, text TEXT, PRIMARY KEY (round, member));
"""
_WHO = "SELECT member FROM sessions WHERE token = ?"
_PUT = "INSERT OR REPLACE INTO replies VALUES (?, ?, ?)"


async def serve(file: Path, people: int) -> None:
    """Take replies until somebody ends the process."""
    async with aiosqlite.connect(file) as connection:
        await connection.executescript(_TABLES)
        rows = [(f"token-{number}", f"m{number}") for number in range(people)]
        await connection.executemany("INSERT INTO sessions VALUES (?, ?)", rows)
        await connection.commit()
        with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
            sys.stdout.write(f"{listener.getsockname()[1]}\n")
            sys.stdout.flush()
            config = uvicorn.Config(
                _app(connection), http="h11", log_config=None, access_log=False, lifespan="off"
            )
            await uvicorn.Server(config).serve(sockets=[listener])


def _app(connection: aiosqlite.Connection) -> Starlette:
    # Without it the commits of those at once would meet on the connection, and most do nothing.
    one_at_a_time = asyncio.Lock()

    async def reply(request: Request) -> Response:
        token = request.cookies.get("session")
        async with connection.execute(_WHO, (token,)) as cursor:
            known = await cursor.fetchone()
        if known is None:
            return PlainTextResponse("Who are you?", status_code=403)
        form = await request.form()
        row = (request.path_params["round"], known[0], form["text"])
        async with one_at_a_time:
            await connection.execute(_PUT, row)
            await connection.commit()
        return RedirectResponse("/", status_code=303)

    return Starlette(routes=[Route("/rounds/{round}/reply", reply, methods=["POST"])])


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
