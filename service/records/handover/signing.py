"""The keys an authority signs handovers with, and those of others that it trusts: Ed25519, as JSON Web Keys."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import orjson
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from service.records.errors import RecordsRefusal

ALGORITHM: Final = "Ed25519"
CURVE: Final = "Ed25519"
LARGEST_KEYS = 200_000
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Signer:
    """The key this authority signs with."""

    key: OKPKey = field(repr=False)

    @property
    def id(self) -> str:
        """What tells the key from every other: its thumbprint (RFC 7638)."""
        return self.key.thumbprint()

    def sign(self, payload: bytes) -> str:
        """Return a payload with its signature (JWS, compact)."""
        return jws.serialize_compact({"alg": ALGORITHM, "kid": self.id}, payload, self.key, algorithms=[ALGORITHM])


@dataclass(frozen=True, slots=True)
class Trusted:
    """One key that is trusted, and whose it is."""

    name: str
    key: OKPKey = field(repr=False)


def make_keys(file: Path, name: str) -> str:
    """Make a key pair: the private key in a file for its owner only, the public one beside it; return its id.

    Raises RecordsRefusal when either file is there already or cannot be written.
    """
    key = OKPKey.generate_key(CURVE)
    public = {**key.as_dict(private=False), "kid": key.thumbprint(), "name": name}
    _write(file, orjson.dumps(key.as_dict(private=True)), 0o600)
    _write(public_file(file), orjson.dumps({"keys": [public]}, option=orjson.OPT_INDENT_2), 0o644)
    return key.thumbprint()


def public_file(file: Path) -> Path:
    """Return where the public key of a private one is written."""
    return file.with_name(f"{file.name}.public.json")


def _write(file: Path, data: bytes, mode: int) -> None:
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
            out.write(data + b"\n")
    except OSError as error:
        message = f"`{file}` cannot be written: {error.strerror}"
        raise RecordsRefusal("wrong-file", message, "Name a file that is not there yet") from None


def read_signer(file: Path | None) -> Signer:
    """Return the key to sign with. Raises RecordsRefusal."""
    if file is None:
        help_line = "Make a key pair with `threshold handover keys FILE`, and set THRESHOLD_HANDOVER_KEY to the file"
        raise RecordsRefusal("no-handover-key", "There is no key to sign handovers with", help_line)
    key = _key(_read(file))
    if key is None or not key.is_private:
        message = "The key to sign handovers with is not a private Ed25519 key"
        raise RecordsRefusal("no-handover-key", message, "Make one with `threshold handover keys FILE`")
    return Signer(key)


def read_trusted(file: Path | None) -> dict[str, Trusted]:
    """Return the keys that are trusted, by id; none when no file is set. Raises RecordsRefusal."""
    if file is None:
        return {}
    said = _read(file)
    keys = said.get("keys") if isinstance(said, dict) else None
    found = {}
    for each in keys if isinstance(keys, list) else [None]:
        key, name = _key(each), each.get("name") if isinstance(each, dict) else None
        if key is None or key.is_private or not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
            message = "The file of trusted keys holds something that is not a public Ed25519 key with a name"
            raise RecordsRefusal("no-handover-key", message, 'Write it like `{"keys": [{…, "name": "Kent"}]}`')
        found[key.thumbprint()] = Trusted(name, key)
    return found


def check(signed: str, trusted: Mapping[str, Trusted]) -> tuple[bytes, str, str]:
    """Return the payload of a signature that fits, the id of its key and whose it is. Raises RecordsRefusal."""
    try:
        kid = jws.extract_compact(signed.encode("ascii")).headers().get("kid")
    except (JoseError, ValueError, UnicodeError):
        raise RecordsRefusal("handover-tampered", "The signature of the handover cannot be read", "") from None
    if not isinstance(kid, str) or kid not in trusted:
        message = "The handover is signed with a key that is not trusted here"
        help_line = "Get the public key from the sending authority by another way, and add it to the trusted keys"
        raise RecordsRefusal("handover-not-trusted", message, help_line)
    try:
        payload = jws.deserialize_compact(signed, trusted[kid].key, algorithms=[ALGORITHM]).payload
    except (JoseError, ValueError):
        message = "The signature does not fit: what the handover says it holds has been altered"
        raise RecordsRefusal("handover-tampered", message, "Ask the sending authority for the file again") from None
    return payload, kid, trusted[kid].name


def _read(file: Path) -> object:
    try:
        data = file.read_bytes()
        if len(data) <= LARGEST_KEYS:
            return orjson.loads(data)
    except (OSError, orjson.JSONDecodeError):
        pass
    message = f"The file of keys `{file}` cannot be read"
    raise RecordsRefusal("no-handover-key", message, "Check that it is there, and is JSON")


def _key(said: object) -> OKPKey | None:
    if not isinstance(said, dict) or said.get("crv") != CURVE:
        return None
    try:
        return OKPKey.import_key({name: value for name, value in said.items() if name in ("kty", "crv", "x", "d")})
    except (JoseError, ValueError, TypeError):
        return None
