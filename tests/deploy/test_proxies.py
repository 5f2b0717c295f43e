"""A room behind the proxies whose files are shipped: TLS, who asks, forms, and live events."""

from __future__ import annotations

import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.fakes.patience import PATIENCE_S
from tests.fakes.ports import free_port
from tests.processes.pool import ProcessPool
from tests.processes.roundtable import Room, running_room

DEPLOY = Path(__file__).parents[2] / "deploy"
_AT_ONCE_S = 10.0  # below the 15 s between two heartbeats of the live events
_PAUSE_S = 0.05


@contextmanager
def _running(command: list[str], port: int, folder: Path, **more: str) -> Iterator[None]:
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(folder), **more}
    with (folder / "proxy.log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(port, process, folder / "proxy.log")
            yield
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let it end: no stream that nobody reads any more may hold it up until the next heartbeat."""
    process.terminate()
    try:
        process.wait(timeout=_AT_ONCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until something listens there."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"https://localhost:{port}/healthz", verify=False)  # noqa: S501  # it is our own
        except httpx.TransportError:
            time.sleep(_PAUSE_S)
            continue
        return
    pytest.fail(f"the proxy does not answer: {log.read_text()}")


def _write_certificate(folder: Path) -> tuple[Path, Path]:
    """Write one for localhost, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    written = (folder / "site.pem", folder / "site.key")
    written[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    written[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return written


@contextmanager
def _nginx(port: int, room: int, folder: Path) -> Iterator[None]:
    certificate, key = _write_certificate(folder)
    site = (DEPLOY / "nginx.conf").read_text("utf-8")
    for shipped, here in {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "study.example.org;": "localhost;",
        "/etc/ssl/study.example.org.pem": str(certificate),
        "/etc/ssl/study.example.org.key": str(key),
        "server 127.0.0.1:8080;": f"server 127.0.0.1:{room};",
    }.items():
        assert shipped in site
        site = site.replace(shipped, here)
    kept = "".join(
        f"{what}_temp_path {folder}/{what};"
        for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log stderr; user root; events {{}}\n"
        f"http {{ access_log off; {kept}\n{site} }}"
    )
    with _running(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], port, folder):
        yield


@contextmanager
def _caddy(port: int, room: int, folder: Path) -> Iterator[None]:
    # Its own authority signs for this machine; nobody else's port is taken, and nothing is trusted.
    (folder / "Caddyfile").write_text(
        "{\n  admin off\n  auto_https disable_redirects\n  skip_install_trust\n}\n"
        f"import {DEPLOY / 'Caddyfile'}\n"
    )
    where: Mapping[str, str] = {
        "SITE": f"https://localhost:{port}",
        "ROOM_HOST": "127.0.0.1",
        "ROOM_PORT": str(room),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }
    with _running(["caddy", "run", "--config", str(folder / "Caddyfile")], port, folder, **where):
        yield


PROXIES = {"nginx": _nginx, "caddy": _caddy}


@pytest.fixture(params=PROXIES)
def site(
    request: pytest.FixtureRequest, process_pool: ProcessPool, tmp_path: Path
) -> Iterator[tuple[str, Room]]:
    """The address of a room behind a proxy, and the room."""
    port, room_port = free_port(), free_port()
    url = f"https://localhost:{port}"
    settings = {"ROUNDTABLE_WEB_PORT": str(room_port), "ROUNDTABLE_WEB_URL": url}
    with (
        running_room(process_pool, tmp_path, **settings) as room,
        PROXIES[request.param](port, room_port, tmp_path),
    ):
        yield url, room


def _browser(url: str) -> httpx.Client:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return httpx.Client(
        base_url=url, headers={"Origin": url}, verify=context, follow_redirects=True
    )


def test_people_join_answer_and_follow_through_it(site: tuple[str, Room]):
    url, room = site
    key = room.join.partition("key=")[2]
    with _browser(url) as ann, _browser(url) as bo:
        for browser, name in ((ann, "Ann"), (bo, "Bo")):
            joined = browser.post("/join", data={"key": key, "name": name})
            assert joined.status_code == 200
            assert "Secure" in str(joined.history[0].headers["set-cookie"])
        reply = str(joined.text).partition('action="/g/local/rounds/')[2].partition('"')[0]
        with ann.stream("GET", "/g/local/events") as events:
            lines = events.iter_lines()
            next(lines)
            saved = bo.post(f"/g/local/rounds/{reply}", data={"text": "By Bo.", "revision": "0"})
            assert saved.status_code == 200
            # The next line comes with what happened, not when the buffer is full.
            assert any("data:" in line for line in lines)


def test_a_stranger_s_own_word_for_where_they_are_does_not_count(site: tuple[str, Room]):
    url, _ = site
    with _browser(url) as stranger:
        answers = [
            stranger.post(
                "/join",
                data={"key": f"local.guess{number}", "name": "Eve"},
                headers={"X-Forwarded-For": f"203.0.113.{number}"},
            ).status_code
            for number in range(80)
        ]

    assert 429 in answers
