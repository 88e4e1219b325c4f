"""What the Bot API answers when it refuses, in the wording of the real server.

Where the real server's wording is not known, or where it is silent and only this one refuses (an unknown field, a limit
that it would clamp), the description says plainly what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class ApiError(Exception):
    """A refusal: HTTP status and error_code `code`, the description, and the ResponseParameters that go with it."""

    code: int
    description: str
    parameters: dict[str, Any] | None = None

    def body(self) -> dict[str, Any]:
        """The JSON object that the client gets."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad(reason: str) -> ApiError:
    """400: the request itself is wrong."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """403: the bot may not do this (any more)."""
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    """409: two ways of receiving updates at once."""
    return ApiError(409, f"Conflict: {reason}")


def flood(retry_after: int) -> ApiError:
    """429: nothing more to this chat for `retry_after` seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


def migrated(new_id: int) -> ApiError:
    """400: the group lives on as the supergroup `new_id`."""
    return ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": new_id})


NOT_MODIFIED = bad(
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
CHAT_NOT_FOUND = bad("chat not found")
QUERY_TOO_OLD = bad("query is too old and response timeout expired or query ID is invalid")
BLOCKED = forbidden("bot was blocked by the user")
NEVER_WROTE = forbidden("bot can't initiate conversation with a user")
DEACTIVATED = forbidden("user is deactivated")
UNAUTHORIZED = ApiError(401, "Unauthorized")
NO_SUCH_METHOD = ApiError(404, "Not Found: method not found")
NOT_FOUND = ApiError(404, "Not Found")
BROKEN = ApiError(500, "Internal Server Error")
TOO_LARGE = ApiError(413, "Request Entity Too Large")
