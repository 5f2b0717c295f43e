"""Settings: defaults, the environment, `.env`, and every problem at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import BadSettings
from bot.settings import Settings, load_settings

Environment = Callable[..., None]


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder and an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith("ROUNDTABLE_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Environment:
    """Set settings in the environment."""

    def put(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"ROUNDTABLE_{name}", value)

    return put


def _problems() -> dict[str, str]:
    with pytest.raises(BadSettings) as refusal:
        load_settings()
    return dict(refusal.value.problems)


def test_without_any_setting_the_room_is_for_this_machine_alone():
    settings = load_settings()

    assert (settings.web_host, settings.web_port) == ("127.0.0.1", 8080)
    assert settings.data == Path("data")
    assert settings.database == Path("data/roundtable.db")
    assert settings.database_url == "sqlite+aiosqlite:///data/roundtable.db"
    assert settings.room_url(8080) == "http://127.0.0.1:8080"
    assert settings.log_level == "warning"


def test_the_shipped_content_is_found_from_any_folder():
    assert (load_settings().content / "README.md").is_file()


def test_the_environment_sets_every_field(environment: Environment, tmp_path: Path):
    environment(
        DATA=str(tmp_path / "d"),
        CONTENT=str(tmp_path / "c"),
        WEB_HOST="0.0.0.0",  # noqa: S104  # the case in question
        WEB_PORT="0",
        WEB_URL="https://study.example/room/",
        LOG_LEVEL="debug",
    )

    settings = load_settings()

    assert settings.data == tmp_path / "d"
    assert settings.content == tmp_path / "c"
    assert settings.web_port == 0
    assert settings.log_level == "debug"
    assert settings.room_url(1234) == "https://study.example/room"


def test_a_dot_env_in_the_working_folder_counts_and_the_environment_wins(
    environment: Environment, tmp_path: Path
):
    (tmp_path / ".env").write_text(
        "# our room\nROUNDTABLE_WEB_PORT=9000\nROUNDTABLE_DATA='my data'\nSOMETHING_ELSE=1\n"
    )
    environment(WEB_PORT="9001")

    settings = load_settings()

    assert (settings.web_port, settings.data) == (9001, Path("my data"))


def test_a_dot_env_further_up_does_not_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / ".env").write_text("ROUNDTABLE_WEB_PORT=9000\n")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")

    assert load_settings().web_port == 8080


def test_an_empty_value_is_no_value(environment: Environment):
    environment(WEB_PORT="", WEB_HOST="", WEB_URL="")

    assert load_settings() == Settings()


def test_every_problem_is_told_at_once(environment: Environment):
    environment(
        WEB_HOST="::",
        WEB_PORT="70000",
        LOG_LEVEL="loud",
    )

    problems = _problems()

    assert set(problems) == {
        "ROUNDTABLE_WEB_PORT",
        "ROUNDTABLE_LOG_LEVEL",
        "ROUNDTABLE_WEB_URL",
    }
    assert all(not problem.startswith("Value error") for problem in problems.values())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "0:0::0"])  # noqa: S104  # the cases in question
def test_a_room_open_to_every_address_needs_the_one_that_members_type(
    environment: Environment, host: str
):
    environment(WEB_HOST=host)
    assert set(_problems()) == {"ROUNDTABLE_WEB_URL"}

    environment(WEB_URL="http://192.0.2.7:8080")
    assert load_settings().room_url(8080) == "http://192.0.2.7:8080"


@pytest.mark.parametrize("url", ["study.example", "ftp://study.example", "javascript:alert(1)"])
def test_an_address_that_no_browser_opens_is_refused(environment: Environment, url: str):
    environment(WEB_URL=url)

    assert set(_problems()) == {"ROUNDTABLE_WEB_URL"}


@pytest.mark.parametrize("port", ["-1", "65536", "http", "80.5"])
def test_a_port_is_a_number_up_to_65535(environment: Environment, port: str):
    environment(WEB_PORT=port)

    assert set(_problems()) == {"ROUNDTABLE_WEB_PORT"}


def test_an_ipv6_host_is_bracketed_in_the_address(environment: Environment):
    environment(WEB_HOST="::1")

    assert load_settings().room_url(8080) == "http://[::1]:8080"


def test_what_is_beside_a_database_on_a_server_is_in_the_data_folder(tmp_path: Path):
    url = "postgresql://room:secret@127.0.0.1/study"

    assert Settings(data=tmp_path, database_url=url).folder == tmp_path
    assert Settings(data=tmp_path / "here").folder == tmp_path / "here"


def test_settings_do_not_change():
    with pytest.raises(Exception, match="frozen"):
        load_settings().web_port = 1  # type: ignore[misc]  # that it cannot be set is the point


@pytest.mark.parametrize(
    ("text", "proxies"),
    [
        ("10.0.0.1", ("10.0.0.1",)),
        (" 10.1.0.0/16 ,fd00::/8", ("10.1.0.0/16", "fd00::/8")),
        ("None", ()),
    ],
)
def test_proxies_are_addresses_and_networks(
    environment: Environment, text: str, proxies: tuple[str, ...]
):
    environment(TRUSTED_PROXIES=text)
    assert load_settings().proxies == proxies


def test_a_proxy_on_this_machine_is_believed_unless_another_is_named():
    assert load_settings().proxies == ("127.0.0.1", "::1")


@pytest.mark.parametrize("text", ["*", "proxy.example", "10.0.0.1/8", "10.0.0.1 10.0.0.2", ","])
def test_what_is_no_address_of_a_proxy_is_told(environment: Environment, text: str):
    environment(TRUSTED_PROXIES=text)
    assert "write addresses and networks" in _problems()["ROUNDTABLE_TRUSTED_PROXIES"]
