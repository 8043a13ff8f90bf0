-- the workspace of a case: what the page asks beside its frame. The one under "rows" answers what it shows.
-- rows
WITH me AS MATERIALIZED (
    SELECT id FROM cabinet_person WHERE user_id = {user}
), family AS MATERIALIZED (
    SELECT id FROM me
    UNION
    SELECT g.child_id
    FROM cabinet_guardianship g
    JOIN me ON me.id = g.guardian_id
    WHERE g.since <= current_date AND (g.until IS NULL OR g.until > current_date)
)
SELECT c.id, c.number, c.state, c.step, c.sent_answers, c.submitted_at, c.term_days, c.due_on, c.decided_at, v.definition, s.title_az,
    p.surname, p.name, p.birth_date, p.fin, a.surname, a.name, a.birth_date, a.fin, r.name_az, i.name_az, o.surname, o.name
FROM cabinet_case c
JOIN cabinet_serviceversion v ON v.id = c.version_id
JOIN cabinet_service s ON s.id = v.service_id
JOIN cabinet_person p ON p.id = c.subject_id
JOIN cabinet_person a ON a.id = c.applicant_id
LEFT JOIN registry_unit r ON r.id = c.region_id
LEFT JOIN registry_institution i ON i.id = c.institution_id
LEFT JOIN cabinet_person o ON o.user_id = c.assignee_id
WHERE c.id = {case} AND c.state NOT IN ('draft', 'expired') AND NOT (c.subject_id = ANY (ARRAY(SELECT id FROM family)) AND c.on_behalf_of_id IS NULL)
    AND NOT c.applicant_id = ANY (ARRAY(SELECT id FROM me));

SELECT e.id
FROM cabinet_case c
JOIN eculture_journalentry e ON e.subject_type = 'cabinet.person' AND e.subject_id = c.subject_id::text
WHERE c.id = {case} AND e.verb = 'viewed' AND e.actor_id = '{user}' AND e.at >= current_date
    AND e.after ->> 'case' = c.number
LIMIT 1;

WITH me AS MATERIALIZED (
    SELECT id FROM cabinet_person WHERE user_id = {user}
), family AS MATERIALIZED (
    SELECT id FROM me
    UNION
    SELECT g.child_id
    FROM cabinet_guardianship g
    JOIN me ON me.id = g.guardian_id
    WHERE g.since <= current_date AND (g.until IS NULL OR g.until > current_date)
)
SELECT
    (SELECT count(*) FROM (
        SELECT FROM cabinet_case c
        WHERE c.state IN ('submitted', 'in_review', 'waiting') AND c.assignee_id = {user} AND NOT (c.subject_id = ANY (ARRAY(SELECT id FROM family)) AND c.on_behalf_of_id IS NULL)
    AND NOT c.applicant_id = ANY (ARRAY(SELECT id FROM me))
        LIMIT 100
    ) AS first),
    (SELECT count(*) FROM (
        SELECT FROM cabinet_case c
        WHERE c.state IN ('submitted', 'in_review', 'waiting') AND c.assignee_id IS NULL AND c.region_id IS NULL AND c.institution_id IS NULL AND NOT (c.subject_id = ANY (ARRAY(SELECT id FROM family)) AND c.on_behalf_of_id IS NULL)
    AND NOT c.applicant_id = ANY (ARRAY(SELECT id FROM me))
        LIMIT 100
    ) AS first),
    (SELECT count(*) FROM (
        SELECT FROM cabinet_case c
        WHERE c.state IN ('submitted', 'in_review') AND c.due_on <= '{near}' AND c.region_id IS NULL AND c.institution_id IS NULL AND NOT (c.subject_id = ANY (ARRAY(SELECT id FROM family)) AND c.on_behalf_of_id IS NULL)
    AND NOT c.applicant_id = ANY (ARRAY(SELECT id FROM me))
        LIMIT 100
    ) AS first),
    (SELECT count(*) FROM (
        SELECT FROM cabinet_case c
        WHERE c.state = 'in_review' AND c.id = ANY (ARRAY(SELECT case_id FROM cabinet_decision WHERE state = 'proposed' AND proposed_by_id <> {user})) AND NOT (c.subject_id = ANY (ARRAY(SELECT id FROM family)) AND c.on_behalf_of_id IS NULL)
    AND NOT c.applicant_id = ANY (ARRAY(SELECT id FROM me))
        LIMIT 100
    ) AS first),
    (SELECT count(*) FROM (
        SELECT FROM cabinet_case c
        WHERE c.state IN ('submitted', 'in_review', 'waiting')
        LIMIT 100
    ) AS first);

SELECT day, is_working FROM eculture_movedday;

SELECT p.surname, p.name
FROM cabinet_case c
JOIN cabinet_guardianship g ON g.child_id = c.subject_id
JOIN cabinet_person p ON p.id = g.guardian_id
WHERE c.id = {case} AND g.since <= current_date AND (g.until IS NULL OR g.until > current_date);

SELECT o.number, o.state, o.created_at, s.title_az
FROM cabinet_case c
JOIN cabinet_case o ON o.subject_id = c.subject_id AND o.id <> c.id AND o.state NOT IN ('draft', 'expired')
JOIN cabinet_serviceversion v ON v.id = o.version_id
JOIN cabinet_service s ON s.id = v.service_id
WHERE c.id = {case}
ORDER BY o.created_at DESC
LIMIT 5;

SELECT items, text, answer, due_on, asked_at, answered_at, lapsed
FROM cabinet_inforequest
WHERE case_id = {case}
ORDER BY asked_at, id;

SELECT d.state, d.outcome, d.grounds, d.text, d.made_at, d.appeal_until, d.overturned_at, f.code, p.surname, p.name
FROM cabinet_decision d
LEFT JOIN eculture_issueddocument f ON f.id = d.document_id
LEFT JOIN cabinet_person p ON p.user_id = d.proposed_by_id
WHERE d.case_id = {case};

SELECT o.question, o.text, o.is_favourable, o.asked_at, o.given_at, r.name_az, i.name_az, p.surname, p.name
FROM cabinet_opinion o
LEFT JOIN registry_unit r ON r.id = o.region_id
LEFT JOIN registry_institution i ON i.id = o.institution_id
LEFT JOIN cabinet_person p ON p.user_id = o.given_by_id
WHERE o.case_id = {case};

SELECT m.id, m.text, m.at, m.is_from_staff, m.is_note, m.read_at, p.surname, p.name
FROM cabinet_message m
LEFT JOIN cabinet_person p ON p.user_id = m.author_id
WHERE m.case_id = {case}
ORDER BY m.at, m.id;

SELECT p.field, p.info_request_id, p.message_id, a.name, a.size
FROM cabinet_paper p
JOIN cabinet_attachment a ON a.id = p.attachment_id
WHERE p.case_id = {case};

SELECT e.*, s.sha256, p.surname, p.name
FROM eculture_journalentry e
LEFT JOIN eculture_sealedentry s ON s.entry_id = e.id
LEFT JOIN cabinet_person p ON p.user_id::text = e.actor_id
WHERE e.subject_type = 'cabinet.case' AND e.subject_id = '{case}'
ORDER BY e.id DESC;

SELECT (SELECT max(at) FROM eculture_journalseal), at, fault
FROM eculture_journalcheck
ORDER BY id DESC
LIMIT 1;

SELECT code, name_az FROM registry_unit WHERE kind = 'region' ORDER BY az_key(name_az) COLLATE "C";

SELECT DISTINCT u.id, p.surname, p.name
FROM eculture_user u
JOIN registry_mandate m ON m.user_id = u.id
LEFT JOIN cabinet_person p ON p.user_id = u.id
WHERE u.is_active AND m.role IN ('ministry-officer', 'supervisor') AND m.region_id IS NULL AND m.institution_id IS NULL
    AND m.revoked_at IS NULL AND m.since <= current_date AND (m.until IS NULL OR m.until >= current_date)
ORDER BY u.id;

