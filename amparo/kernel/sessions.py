"""Django's database sessions, sealed: neither the cookie nor what a session holds can be read in the database."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.serializers import JSONSerializer
from django.db import DatabaseError, IntegrityError, router, transaction

from amparo.kernel import clock
from amparo.kernel.vault import keyring, seal



def row_key(cookie: str) -> str:
    """The 40 characters under which a cookie's session is stored."""
    return _row_keys(cookie)[0]


def _row_keys(cookie: str) -> list[str]:
    return [
        base64.b32encode(hmac.digest(key.secret, cookie.encode(), hashlib.sha256))[:40].decode()
        for key in keyring.ring().generations("session_row")
    ]


def end(key: str) -> None:
    """End the session stored under this row key; quiet when it is already gone."""
    SessionStore.get_model_class().objects.filter(session_key=key).delete()


class SessionStore(DatabaseStore):
    """The store behind settings.SESSION_ENGINE."""

    @classmethod
    def get_model_class(cls) -> Any:
        from amparo.kernel.session_rows import SealedSession

        return SealedSession

    def _get_session_from_db(self) -> Any:
        if not self.session_key:
            return None
        rows = self.get_model_class().objects
        return rows.filter(session_key__in=_row_keys(self.session_key), expire_date__gt=clock.now()).first()

    def load(self) -> dict[str, Any]:
        row = self._get_session_from_db()
        if row is None:
            self._session_key = None
            return {}
        try:
            plain = seal.unseal(base64.b64decode(row.session_data), key="session_seal", about=f"session|{row.session_key}")
        except (seal.CannotOpen, keyring.NoKeys, ValueError):
            self._session_key = None
            return {}
        loaded: dict[str, Any] = JSONSerializer().loads(plain)
        return loaded

    def exists(self, session_key: str) -> bool:
        return bool(self.get_model_class().objects.filter(session_key__in=_row_keys(session_key)).exists())

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        key = row_key(self._get_or_create_session_key())
        sealed = seal.seal(JSONSerializer().dumps(data), key="session_seal", about=f"session|{key}")
        return self.get_model_class()(
            session_key=key,
            session_data=base64.b64encode(sealed).decode(),
            expire_date=self.get_expiry_date(),
        )

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)
        row = self.create_model_instance(data)
        using = router.db_for_write(self.get_model_class(), instance=row)
        try:
            with transaction.atomic(using=using):
                row.save(force_insert=must_create, force_update=not must_create, using=using)
        except IntegrityError:
            if must_create:
                raise CreateError from None
            raise
        except DatabaseError:
            if not must_create:
                raise UpdateError from None
            raise

    def delete(self, session_key: str | None = None) -> None:
        cookie = session_key or self.session_key
        if cookie:
            self.get_model_class().objects.filter(session_key__in=_row_keys(cookie)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        cls.get_model_class().objects.filter(expire_date__lt=clock.now()).delete()
