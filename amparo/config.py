"""Everything an operator may set: one frozen Config, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "AMPARO_"


class WrongSetting(Exception):
    """A setting that cannot be used; the message names it and says what it takes."""


def setting(default: Any, doc: str, *, secret: bool = False) -> Any:
    return field(default=default, metadata={"doc": doc}, repr=not secret)


@dataclass(frozen=True)
class Config:
    """One installation's settings. Each field is read from AMPARO_<NAME IN CAPITALS>."""

    home: str = setting("var", "Folder for the database, the keys, the plan's file and mail waiting to go.")
    database_url: str = setting(
        "",
        "sqlite:///path or postgresql://user:password@host:port/name. Empty: amparo.sqlite3 in the home folder.",
        secret=True,
    )
    database_pool: int = setting(16, "PostgreSQL: the most connections one process holds.")
    public_url: str = setting("http://localhost:8000", "The address members type, without a path.")
    listen: str = setting("127.0.0.1:8000", "Where the web server listens.")
    web_workers: int = setting(1, "Web processes of `amparo serve`.")
    web_threads: int = setting(8, "Threads in each web process.")
    trusted_proxies: int = setting(
        0, "How many proxies stand before us; 0 ignores what X-Forwarded-For says."
    )
    plan_file: str = setting("", "The plan's profile. Empty: plan.toml in the home folder.")
    keys_file: str = setting(
        "", "The key ring, wrapped by the root key. Empty: keys.json in the home folder."
    )
    root_key_file: str = setting(
        "",
        "The root key, a file of mode 0600. Empty: the systemd credential amparo-root, else root.key at home.",
    )
    root_key: str = setting(
        "", "The root key itself, 64 hexadecimal digits; stands above root_key_file.", secret=True
    )
    smtp_host: str = setting("127.0.0.1", "Mail server for the mails we send.")
    smtp_port: int = setting(25, "Its port.")
    smtp_user: str = setting("", "User name at the mail server; empty for none.")
    smtp_password: str = setting("", "Its password.", secret=True)
    smtp_security: str = setting("starttls", "tls, starttls or none (only for a server on this machine).")
    mail_from: str = setting("", "Sender of our mails. Empty: no-reply at the public address.")
    job_lease_seconds: int = setting(
        60, "After so many seconds of silence a worker's job is given to another."
    )
    argon2_memory_kib: int = setting(47104, "Memory of one password hash in KiB.")
    answer_floor_ms: int = setting(600, "The least time in milliseconds an answer about an identity takes.")
    demo: bool = setting(
        False, "Serve the demonstration with its open pages. Only on this machine, never a real plan."
    )
    log_level: str = setting("INFO", "DEBUG, INFO, WARNING or ERROR.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Config:
        """Read and check every AMPARO_ name; an unknown one is refused, so that a typing error is seen."""
        known = {PREFIX + f.name.upper(): f for f in fields(cls)}
        values: dict[str, Any] = {}
        for name, text in environment.items():
            if not name.startswith(PREFIX) or name.startswith(PREFIX + "TEST_"):
                continue
            if name not in known:
                raise WrongSetting(f"{name} is not a setting of Amparo. See docs/configuration.md.")
            values[known[name].name] = _read(name, text, type(known[name].default))
        config = cls(**values)
        config._check()
        return config

    def _check(self) -> None:
        if self.smtp_security not in {"tls", "starttls", "none"}:
            raise WrongSetting("AMPARO_SMTP_SECURITY takes tls, starttls or none.")
        local = {"127.0.0.1", "localhost", "::1"}
        if self.smtp_security == "none" and self.smtp_host not in local:
            raise WrongSetting("AMPARO_SMTP_SECURITY=none is only for a mail server on this machine.")
        parts = urlsplit(self.public_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
            raise WrongSetting("AMPARO_PUBLIC_URL takes an address like https://members.example.org.")
        if parts.scheme == "http" and parts.hostname not in local:
            raise WrongSetting("AMPARO_PUBLIC_URL must start with https:// except on this machine.")
        if self.demo and parts.hostname not in local:
            raise WrongSetting(
                "AMPARO_DEMO is only for this machine: its pages show mails and codes to anyone."
            )
        if self.root_key and len(self.root_key) != 64:
            raise WrongSetting("AMPARO_ROOT_KEY takes 64 hexadecimal digits.")

    @property
    def home_path(self) -> Path:
        return Path(self.home).resolve()

    @property
    def plan_path(self) -> Path:
        return Path(self.plan_file) if self.plan_file else self.home_path / "plan.toml"

    @property
    def keys_path(self) -> Path:
        return Path(self.keys_file) if self.keys_file else self.home_path / "keys.json"

    @property
    def root_key_path(self) -> Path:
        if self.root_key_file:
            return Path(self.root_key_file)
        credentials = os.environ.get("CREDENTIALS_DIRECTORY", "")
        if credentials and (Path(credentials) / "amparo-root").exists():
            return Path(credentials) / "amparo-root"
        return self.home_path / "root.key"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.home_path / 'amparo.sqlite3'}"

    @property
    def public_host(self) -> str:
        return urlsplit(self.public_url).hostname or "localhost"

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")


def _read(name: str, text: str, kind: type) -> Any:
    if kind is bool:
        if text.lower() in {"1", "true", "yes"}:
            return True
        if text.lower() in {"0", "false", "no", ""}:
            return False
        raise WrongSetting(f"{name} takes 1 or 0.")
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise WrongSetting(f"{name} takes a whole number.") from None
    return text


@cache
def current() -> Config:
    """This process's settings."""
    return Config.from_environment(os.environ)


def child_environment(**settings: object) -> dict[str, str]:
    """This process's environment for a child of ours, with some settings replaced (field names of Config)."""
    known = {f.name for f in fields(Config)}
    if strange := settings.keys() - known:
        raise WrongSetting(f"{', '.join(sorted(strange))} is not a setting of Amparo.")
    replaced = {PREFIX + name.upper(): str(value) for name, value in settings.items()}
    return {**os.environ, **replaced}
