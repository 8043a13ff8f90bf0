-- cabinet home: what the page asks beside its frame. The one under "rows" answers what it shows.
SELECT c.id, c.surname, c.name, c.birth_date, c.fin
FROM cabinet_person c
JOIN cabinet_guardianship g ON g.child_id = c.id
JOIN cabinet_person p ON p.id = g.guardian_id
WHERE p.user_id = {user} AND g.since <= (now() AT TIME ZONE 'Asia/Baku')::date
    AND (g.until IS NULL OR g.until > current_date) AND c.birth_date > current_date - interval '18 years'
ORDER BY c.birth_date, c.id;

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
