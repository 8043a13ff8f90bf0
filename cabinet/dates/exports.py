from django.utils.translation import gettext_lazy as _

from cabinet.dates.models import CalendarAddress
from eculture.exports import Holding, Table, holdings


@holdings.plug
class Calendar(Holding):
    slug = "calendar"
    title = _("Private addresses of my calendar")
    order = 90
    tables = (Table(CalendarAddress, lambda whose: CalendarAddress.objects.filter(user=whose.account)),)
