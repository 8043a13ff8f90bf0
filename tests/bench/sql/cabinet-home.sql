-- cabinet home: what the page asks beside its frame. The one under "rows" answers what it shows.
SELECT c.id, c.surname, c.name, c.birth_date, c.fin
FROM cabinet_person c
JOIN cabinet_guardianship g ON g.child_id = c.id
JOIN cabinet_person p ON p.id = g.guardian_id
WHERE p.user_id = {user} AND g.since <= current_date AND (g.until IS NULL OR g.until > current_date)
ORDER BY c.birth_date, c.id;

SELECT a.*, c.name, m.year, m.name_az, s.points
FROM schools_application a
JOIN cabinet_person c ON c.id = a.child_id
JOIN cabinet_person p ON p.id = a.guardian_id
JOIN schools_campaign m ON m.id = a.campaign_id
LEFT JOIN schools_score s ON s.application_id = a.id
WHERE p.user_id = {user}
ORDER BY a.created_at DESC;

SELECT kind, opens_at, closes_at
FROM schools_stage
WHERE campaign_id = {campaign}
ORDER BY 2, 3;

SELECT a.number, a.state, m.year
FROM schools_application a
JOIN schools_campaign m ON m.id = a.campaign_id
WHERE a.child_id = {child}
ORDER BY a.created_at DESC;

SELECT e.mark, e.attendance, l.held_on, l.topic, g.subject, g.name
FROM schools_lessonentry e
JOIN schools_lesson l ON l.id = e.lesson_id
JOIN schools_studygroup g ON g.id = l.group_id
JOIN schools_enrolment n ON n.id = e.enrolment_id
WHERE n.person_id = {child}
ORDER BY l.held_on DESC, l.id DESC
LIMIT 5;

-- rows
SELECT id, kind, context, created_at, read_at
FROM eculture_notice
WHERE to_id = {user}
ORDER BY created_at DESC
LIMIT 3;
