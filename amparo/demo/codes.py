"""What the authenticator apps of the demonstration's staff show at this moment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from amparo import config
from amparo.accounts import second_factor

FILE = "authenticator-apps.json"


@dataclass(frozen=True)
class Code:
    """One app: the code now, for how many seconds more, and the one after it."""

    username: str
    now: str
    seconds: int
    next: str


def keep(secrets: dict[str, str]) -> None:
    """Remember the apps' secrets, user name to base32, in the demonstration's own folder."""
    path = _file()
    path.touch(mode=0o600)
    path.write_text(json.dumps(secrets), "utf-8")


def at(*, now: datetime) -> list[Code]:
    """The codes of this moment, in the order of the cast."""
    path = _file()
    secrets = json.loads(path.read_text("utf-8")) if path.exists() else {}
    moment = int(now.timestamp())
    after = datetime.fromtimestamp(moment + second_factor.PERIOD, tz=now.tzinfo)
    return [
        Code(
            username=username,
            now=second_factor.code_at(secret, now=now),
            seconds=second_factor.PERIOD - moment % second_factor.PERIOD,
            next=second_factor.code_at(secret, now=after),
        )
        for username, secret in secrets.items()
    ]


def _file() -> Path:
    return config.current().home_path / FILE
