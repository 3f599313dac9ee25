"""What an installation can choose: `LIANJING_*` in the environment, or one TOML file named by LIANJING_CONFIG."""

import os
import tomllib
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource


class Settings(BaseSettings):
    """Every setting, typed. Environment wins over the file, the file over the default."""

    model_config = SettingsConfigDict(env_prefix="LIANJING_", extra="forbid")

    state_dir: Path = Field(
        default=Path("var"),
        description="Folder for the embedded database, keys, the lake of ledger rows, and files; made on first use.",
    )
    database_url: str = Field(
        default="",
        description="Empty for the embedded SQLite, or postgresql://user:password@host:port/name (15 or later).",
    )
    publisher_database_url: str = Field(
        default="",
        description="What `lianjing publish` reads instead: a role that may read the published views and write "
        "nothing. Empty: the same database, opened for reading only.",
        repr=False,
    )
    base_url: str = Field(
        default="http://localhost:8000",
        description="The address people type. Passkeys refuse bare IP addresses; a path puts the product below it.",
    )
    bind: str = Field(default="127.0.0.1", description="The address the server listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="The port the server listens on.")
    installation: Literal["education", "commission"] = Field(
        default="education", description="Which of the two installations this is; they never share a database."
    )
    demo: bool = Field(default=False, description="Demo county: fictitious people, watermark, sign-in by printed link.")
    language: Literal["zh-hans", "en"] = Field(default="zh-hans", description="Language for people who chose none.")
    county_name: str = Field(default="", description="Name of the county, shown at the top; empty shows the product's.")
    staff_second_factor: bool = Field(
        default=True, description="Staff posts need a passkey or a one-time code besides the password."
    )
    oidc_issuer: str = Field(
        default="", description="Address of the county platform's OpenID provider; empty for none."
    )
    oidc_client_id: str = Field(default="", description="Our client id at that provider.")
    oidc_client_secret: str = Field(default="", description="Our client secret at that provider.", repr=False)
    oidc_name: str = Field(default="OpenID", description="What its sign-in button says.")
    feed_token: str = Field(
        default="",
        description="Secret the county platform sends to read people's to-do counts; empty closes the feed.",
        repr=False,
    )
    notices_file: Path | None = Field(
        default=None,
        description="File that says where notices go: e-mail server and bots, one a line; only its owner may read it."
        " Empty: no notice leaves the house.",
    )
    webhooks_file: Path | None = Field(
        default=None,
        description="File that names programs elsewhere which are told what was published, one a line, see"
        " docs/how-to/webhooks.md; only its owner may read it. Empty: nobody is told.",
    )
    content_overlay: Path | None = Field(
        default=None, description="Folder whose files overlay the shipped catalogue, file by file."
    )
    debug: bool = Field(default=False, description="Show developers' error pages. Never on a reachable machine.")

    @field_validator("base_url")
    @classmethod
    def _base_url_is_whole(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("write a whole address such as https://edu.example.gov.cn/lianjing")
        return value.rstrip("/")

    @field_validator("database_url", "publisher_database_url")
    @classmethod
    def _database_is_postgresql(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"postgresql", "postgres"}:
            raise ValueError(
                "leave it empty for the embedded SQLite, or write postgresql://user:password@host:port/name"
            )
        return value

    @property
    def host(self) -> str:
        """Host name people type, without port."""
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def path_prefix(self) -> str:
        """Path below which the product lives on the county's platform; empty for the root."""
        return urlsplit(self.base_url).path

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *sources: Any, **named: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        env = named.get("env_settings") or sources[0]
        file = os.environ.get("LIANJING_CONFIG")
        chain = (init_settings, env)
        return (*chain, TomlConfigSettingsSource(settings_cls, Path(file))) if file else chain


class ConfigWrong(Exception):
    """The configuration cannot be used. `problems` has one (setting, value shown, what to write) per wrong value."""

    def __init__(self, problems: list[tuple[str, str, str]]) -> None:
        super().__init__("; ".join(f"{name}: {advice}" for name, _, advice in problems))
        self.problems = problems


_SECRET = {"oidc_client_secret", "feed_token", "database_url", "publisher_database_url"}


_publisher = False


def act_as_publisher() -> None:
    """Have this process read the database as the publisher does: through its own role, and without writing."""
    global _publisher
    _publisher = True


def is_publisher() -> bool:
    """Return whether this process is the publisher."""
    return _publisher


def load() -> Settings:
    """Return the settings in force. Raises ConfigWrong naming every wrong value at once."""
    file = os.environ.get("LIANJING_CONFIG")
    if file and not Path(file).is_file():
        raise ConfigWrong([("LIANJING_CONFIG", file, "no such file; name an existing TOML file or unset it")])
    try:
        settings = Settings()
    except tomllib.TOMLDecodeError as error:
        raise ConfigWrong([("LIANJING_CONFIG", file or "", f"not TOML: {error}")]) from None
    except ValidationError as error:
        raise ConfigWrong([_explained(item) for item in error.errors()]) from None
    unknown = _unknown_variables()
    if unknown:
        raise ConfigWrong([(name, "", "no such setting; see docs/reference/settings.md") for name in unknown])
    return settings


def _explained(item: Any) -> tuple[str, str, str]:
    name = ".".join(str(part) for part in item["loc"])
    shown = "***" if name in _SECRET else repr(item.get("input"))
    return name, shown, item["msg"].removeprefix("Value error, ")


_NOT_SETTINGS = {"LIANJING_CONFIG"}


def _unknown_variables() -> list[str]:
    known = {f"LIANJING_{name.upper()}" for name in Settings.model_fields} | _NOT_SETTINGS
    return sorted(
        name
        for name in os.environ
        if name.startswith("LIANJING_")
        and name not in known
        and not name.startswith(("LIANJING_TEST_", "LIANJING_SHARED_"))
    )
