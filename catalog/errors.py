"""The one error tree. A class says its code and whether a retry can help; portal/api/faults.py gives the status."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that was wrong, and what is accepted."""

    field: str
    message: str
    code: str = "INVALID"


class HeadwaterError(Exception):
    """Something went wrong that the caller can be told about."""

    code = "INTERNAL"
    title = "A defect; quote the request id"

    def __init__(
        self, message: str, *, errors: tuple[FieldError, ...] = (), retry_after_seconds: int | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.errors = errors
        self.retry_after_seconds = retry_after_seconds


class InvalidError(HeadwaterError):
    """An argument is malformed, out of range or contradicts another."""

    code = "INVALID"
    title = "Invalid argument"

    @classmethod
    def of(cls, field: str, message: str) -> InvalidError:
        """The usual case: one field."""
        return cls(f"{field}: {message}", errors=(FieldError(field, message),))


class TooManyError(InvalidError):
    """More items than the limit; the message names the limit."""

    code = "TOO_MANY"
    title = "Too many items"


class TooCostlyError(InvalidError):
    """One operation above a limit."""

    code = "TOO_COSTLY"
    title = "Operation above a limit"


class BodyTooLargeError(HeadwaterError):
    """A body above the limit of its door."""

    code = "TOO_LARGE"
    title = "Body too large"


class NotFoundError(HeadwaterError):
    """Nothing visible has the name or id."""

    code = "NOT_FOUND"
    title = "Not found"


class UnauthenticatedError(HeadwaterError):
    """No valid session or token."""

    code = "UNAUTHENTICATED"
    title = "Sign in, or send a valid token"


class ForbiddenError(HeadwaterError):
    """The viewer lacks the right for this action; the message says who may."""

    code = "FORBIDDEN"
    title = "Not allowed"


class ConflictError(HeadwaterError):
    """Changed since it was read, or the name is taken."""

    code = "CONFLICT"
    title = "Conflict"


class WrongStateError(HeadwaterError):
    """Not possible in the present state, such as applying a plan that has ended."""

    code = "WRONG_STATE"
    title = "Not possible in the present state"


class UnavailableError(HeadwaterError):
    """Overloaded or without database; a retry helps."""

    code = "UNAVAILABLE"
    title = "Unavailable"

    def __init__(self, message: str, *, retry_after_seconds: int = 2) -> None:
        super().__init__(message, retry_after_seconds=retry_after_seconds)


class QuestionTimeoutError(HeadwaterError):
    """The database stopped the question."""

    code = "TIMEOUT"
    title = "Stopped after the time limit; ask for less"
