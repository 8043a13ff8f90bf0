"""The kinds of event: what each is called, when it may come, and what it may change."""

from django.utils.translation import gettext_lazy as _

from eculture.lifecycle import STAYS, Move

ALL = ("active", "suspended", "displaced", "closed")
OPEN = ("active", "suspended", "displaced")

TITLES = {
    "register": _("Entered in the registry"),
    "rename": _("Renamed"),
    "relocate": _("Moved to another address"),
    "transfer": _("Passed to another body"),
    "grant_status": _("Status granted"),
    "count": _("Figures updated"),
    "suspend": _("Activity suspended"),
    "resume": _("Activity resumed"),
    "displace": _("Working elsewhere"),
    "bring_back": _("Returned"),
    "merge": _("Merged into another institution"),
    "split": _("Split into several institutions"),
    "close": _("Closed"),
    "amend": _("Data corrected"),
    "withdraw": _("Withdrawn: entered by mistake"),
}
DEEDS = TITLES | {
    "take_over": _("Took over the work of another institution"),
    "void": _("Event struck out"),
    "identify": _("Identifier kept"),
    "set_week": _("Hours of the week set"),
    "set_day": _("Hours of a day set"),
    "drop_day": _("Hours of a day removed"),
}

# From which states; a kind that keeps the state may be recorded late, the order of days decides.
MOVES = {
    "rename": Move(ALL, STAYS),
    "relocate": Move(ALL, STAYS),
    "transfer": Move(ALL, STAYS),
    "grant_status": Move(ALL, STAYS),
    "count": Move(ALL, STAYS),
    "suspend": Move(("active", "displaced"), "suspended"),
    "resume": Move(("suspended",), "active"),
    "displace": Move(("active", "suspended"), "displaced"),
    "bring_back": Move(("displaced",), "active"),
    "merge": Move(OPEN, "closed"),
    "split": Move(OPEN, "closed"),
    "close": Move(OPEN, "closed"),
    "amend": Move(ALL, STAYS),
    "withdraw": Move(ALL, "withdrawn"),
}
ENDS = ("merge", "split", "close")
WITHOUT_ACT = ("register", "amend", "count")
WITHOUT_DAY = (*WITHOUT_ACT, "withdraw")  # what never should have been has no day from which it is not
