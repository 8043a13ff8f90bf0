"""The lot that parts what is still equal: promised before anybody applies, drawn before any score is known.

The seed is made when registration opens, and only its fingerprint is published. When registration closes the
seed is published too: from then on each application has its lot, which anybody can compute, and nobody could
have chosen.
"""

import secrets
from typing import Any

from schools.admissions.placement import lot
from schools.admissions.record import commitment_to

SEED_BYTES = 16
SHOWN = 8

PROMISED = """
    IF OLD.lot_commitment <> '' AND NEW.lot_commitment IS DISTINCT FROM OLD.lot_commitment
       OR OLD.lot_commitment <> '' AND OLD.lot_seed <> '' AND NEW.lot_seed IS DISTINCT FROM OLD.lot_seed
       OR NEW.lot_commitment <> '' AND NEW.lot_seed <> ''
          AND encode(sha256(convert_to(NEW.lot_seed, 'UTF8')), 'hex') <> NEW.lot_commitment THEN
        RAISE EXCEPTION 'the lot is the one that was promised' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
DRAWN_FIRST = """
    IF (SELECT campaign.state FROM schools_campaign campaign
        JOIN schools_application application ON application.campaign_id = campaign.id
        WHERE application.id = NEW.application_id) IN ('draft', 'published', 'registration') THEN
        RAISE EXCEPTION 'the lot is drawn before any score' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


def promise(campaign: Any) -> None:
    """Make the seed and publish its fingerprint; the seed itself is shown to nobody."""
    if not campaign.lot_seed and not campaign.lot_commitment:
        campaign.lot_secret = secrets.token_hex(SEED_BYTES)
        campaign.lot_commitment = commitment_to(campaign.lot_secret)


def draw(campaign: Any) -> None:
    """Publish the seed that was promised."""
    if campaign.lot_secret:
        campaign.lot_seed, campaign.lot_secret = campaign.lot_secret, ""


def lot_of(application: Any) -> str:
    """The beginning of an application's lot, as its family reads it; nothing before the draw."""
    seed = application.campaign.lot_seed
    return lot(application.number, seed=seed)[:SHOWN] if seed and application.submitted_at else ""
