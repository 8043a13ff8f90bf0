"""States change only through a declared table of moves; each move is one transaction."""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, NamedTuple, TypeVar

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from eculture import journal
from eculture.refusals import Refusal

Row = TypeVar("Row", bound=models.Model)
STAYS = ""  # the target of a verb that changes other things than the state


class Move(NamedTuple):
    """From which states a verb may start and in which it ends; some verbs must say why."""

    sources: tuple[str, ...]
    target: str
    needs_reason: bool = False


class Lifecycle(models.Model):
    """A row with a `state` of `STATES`, a table `MOVES` and one method per move, decorated with `@move`.

    `journaled` names values whose change the journal keeps beside that of the state, `locked_with` rows that
    the rules read, so that a move reads them with the locked one.
    """

    STATES: dict[str, Any] = {}
    MOVES: dict[str, Move] = {}
    journaled: tuple[str, ...] = ()
    locked_with: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @property
    def state_word(self) -> Any:
        """For lists: `get_state_display` works through all choices, row by row."""
        return self.STATES[self.state]

    def may(self, verb: str) -> bool:
        return self.state in self.MOVES[verb].sources

    def refusal_to(self, verb: str, **wish: Any) -> Refusal | None:
        """The reason why `verb` is not possible now, or None."""
        if not self.may(verb):
            state = self.get_state_display()
            return Refusal(
                _("This cannot be done now. State: %(state)s.") % {"state": state}, code="wrong_state"
            )
        ask = getattr(self, f"refusal_to_{verb}", None)
        return ask(**wish) if ask else None

    def refusal_of(self, by: Any, verb: str) -> Refusal | None:
        """The reason why `by` of all people may not do it, or None. `by` is None for the portal itself."""
        return None


def move(method: Callable[..., Any]) -> Callable[..., Any]:
    """Make a method a move: lock and reread the row, ask for refusals, run, set the state, save, journal.

    The body runs inside the transaction with the fresh row; notices it queues are kept or lost with it.
    Everything is passed by keyword. Raises the Refusal when the state, the rule or the actor says no.
    `by` (None: the portal itself) and `reason` go to the journal; the body gets `by`, and `reason` if it
    names it.
    """
    verb = method.__name__
    takes_reason = "reason" in signature(method).parameters

    @wraps(method)
    def moved(self: Lifecycle, *, by: Any, reason: str = "", **wish: Any) -> Any:
        with transaction.atomic():
            lock(self)
            refusal = self.refusal_of(by, verb) or self.refusal_to(verb, **wish)
            if refusal:
                raise refusal
            if self.MOVES[verb].needs_reason and not reason.strip():
                raise Refusal(_("Write the reason."), code="no_reason", field="reason")
            before = _noted(self)
            self.state = self.MOVES[verb].target or self.state
            answer = method(self, by=by, **wish, **({"reason": reason} if takes_reason else {}))
            self.save()
            journal.record(verb, on=self, by=by, reason=reason, **_change(before, _noted(self)))
        return answer

    return moved


def _noted(row: Lifecycle) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("state", *row.journaled)}


def _change(before: dict[str, Any], after: dict[str, Any]) -> dict[str, dict[str, Any]]:
    kept = [name for name in after if before[name] != after[name]]
    return {"before": {name: before[name] for name in kept}, "after": {name: after[name] for name in kept}}


def lock(row: models.Model) -> None:
    """Reread `row`, and what is `locked_with` it, under a row lock held until the transaction ends."""
    rows = type(row)._default_manager.select_for_update(of=("self",))
    beside = () if row.get_deferred_fields() else getattr(row, "locked_with", ())
    row.refresh_from_db(from_queryset=rows.select_related(*beside) if beside else rows)


def shared(model: type[Row], pk: Any) -> Row:
    """The row as it is, under a lock that many hold at once: who changes it waits for all of them."""
    table = connection.ops.quote_name(model._meta.db_table)
    return model._default_manager.raw(f"SELECT * FROM {table} WHERE id = %s FOR SHARE", [pk])[0]  # noqa: S608
