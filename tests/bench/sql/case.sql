-- one case: what the page asks beside its frame. The one under "rows" answers what it shows.
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
SELECT c.number, c.state, c.step, c.sent_answers, c.submitted_at, c.term_days, c.due_on, c.decided_at, v.definition, s.title_az,
    p.surname, p.name, a.surname, a.name, r.name_az, i.name_az
FROM cabinet_case c
JOIN cabinet_serviceversion v ON v.id = c.version_id
JOIN cabinet_service s ON s.id = v.service_id
JOIN cabinet_person p ON p.id = c.subject_id
JOIN cabinet_person a ON a.id = c.applicant_id
LEFT JOIN registry_unit r ON r.id = c.region_id
LEFT JOIN registry_institution i ON i.id = c.institution_id
WHERE c.id = {case} AND c.subject_id = ANY (ARRAY(SELECT id FROM family)) AND c.on_behalf_of_id IS NULL;

SELECT day, is_working FROM eculture_movedday;

SELECT items, text, answer, due_on, asked_at, answered_at, lapsed
FROM cabinet_inforequest
WHERE case_id = {case}
ORDER BY asked_at, id;

SELECT d.state, d.outcome, d.grounds, d.text, d.made_at, d.appeal_until, d.overturned_at, f.code, f.state
FROM cabinet_decision d
LEFT JOIN eculture_issueddocument f ON f.id = d.document_id
WHERE d.case_id = {case};

SELECT number FROM cabinet_case WHERE parent_id = {case} AND state NOT IN ('withdrawn', 'expired');

SELECT m.text, m.at, m.is_from_staff, m.read_at, p.surname, p.name
FROM cabinet_message m
LEFT JOIN cabinet_person p ON p.user_id = m.author_id
WHERE m.case_id = {case} AND NOT m.is_note
ORDER BY m.at, m.id;

SELECT p.field, p.info_request_id, p.message_id, a.name, a.size
FROM cabinet_paper p
JOIN cabinet_attachment a ON a.id = p.attachment_id
WHERE p.case_id = {case};

SELECT e.at, e.verb, e.actor_id, e.reason
FROM eculture_journalentry e
WHERE e.subject_type = 'cabinet.case' AND e.subject_id = '{case}'
ORDER BY e.id DESC
LIMIT 50;

SELECT e.at, e.actor_id, e.after, p.surname, p.name
FROM cabinet_case c
JOIN eculture_journalentry e ON e.subject_type = 'cabinet.person' AND e.subject_id IN (c.subject_id::text, c.applicant_id::text)
LEFT JOIN cabinet_person p ON p.user_id::text = e.actor_id
WHERE c.id = {case} AND e.verb = 'viewed' AND e.after ->> 'case' = c.number
ORDER BY e.id DESC
LIMIT 10;
