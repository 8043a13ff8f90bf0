-- grade grid: what the page asks beside its frame. The one under "rows" answers what it shows.
SELECT id, role, institution_id, region_id
FROM registry_mandate
WHERE user_id = {user} AND revoked_at IS NULL AND since <= current_date AND (until IS NULL OR until
    >= current_date);

-- rows
SELECT g.id, g.subject, g.name, g.year, i.name_az, u.email, p.surname, p.name, p.patronymic
FROM schools_studygroup g
JOIN schools_school s ON s.id = g.school_id
JOIN registry_institution i ON i.id = s.institution_id
JOIN eculture_user u ON u.id = g.teacher_id
LEFT JOIN cabinet_person p ON p.user_id = u.id
WHERE g.id = {group} AND g.teacher_id = {user} AND i.id IN (
    SELECT institution_id FROM registry_mandate WHERE user_id = {user} AND role = 'teacher'
);

SELECT kind, ordinal, starts_on, ends_on, closed_at
FROM schools_term
WHERE school_id = {school}
ORDER BY starts_on;

SELECT id, held_on, topic
FROM schools_lesson
WHERE group_id = {group}
ORDER BY held_on;

SELECT day, name_az
FROM schools_dayoff
WHERE day BETWEEN current_date - 30 AND current_date + 7;

SELECT e.enrolment_id, e.lesson_id, e.mark, e.attendance, e.rev
FROM schools_lessonentry e
JOIN schools_lesson l ON l.id = e.lesson_id
WHERE l.group_id = {group};

SELECT m.id, m.since, m.until, p.surname, p.name, n.id
FROM schools_groupmembership m
JOIN schools_enrolment n ON n.id = m.enrolment_id
JOIN cabinet_person p ON p.id = n.person_id
WHERE m.group_id = {group}
ORDER BY az_key(p.surname) COLLATE "C", az_key(p.name) COLLATE "C", p.id;
