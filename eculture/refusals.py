"""A rule that says no says why, in the reader's language, to the page, the verb and the API alike."""

from typing import Any


class Refusal(Exception):
    """Why something may not be done: `message` for people, `code` for programs, `field` for forms.

    `extra` carries values an answer may show beside the sentence (both marks of a conflict, say).
    """

    status = 409

    def __init__(self, message: Any, *, code: str = "refused", field: str | None = None, **extra: Any):
        super().__init__(code)
        self.message = message
        self.code = code
        self.field = field
        self.extra = extra

    def __str__(self) -> str:
        return str(self.message)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "message": str(self.message), "field": self.field, **self.extra}


class NotAllowed(Refusal):
    """Somebody may see this and not do it: the answer says by which right, where a stranger gets a 404."""

    status = 403


class CannotAnswer(Refusal):
    """The wish itself cannot be answered: a day that is none, a rectangle that is none."""

    status = 400
