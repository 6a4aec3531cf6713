"""One file that hands a case over: its parts as text, and a signed list of their hashes.

What came from elsewhere is hostile until it is checked: nothing in a part is looked at before the signature over the
list fits, and the part is byte for byte what was signed. A byte that was altered is named by its part and its place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from service.records.errors import RecordsRefusal
from service.records.handover.signing import Signer, Trusted, check

FORMAT = 1
MARK = "threshold handover"
PIECE = 64  # how near an altered byte is named
_PIECE_HASH = 8
PARTS = ("register.json", "decisions.json", "rulesets.json", "open-steps.json", "in-words.md")
LARGEST = 20_000_000


@dataclass(frozen=True, slots=True)
class Packet:
    """A handover whose every byte was checked: who signed it, when it was made, and its parts, read."""

    sender: str
    key: str
    made_at: str
    digest: str
    parts: Mapping[str, Any] = field(repr=False)


def make(parts: Mapping[str, Any], made_at: str, signer: Signer) -> bytes:
    """Return the file for parts: each as JSON, but for the words."""
    texts = {name: said if isinstance(said, str) else orjson.dumps(said).decode() for name, said in parts.items()}
    listed = {
        "format": FORMAT,
        "made_at": made_at,
        "parts": {name: _hashes(text.encode()) for name, text in texts.items()},
    }
    whole = {MARK: FORMAT, "signed": signer.sign(orjson.dumps(listed)), "parts": texts}
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2)


def opened(body: object, trusted: Mapping[str, Trusted]) -> Packet:
    """Return a handover that was sent, checked. Raises RecordsRefusal, naming what was altered."""
    if not isinstance(body, dict) or body.get(MARK) != FORMAT or set(body) != {MARK, "signed", "parts"}:
        message = "This is not a handover, or one of another version"
        raise RecordsRefusal("not-a-handover", message, "Use a file that `threshold handover export` wrote, unchanged")
    signed, sent = body["signed"], body["parts"]
    if not isinstance(signed, str) or not isinstance(sent, dict):
        raise RecordsRefusal("not-a-handover", "The handover lacks its signature or its parts", "")
    payload, key, sender = check(signed, trusted)
    listed = orjson.loads(payload)
    altered = list(_altered(listed["parts"], sent))
    if altered:
        message = f"The handover has been altered: {'; '.join(altered)}"
        raise RecordsRefusal("handover-tampered", message, "Ask the sending authority for the file again")
    if set(listed["parts"]) != set(PARTS):
        raise RecordsRefusal("not-a-handover", "The handover does not have the parts of this version", "")
    parts = {name: sent[name] if name.endswith(".md") else _json(name, sent[name]) for name in PARTS}
    return Packet(sender, key, listed["made_at"], hashlib.sha256(payload).hexdigest(), parts)


def _json(name: str, text: str) -> Any:  # noqa: ANN401 - any JSON
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise RecordsRefusal("not-a-handover", f"The part `{name}` of the handover is not JSON", "") from None


def _altered(listed: Mapping[str, Mapping[str, Any]], sent: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted({*listed, *sent}):
        if name not in listed:
            yield "a part has been put in"
        elif not isinstance(sent.get(name), str):
            yield f"the part `{name}` is missing"
        else:
            yield from _altered_part(name, listed[name], sent[name].encode("utf-8", "surrogatepass"))


def _altered_part(name: str, listed: Mapping[str, Any], data: bytes) -> Iterator[str]:
    found = _hashes(data)
    if found["sha256"] == listed["sha256"]:
        return
    pairs = zip(_pieces(listed), _pieces(found), strict=False)
    first = next((at for at, (was, now) in enumerate(pairs) if was != now), None)
    if first is None:
        yield f"the part `{name}` has been cut or added to at its end, after byte {min(len(data), listed['bytes'])}"
    else:
        yield f"the part `{name}`, bytes {first * PIECE + 1} to {min((first + 1) * PIECE, len(data))}"


def _hashes(data: bytes) -> dict[str, Any]:
    pieces = [hashlib.sha256(data[at : at + PIECE]).hexdigest()[:_PIECE_HASH] for at in range(0, len(data), PIECE)]
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "pieces": "".join(pieces)}


def _pieces(hashes: Mapping[str, Any]) -> list[str]:
    whole = hashes["pieces"]
    return [whole[at : at + _PIECE_HASH] for at in range(0, len(whole), _PIECE_HASH)]
