"""One frozen Settings, read from the environment once; a wrong value stops the start."""

from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

_PACKAGE = Path(__file__).parent
# In a checkout these folders stand beside the package; a wheel carries them inside it.
ROOT = _PACKAGE if (_PACKAGE / "templates").is_dir() else _PACKAGE.parent
MIGRATIONS = "portal.migrations" if ROOT == _PACKAGE else "migrations"


class Settings(BaseSettings):
    """What differs between one installation and another."""

    model_config = SettingsConfigDict(frozen=True, env_prefix="PORTAL_", extra="ignore")

    database_url: str = Field(default="sqlite://var/portal.db", validation_alias="DATABASE_URL")
    base_url: str = "http://127.0.0.1:8000"
    demo: bool = False
    development: bool = False
    rate_limit_storage: str = "memory://"

    mail_sender: str = "Beschikbaarheidswijzer <noreply@beschikbaarheidswijzer.example>"
    mail_directory: Path | None = None
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_username: str = ""
    smtp_password: str = ""

    # Who answers for the public pages, and how accessible they are; empty is told as unknown.
    publisher_name: str = ""
    publisher_email: str = ""
    publisher_phone: str = ""
    publisher_address: str = ""
    open_data_licence: Literal["CC0-1.0", "CC-BY-4.0"] = "CC0-1.0"
    accessibility_status: Literal["full", "partial", "first", "none"] = "none"
    accessibility_register: str = ""
    accessibility_tested_on: str = ""

    # PDOK Locatieserver, without a slash at the end; empty asks nobody where an address lies.
    locatieserver_url: str = ""

    # Where the ground of the map comes from, such as https://tiles.example/{z}/{x}/{y}.png; empty
    # draws places on plain ground, and asks nobody. The browser of who opens the map asks there.
    map_tiles: str = Field(default="", pattern=r"^(https://[^/{}\s;,]+/[^\s;]*)?$")
    map_credit: str = ""

    @property
    def map_host(self) -> str:
        """Who hears which part of the map somebody looks at; empty when nobody does."""
        return urlsplit(self.map_tiles).netloc

    @property
    def secure(self) -> bool:
        """Whether the portal is reached over TLS, so that cookies may demand it."""
        return self.base_url.startswith("https://")


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
