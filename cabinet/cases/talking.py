"""What the two sides of a case say to each other: messages, and the answer to a question."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.cases.parts import Message
from eculture import journal
from eculture.lifecycle import lock, move
from eculture.refusals import Refusal

SPEAKING = ("submitted", "in_review", "waiting", "decided")


class Talking:
    """Verbs of both sides."""

    def refusal_to_say(self, *, text: str) -> Refusal | None:
        if self.state not in SPEAKING:
            state = self.get_state_display()
            message = _("Messages are possible while a case is open. State: %(state)s.") % {"state": state}
            return Refusal(message, code="wrong_state")
        if not text.strip():
            return Refusal(_("Write the message."), code="empty", field="text")
        return None

    def say(
        self,
        *,
        text: str,
        by: Any,
        after: int = 0,
        as_staff: bool = False,
        is_note: bool = False,
    ) -> Message:
        """Write to the other side; `after` is the newest message that the writer has seen.

        The same words again after it are a second click and become no second message.
        """
        with transaction.atomic():
            lock(self)
            refusal = self.refusal_to_say(text=text)
            if refusal:
                raise refusal
            who = {"author": by, "is_from_staff": as_staff, "is_note": is_note, "text": text.strip()}
            said = self.messages.filter(pk__gt=after, **who).first()
            if said:
                return said
            message = self.messages.create(**who)
            journal.record("note" if is_note else "message", on=self, by=by, after={"message": message.pk})
            self._pass_on(message)
        return message

    def _pass_on(self, message: Message) -> None:
        if message.is_note:
            return
        tell = self.tell if message.is_from_staff else self.tell_officer
        tell("case-message" if message.is_from_staff else "case-message-in", key=str(message.pk))

    def mark_read(self, *, as_staff: bool) -> None:
        """What the other side has written has been seen, and by the citizen the decision too."""
        self.messages.filter(is_from_staff=not as_staff, read_at=None).update(read_at=Now())
        if not as_staff:
            self.decisions.filter(state="made", read_at=None).update(read_at=Now())

    def refusal_to_answer(self, *, text: str) -> Refusal | None:
        if not text.strip() and not self.info_request.papers.exists():
            return Refusal(_("Write an answer or add a file."), code="empty", field="text")
        return None

    @move
    def answer(self, *, text: str, by: Any) -> None:
        """Answer what the officer has asked; the clock runs again from the next day."""
        request = self.info_requests.get(answered_at=None)
        request.answer, request.answered_at = text.strip(), timezone.now()
        request.save(update_fields=["answer", "answered_at"])
        self.reckon()
        self.tell_officer("case-answered", key=str(request.pk))
