"""Sending what is due: each channel by itself, one message after another, each under its fence."""

import logging

from eculture import breaker
from eculture.channels import Channel, Locked, Rejected, Unreachable
from eculture.delivery import Delivery

log = logging.getLogger("eculture.delivery")
BATCH = 50


def send_due(channel: Channel) -> None:
    """Send in batches until nothing is due or the gateway is to be left alone; what is left loses no try."""
    while batch := claim(channel):
        for place, delivery in enumerate(batch, start=1):
            if delivery.begin() and not send(delivery, channel):
                for waiting in batch[place:]:
                    waiting.release()
                return


def claim(channel: Channel) -> list[Delivery]:
    waiting = Delivery.objects.through(channel)
    if not waiting.due().exists():  # else the one question that an open breaker allows would be wasted
        return []
    return waiting.claim(breaker.room(channel.slug, BATCH))


def send(delivery: Delivery, channel: Channel) -> bool:
    """One try; its key goes along so that a gateway can drop a repeat. False: leave the gateway alone."""
    try:
        address, subject, text = delivery.letter()
        if not address:
            delivery.rejected(noted(delivery, "no address"))
            return True
        reference = channel.send(address, subject, text, str(delivery.key))
    except Rejected as error:
        delivery.rejected(noted(delivery, str(error)))
    except Locked as error:
        delivery.not_sent(noted(delivery, str(error)))
        log.error("gateway.locked", extra={"channel": channel.slug, "error": str(error)})
        return not breaker.silent(channel.slug, fault=str(error))
    except Unreachable as error:
        delivery.not_sent(noted(delivery, str(error)))
        return not breaker.silent(channel.slug)
    except (
        Exception
    ) as error:  # concerns this message alone; its text may hold an address, its class does not
        delivery.not_sent(noted(delivery, type(error).__name__))
        return True
    else:
        delivery.sent(reference)
    breaker.answered(channel.slug)
    return True


def noted(delivery: Delivery, word: str) -> str:
    log.warning("delivery.failed", extra={"delivery": str(delivery.key), "error": word})
    return word
