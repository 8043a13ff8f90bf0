"""Who handles cases, watches over them and gives opinions."""

from django.utils.translation import gettext_lazy as _

from eculture.roles import Role, roles, share

OPEN_INBOX = "cabinet.open_inbox"
HANDLE = ("cabinet.view_case", "cabinet.handle_case", OPEN_INBOX)
KEEP_CALENDAR = ("eculture.view_movedday", "eculture.add_movedday", "eculture.change_movedday")


@roles.plug
class Supervisor(Role):
    """Watches over the work on cases in the whole country: assigns, extends, opens decided ones again."""

    slug = "supervisor"
    title = _("supervisor of cases")
    scope = "country"
    permissions = frozenset({*HANDLE, "cabinet.supervise_case", *KEEP_CALENDAR})
    is_staff = True


@roles.plug
class Expert(Role):
    """Gives the opinion of an institution when a case needs it; sees that case and no other."""

    slug = "expert"
    title = _("expert")
    scope = "institution"
    permissions = frozenset({"cabinet.give_opinion", OPEN_INBOX})
    is_staff = True


share("ministry-officer", *HANDLE)
share("regional-officer", *HANDLE, "cabinet.give_opinion")
share("auditor", "cabinet.view_case", OPEN_INBOX)
