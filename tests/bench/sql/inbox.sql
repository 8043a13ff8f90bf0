-- inbox: what the page asks beside its frame. The one under "rows" answers what it shows.
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

SELECT slug, title_az FROM cabinet_service ORDER BY "order", slug;

SELECT code, name_az FROM registry_unit WHERE kind = 'region' ORDER BY az_key(name_az) COLLATE "C";

SELECT DISTINCT u.id, p.surname, p.name
FROM eculture_user u
JOIN registry_mandate m ON m.user_id = u.id
LEFT JOIN cabinet_person p ON p.user_id = u.id
WHERE u.is_active AND m.role IN ('ministry-officer', 'supervisor') AND m.region_id IS NULL AND m.institution_id IS NULL
    AND m.revoked_at IS NULL AND m.since <= current_date AND (m.until IS NULL OR m.until >= current_date)
ORDER BY u.id;

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
), shown AS MATERIALIZED (
    SELECT c.id FROM cabinet_case c
    WHERE c.state IN ('submitted', 'in_review', 'waiting') AND c.assignee_id IS NULL AND c.region_id IS NULL AND c.institution_id IS NULL AND NOT (c.subject_id = ANY (ARRAY(SELECT id FROM family)) AND c.on_behalf_of_id IS NULL)
    AND NOT c.applicant_id = ANY (ARRAY(SELECT id FROM me))
    ORDER BY c.due_on, c.id
    LIMIT {page}
)
SELECT c.id, c.number, c.state, c.due_on, c.submitted_at, c.term_days, c.decided_at, c.assignee_id, c.parent_id, s.title_az,
    p.surname, p.name, r.name_az, i.name_az, o.surname, o.name
FROM cabinet_case c
JOIN cabinet_serviceversion v ON v.id = c.version_id
JOIN cabinet_service s ON s.id = v.service_id
JOIN cabinet_person p ON p.id = c.applicant_id
LEFT JOIN registry_unit r ON r.id = c.region_id
LEFT JOIN registry_institution i ON i.id = c.institution_id
LEFT JOIN cabinet_person o ON o.user_id = c.assignee_id
WHERE c.id = ANY (ARRAY(SELECT id FROM shown))
ORDER BY c.due_on, c.id;

WITH me AS MATERIALIZED (
    SELECT id FROM cabinet_person WHERE user_id = {user}
), family AS MATERIALIZED (
    SELECT id FROM me
    UNION
    SELECT g.child_id
    FROM cabinet_guardianship g
    JOIN me ON me.id = g.guardian_id
    WHERE g.since <= current_date AND (g.until IS NULL OR g.until > current_date)
), shown AS MATERIALIZED (
    SELECT c.id FROM cabinet_case c
    WHERE c.state IN ('submitted', 'in_review', 'waiting') AND c.assignee_id IS NULL AND c.region_id IS NULL AND c.institution_id IS NULL AND NOT (c.subject_id = ANY (ARRAY(SELECT id FROM family)) AND c.on_behalf_of_id IS NULL)
    AND NOT c.applicant_id = ANY (ARRAY(SELECT id FROM me))
    ORDER BY c.due_on, c.id
    LIMIT {page}
)
SELECT q.case_id, q.asked_at, q.answered_at
FROM cabinet_inforequest q
WHERE q.case_id = ANY (ARRAY(SELECT id FROM shown));

WITH me AS MATERIALIZED (
    SELECT id FROM cabinet_person WHERE user_id = {user}
), family AS MATERIALIZED (
    SELECT id FROM me
    UNION
    SELECT g.child_id
    FROM cabinet_guardianship g
    JOIN me ON me.id = g.guardian_id
    WHERE g.since <= current_date AND (g.until IS NULL OR g.until > current_date)
), shown AS MATERIALIZED (
    SELECT c.id FROM cabinet_case c
    WHERE c.state IN ('submitted', 'in_review', 'waiting') AND c.assignee_id IS NULL AND c.region_id IS NULL AND c.institution_id IS NULL AND NOT (c.subject_id = ANY (ARRAY(SELECT id FROM family)) AND c.on_behalf_of_id IS NULL)
    AND NOT c.applicant_id = ANY (ARRAY(SELECT id FROM me))
    ORDER BY c.due_on, c.id
    LIMIT {page}
)
SELECT d.case_id, d.state, d.made_at, d.overturned_at
FROM cabinet_decision d
WHERE d.case_id = ANY (ARRAY(SELECT id FROM shown));
