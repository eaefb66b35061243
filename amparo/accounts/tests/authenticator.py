"""A phone's passkey in software: real P-256 signatures over real WebAuthn structures."""

import base64
import hashlib
import json
import secrets
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256


def b64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """Makes and shows one passkey for `rp` at `origin`; `verified` says whether it checked its owner."""

    def __init__(self, rp, origin, *, verified=True):
        self.rp, self.origin, self.flags = rp, origin, 0x05 if verified else 0x01
        self.key, self.id, self.user = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(32), None
        self.count = 0

    def _data(self, extra=b"", flags=0):
        self.count += 1
        head = hashlib.sha256(self.rp.encode()).digest()
        return head + bytes([self.flags | flags]) + struct.pack(">I", self.count) + extra

    def _client(self, kind, challenge):
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        ).encode()

    def make(self, options):
        """The answer to navigator.credentials.create."""
        asked = options["publicKey"]
        self.user = asked["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = b"\0" * 16 + struct.pack(">H", len(self.id)) + self.id + public
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": self._data(attested, 0x40)})
        client = self._client("webauthn.create", asked["challenge"])
        response = {
            "clientDataJSON": b64(client),
            "attestationObject": b64(attestation),
            "transports": ["internal"],
        }
        return self._answer(response, {"credProps": {"rk": True}})

    def show(self, options):
        """The answer to navigator.credentials.get."""
        asked = options["publicKey"]
        client, data = self._client("webauthn.get", asked["challenge"]), self._data()
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": b64(client),
                "authenticatorData": b64(data),
                "signature": b64(signature),
                "userHandle": self.user,
            },
            {},
        )

    def _answer(self, response, extensions):
        return {
            "id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": response,
            "authenticatorAttachment": "platform", "clientExtensionResults": extensions,
        }  # fmt: skip
