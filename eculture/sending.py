"""Sending what is due: each channel by itself, one message after another, each under its fence."""

import logging

from eculture.channels import Channel, Rejected, Unreachable
from eculture.delivery import Delivery

log = logging.getLogger("eculture.delivery")
BATCH = 50


def send_due(channel: Channel) -> None:
    """Send in batches until nothing is due."""
    while batch := Delivery.objects.through(channel).claim(BATCH):
        for delivery in batch:
            if delivery.begin():
                send(delivery, channel)


def send(delivery: Delivery, channel: Channel) -> None:
    """One try; its stable key goes along so that a gateway can drop a repeat."""
    try:
        address, subject, text = delivery.letter()
        if not address:
            raise Rejected("no address")
        reference = channel.send(address, subject, text, str(delivery.key))
    except Rejected as error:
        delivery.rejected(noted(delivery, error))
    except Exception as error:  # every other failure is kept and tried again, none may stop the others
        delivery.not_sent(noted(delivery, error))
    else:
        delivery.sent(reference)


def noted(delivery: Delivery, error: Exception) -> str:
    """What is kept of a failure: our own word, or the class of an error whose text may hold an address."""
    word = str(error) if isinstance(error, Rejected | Unreachable) else type(error).__name__
    log.warning("delivery.failed", extra={"delivery": str(delivery.key), "error": word})
    return word
