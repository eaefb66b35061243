"""Django's sessions, sealed: neither the cookie nor what a session holds can be read in the database."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.contrib.sessions.serializers import JSONSerializer
from django.db import IntegrityError, transaction

from amparo.kernel import clock
from amparo.kernel.session_rows import SealedSession
from amparo.kernel.vault import keyring, seal


def row_key(cookie: str) -> str:
    """The 40 characters under which a cookie's session is stored."""
    keys = _row_keys(cookie)
    if len(keys) > 1 and (stored := _stored(cookie)):
        return stored.row_key
    return keys[0]


def end(key: str) -> None:
    """End the session stored under this row key, wherever it is open; no harm if it is already gone."""
    SealedSession.objects.filter(row_key=key).delete()


def _row_keys(cookie: str) -> list[str]:
    """The row key under every session key that still counts, the newest first."""
    return [
        base64.b32encode(hmac.digest(key.secret, cookie.encode(), hashlib.sha256)).decode()[:40]
        for key in keyring.ring().live("session_row", now=clock.now())
    ]


def _stored(cookie: str) -> SealedSession | None:
    return SealedSession.objects.filter(row_key__in=_row_keys(cookie)).first()


class SessionStore(SessionBase):
    """The store behind settings.SESSION_ENGINE; it behaves as Django's database store does."""

    _row: str | None = None  # where the session was found or made; an earlier key's row is kept until it ends
    _get_new_session_key: Callable[[], str]  # Django's, of which the type stubs know nothing
    _get_session: Callable[..., dict[str, Any]]

    def exists(self, session_key: str) -> bool:
        return _stored(session_key) is not None

    def load(self) -> dict[str, Any]:
        """What the session holds; empty, and without a key, if it is gone, over or cannot be opened."""
        row = _stored(self.session_key) if self.session_key else None
        if (
            row is None and self.session_key and keyring.look_again()
        ):  # another process renewed the key just now
            row = _stored(self.session_key)
        if row is not None and row.expires_at > clock.now():
            try:
                plain = seal.unseal(row.sealed_data, key="session_seal", about=f"session|{row.row_key}")
            except seal.CannotOpen:
                plain = b""
            if plain:
                self._row = row.row_key
                held: dict[str, Any] = JSONSerializer().loads(plain)
                return held
        self._session_key = None
        return {}

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()
            try:
                self.save(must_create=True)
            except CreateError:  # somebody else drew the same cookie in this moment
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Store the session. Raises CreateError if it must be new and is not, UpdateError if it was ended."""
        if self.session_key is None:
            self.create()
            return
        held = self._get_session(no_load=must_create)
        if self.session_key is None:  # what the cookie named is gone: loading said so
            raise UpdateError
        key = self._place(self.session_key, must_create)
        sealed = seal.seal(JSONSerializer().dumps(held), key="session_seal", about=f"session|{key}")
        if not must_create:
            if not self._update(key, sealed):
                raise UpdateError
        else:
            self._insert(key, sealed)
        self._row = key

    def delete(self, session_key: str | None = None) -> None:
        cookie = session_key or self.session_key
        if cookie:
            SealedSession.objects.filter(row_key__in=_row_keys(cookie)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        SealedSession.objects.filter(expires_at__lt=clock.now()).delete()

    def _place(self, cookie: str, must_create: bool) -> str:
        keys = _row_keys(cookie)
        return self._row if not must_create and self._row in keys else keys[0]

    def _insert(self, key: str, sealed: bytes) -> None:
        row = SealedSession(row_key=key, sealed_data=sealed, expires_at=self.get_expiry_date())
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise CreateError from None

    def _update(self, key: str, sealed: bytes) -> bool:
        rows = SealedSession.objects.filter(row_key=key)
        return bool(rows.update(sealed_data=sealed, expires_at=self.get_expiry_date()))

    # Django's asynchronous names for the same things.

    async def aexists(self, session_key: str) -> bool:
        return await sync_to_async(self.exists)(session_key)

    async def aload(self) -> dict[str, Any]:
        return await sync_to_async(self.load)()

    async def acreate(self) -> None:
        await sync_to_async(self.create)()

    async def asave(self, must_create: bool = False) -> None:
        await sync_to_async(self.save)(must_create)

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)

    @classmethod
    async def aclear_expired(cls) -> None:
        await sync_to_async(cls.clear_expired)()
