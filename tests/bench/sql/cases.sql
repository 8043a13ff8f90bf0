-- my cases: what the page asks beside its frame. The one under "rows" answers what it shows.
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
SELECT count(*)
FROM cabinet_case c
WHERE c.subject_id = ANY (ARRAY(SELECT id FROM family)) AND c.on_behalf_of_id IS NULL
    AND (c.state NOT IN ('withdrawn', 'expired') OR c.submitted_at IS NOT NULL);

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
SELECT a.number, a.state, a.created_at
FROM schools_application a
JOIN family f ON f.id = a.child_id
ORDER BY a.created_at DESC, a.id DESC;

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
SELECT c.number, c.state, c.created_at, s.title_az, p.surname, p.name, i.name_az
FROM cabinet_case c
JOIN cabinet_serviceversion v ON v.id = c.version_id
JOIN cabinet_service s ON s.id = v.service_id
JOIN cabinet_person p ON p.id = c.subject_id
LEFT JOIN registry_institution i ON i.id = c.on_behalf_of_id
WHERE c.subject_id = ANY (ARRAY(SELECT id FROM family)) AND c.on_behalf_of_id IS NULL
    AND (c.state NOT IN ('withdrawn', 'expired') OR c.submitted_at IS NOT NULL)
ORDER BY c.created_at DESC, c.id DESC
LIMIT {page};
