"""A session in words, on the page of allauth that lists them."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django import template

from cabinet.accounts import devices, sessions

register = template.Library()


@register.filter
def device(session: UserSession) -> str:
    return devices.device(session.user_agent)


@register.filter
def last_seen(session: UserSession) -> datetime:
    return sessions.last_seen(session)
