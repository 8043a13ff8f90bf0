"""What the database itself refuses in a campaign, whoever asks."""

FROZEN = """
    IF (SELECT state FROM schools_campaign WHERE id = {row}.campaign_id) NOT IN ('draft', 'published') THEN
        RAISE EXCEPTION 'the rules are frozen when registration opens' USING ERRCODE = 'check_violation';
    END IF;
    RETURN {row};
"""
