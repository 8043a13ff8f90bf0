"""What can be paid for: each app plugs its matters, and does in one transaction what was paid for."""

from typing import Any

from eculture.refusals import Refusal
from eculture.sockets import Socket


class Payable:
    """A matter that a bill is about; `about` of the bill is the key of its row."""

    slug: str
    title: Any

    def hold(self, bill: Any) -> None:
        """Lock the matter in the transaction in which a payment begins, so that it stays as it is asked."""

    def refusal_to_pay(self, bill: Any) -> Refusal | None:
        """Why no money may be taken now."""
        return None

    def paid(self, bill: Any) -> None:
        """Do what was paid for, in the transaction that records the money.

        A Refusal means that it cannot be done any more: then the money goes back.
        """
        raise NotImplementedError

    def url(self, bill: Any) -> str:
        """The page of the matter."""
        raise NotImplementedError


payables: Socket[Payable] = Socket("title")
