"""Contact data at rest: names, phones, and the account of who cannot be written to (it is their number), encrypted with
a key that the database does not have. Without a key they are kept plain.

What a platform knows a person by, and where they are written to, stays plain: messages are found and sent by it.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class WrongKeys(Exception):
    """Some contact data was encrypted with a key that is not among these; the text says of how many people."""


class Keys:
    """The keys of an office: the first encrypts, each decrypts. Without any, or if it is to be `plain`, nothing is
    encrypted. They are Fernet's: 32 bytes in URL-safe base64. Raises ValueError for another."""

    def __init__(self, keys: Sequence[str] = (), *, plain: bool = False) -> None:
        self._ciphers = {_digest(key.encode(), "which key")[:16]: _cipher(key) for key in keys}
        self._secrets = [key.encode() for key in keys]
        self.first = "" if plain else next(iter(self._ciphers), "")
        """The fingerprint of the key that encrypts; empty for none."""

    def knows(self, fingerprint: str) -> bool:
        """Whether what was encrypted with that key can be read."""
        return not fingerprint or fingerprint in self._ciphers

    def columns(self, *, account: str, chat: str, name: str, phone: str) -> dict[str, str]:
        """How these are kept."""
        hidden = {"name": name, "phone": phone}
        if self.first:
            if not chat:  # an account that is no address is only ever compared
                hidden["account"], account = account, _account(self._secrets[0], account)
            token = self._ciphers[self.first].encrypt(json.dumps(hidden, ensure_ascii=False).encode()).decode()
            return {"account": account, "name": "", "phone": "", "sealed": token, "sealed_with": self.first}
        return {"account": account, **hidden, "sealed": "", "sealed_with": ""}

    def accounts(self, account: str, chat: str) -> list[str]:
        """All that `account` may be kept as."""
        return [account, *([] if chat else [_account(secret, account) for secret in self._secrets])]

    def opened(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row with the columns `sealed` and `sealed_with`, with what they hold in its place. Raises WrongKeys."""
        found = dict(row)
        if found["sealed"]:
            if not self.knows(found["sealed_with"]):
                raise WrongKeys("1")
            found |= json.loads(self._ciphers[found["sealed_with"]].decrypt(found["sealed"].encode()))
        return found


def _cipher(key: str) -> "Fernet":
    from cryptography.fernet import Fernet  # only where there is a key: importing it takes a moment

    return Fernet(key)


def _digest(secret: bytes, text: str) -> str:
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def _account(secret: bytes, account: str) -> str:
    return f"sealed {_digest(secret, account)[:40]}"
