"""Why something was not kept, found or changed. Each carries a code, one plain sentence and a line of help.

None of them ever carries what a record says.
"""

from __future__ import annotations


class RecordsRefusal(Exception):  # noqa: N818 - it answers a question somebody asked, in their words
    """Something asked of the records that they do not do. `pointer` is the place in what was sent, if it has one."""

    def __init__(self, code: str, message: str, help_line: str = "", pointer: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.help, self.pointer = code, message, help_line, pointer


class Busy(RecordsRefusal):
    """More is waiting to be kept than can be kept soon."""

    def __init__(self) -> None:
        super().__init__(
            "records-busy", "Too much is waiting to be kept, so nothing was kept", "Send it again in a few seconds"
        )


class Closing(RecordsRefusal):
    """The service is stopping."""

    def __init__(self) -> None:
        super().__init__("records-closing", "The service is stopping, so nothing was kept", "Send it again shortly")


class NotKept(RecordsRefusal):
    """The database did not confirm that something is kept. It may be: its answer was lost with the connection."""

    def __init__(self) -> None:
        super().__init__(
            "not-kept",
            "The database did not confirm that this is kept",
            "Send it again with the same `Idempotency-Key`: if it was kept after all, it is not kept twice",
        )


class Purged(RecordsRefusal):
    """A record whose content a purge has taken away."""

    def __init__(self) -> None:
        super().__init__(
            "purged",
            "What this record said has been removed, because it was kept for as long as records are kept",
            "The ledger still shows that it was made, and when",
        )
