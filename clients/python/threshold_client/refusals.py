"""What comes instead of an answer. Both say what happened in the words of the service, or of this client, and no more.

ThresholdError
├── Refused     the service refused, and says why and how to mend it
└── Unanswered  there was no answer that can be relied on: nothing is known of what became of the request
"""

from __future__ import annotations

from threshold_client.shapes import Mistake, Problem


class ThresholdError(Exception):
    """Raised by every operation that has no answer to return."""


class Refused(ThresholdError):  # noqa: N818 - a refusal is an answer, not a mistake of the client
    """The service refused a request. `problem` is the whole of what it says (RFC 9457)."""

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        said = [f"{each['pointer'] or 'The body'}: {_sentences(each)}" for each in problem["errors"]]
        super().__init__("\n".join([f"{problem['detail']} ({problem['status']} {problem['code']})", *said]))
        self.problem = problem
        self.status: int = problem["status"]
        self.code: str = problem["code"]
        self.mistakes: list[Mistake] = problem["errors"]
        self.retry_after = retry_after
        """Seconds to wait before asking again, where the service says so."""


class Unanswered(ThresholdError):  # noqa: N818 - says what happened
    """No answer came, or none from this service. What was asked may have been done: see `idempotency_key`."""


def _sentences(mistake: Mistake) -> str:
    return ". ".join(filter(None, (mistake["message"], mistake["help"])))
