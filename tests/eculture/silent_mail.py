from django.core.mail.backends.base import BaseEmailBackend


class SilentServer(BaseEmailBackend):
    """A mail server at whose port nobody listens."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError("refused")
