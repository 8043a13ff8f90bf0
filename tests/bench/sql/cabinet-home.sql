-- cabinet home: what the page asks beside its frame. The one under "rows" answers what it shows.
SELECT c.id, c.surname, c.name, c.birth_date, c.fin
FROM cabinet_person c
JOIN cabinet_guardianship g ON g.child_id = c.id
JOIN cabinet_person p ON p.id = g.guardian_id
WHERE p.user_id = {user} AND g.since <= (now() AT TIME ZONE 'Asia/Baku')::date
    AND (g.until IS NULL OR g.until > current_date) AND c.birth_date > current_date - interval '18 years'
ORDER BY c.birth_date, c.id;

SELECT c.number, c.state, c.saved_at, c.applicant_id, c.subject_id, p.name, s.title_az
FROM cabinet_case c
JOIN cabinet_person p ON p.id = c.subject_id
JOIN cabinet_serviceversion v ON v.id = c.version_id
JOIN cabinet_service s ON s.id = v.service_id
WHERE c.on_behalf_of_id IS NULL AND c.subject_id IN (
    SELECT id
    FROM cabinet_person
    WHERE user_id = {user} AND birth_date <= current_date - interval '18 years'
    UNION
    SELECT g.child_id
    FROM cabinet_guardianship g
    JOIN cabinet_person c ON c.id = g.child_id
    JOIN cabinet_person p ON p.id = g.guardian_id
    WHERE p.user_id = {user} AND g.since <= current_date AND (g.until IS NULL OR g.until > current_date)
        AND c.birth_date > current_date - interval '18 years'
        AND (g."limit" = '' OR g.limit_since > current_date)
) AND (
    c.state = 'waiting' OR (c.state = 'draft' AND c.saved_at < current_date - 15)
    OR (c.state = 'decided' AND EXISTS (
        SELECT FROM cabinet_decision d WHERE d.case_id = c.id AND d.state = 'made' AND d.read_at IS NULL
    ))
)
ORDER BY c.created_at DESC, c.id DESC
LIMIT 50;

SELECT a.*, c.name, m.year, m.name_az, m.state, m.pass_mark, s.points
FROM schools_application a
JOIN cabinet_person c ON c.id = a.child_id
JOIN schools_campaign m ON m.id = a.campaign_id
LEFT JOIN schools_score s ON s.application_id = a.id
WHERE a.child_id IN (
    SELECT g.child_id
    FROM cabinet_guardianship g
    JOIN cabinet_person p ON p.id = g.guardian_id
    WHERE p.user_id = {user}
)
ORDER BY a.created_at DESC, a.id DESC;

SELECT kind, opens_at, closes_at
FROM schools_stage
WHERE campaign_id = {campaign}
ORDER BY 2, 3;

SELECT e.mark, e.attendance, l.held_on, l.topic, g.subject, g.name
FROM schools_lessonentry e
JOIN schools_lesson l ON l.id = e.lesson_id
JOIN schools_studygroup g ON g.id = l.group_id
JOIN schools_enrolment n ON n.id = e.enrolment_id
WHERE n.person_id = {child} AND e.attendance <> '' AND g.year = (
    SELECT extract(year FROM current_date - interval '8 months')
)
ORDER BY l.held_on DESC, e.id DESC;

-- rows
SELECT id, kind, context, created_at, read_at
FROM eculture_notice
WHERE to_id = {user}
ORDER BY created_at DESC
LIMIT 3;
