"""Files that people send: what they are, which of them others are shown, and in what form.

kinds.py     what a file is, by its first bytes, and whether its name agrees
pictures.py  a picture drawn anew, within limits, without what was written into it
passing.py   a file on its way to somebody else
keeping.py   copies in a folder, if the settings name one
"""

from collections.abc import Awaitable, Callable

from bot.messages import Media

SENT = "sent"
"""The recipe of an attachment that somebody sent: its arguments are the entry, and the language of who gets it."""

Fetch = Callable[[str, Media], Awaitable[bytes]]
"""The bytes of a file on the channel of that name. Raises FileTooLarge, FileGone, FileUnavailable, or LookupError."""
