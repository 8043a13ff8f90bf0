-- Two years of the single window: 60,000 people with accounts and 15,000 children, 200,000 cases and what
-- hangs on them, 2,000,000 entries of the journal. Numbers begin at 10,000,000; nothing is drawn by lot.
-- No triggers and no foreign keys are asked meanwhile: the rows keep to them by themselves.
SET session_replication_role = replica;

INSERT INTO eculture_user (id, password, is_superuser, email, language, is_staff, is_active, is_demo, date_joined)
SELECT 10000000 + n, '!', false, 'hesab' || n || '@numune.example', 'az', n > 60000, true, false, now() - interval '2 years'
FROM generate_series(1, 60100) n;

INSERT INTO cabinet_person (id, surname, name, patronymic, sex, birth_date, citizenship, fin, created_at, user_id)
SELECT 10000000 + n,
    (ARRAY['Məmmədov', 'Əliyev', 'Həsənov', 'Hüseynov', 'Quliyev', 'İbrahimov', 'Abbasov', 'Rzayev', 'Kərimov',
        'Cəfərov', 'Əhmədov', 'Səfərov', 'Şərifov', 'Nağıyev', 'Orucov', 'Babayev', 'Ağayev', 'Zeynalov',
        'Vəliyev', 'Qasımov', 'İsmayılov', 'Süleymanov', 'Mustafayev', 'Tağıyev', 'Bayramov', 'Mirzəyev',
        'Hacıyev', 'Mehdiyev', 'Salmanov', 'Yusifov', 'Nəbiyev', 'Fərzəliyev', 'Şıxlinski', 'Çobanov', 'Göyçəyev',
        'Dadaşov', 'Piriyev'])[1 + n % 37],
    (ARRAY['Anar', 'Elçin', 'Rauf', 'Kamran', 'Samir', 'Tural', 'Vaqif', 'Orxan', 'Nicat', 'Ramil', 'Günel', 'Leyla',
        'Nigar', 'Aysel', 'Sevinc', 'Könül', 'Şəbnəm', 'Ülviyyə', 'Zəhra', 'Fidan', 'İlqar', 'Emin',
        'Cavid'])[1 + n / 37 % 23],
    'Əli oğlu', 'male', CASE WHEN n > 60100 THEN current_date - 3650 ELSE date '1980-01-01' + n % 7000 END, 'AZ', '',
    now() - interval '2 years', CASE WHEN n <= 60100 THEN 10000000 + n END
FROM generate_series(1, 75100) n;

INSERT INTO cabinet_guardianship (child_id, guardian_id, kind, since, document, "limit", limit_act)
SELECT 10060100 + n, 10000000 + 4 * n, 'parent', current_date - 700, '', '', '' FROM generate_series(1, 15000) n;

CREATE TEMP TABLE place AS SELECT row_number() OVER (ORDER BY id) - 1 AS at, id FROM registry_unit WHERE kind = 'region';
CREATE TEMP TABLE house AS SELECT row_number() OVER (ORDER BY id) - 1 AS at, id FROM registry_institution;

INSERT INTO registry_mandate (user_id, role, region_id, since, act)
SELECT 10060000 + n, CASE WHEN n > 58 THEN 'supervisor' WHEN n > 30 THEN 'regional-officer' ELSE 'ministry-officer' END,
    CASE WHEN n BETWEEN 31 AND 58 THEN (SELECT id FROM place WHERE at = n % (SELECT count(*) FROM place)) END,
    current_date - 700, ''
FROM generate_series(1, 60) n;

CREATE TEMP TABLE known AS
SELECT (SELECT min(user_id) FROM registry_mandate WHERE role = 'ministry-officer' AND user_id < 10000000) AS nigar,
    (SELECT min(user_id) FROM registry_mandate WHERE role = 'regional-officer' AND user_id < 10000000) AS ramil;

-- n: from the oldest to the newest; each 8,000th is of the person who is measured
CREATE TEMP TABLE plan AS
SELECT n, begun, age, state, edition,
    CASE WHEN n % 8000 = 4000 THEN 10000004 ELSE 10000001 + n * 7919 % 60000 END AS applicant,
    CASE WHEN n % 10 BETWEEN 4 AND 8 THEN (SELECT id FROM place WHERE at = n / 10 % (SELECT count(*) FROM place)) END AS region,
    CASE WHEN n % 10 = 9 THEN (SELECT id FROM house WHERE at = n / 10 % (SELECT count(*) FROM house)) END AS institution,
    CASE WHEN state = 'draft' OR n % 5 = 0 AND state = 'submitted' THEN NULL
        WHEN n % 10 < 4 THEN CASE WHEN n % 31 = 0 THEN k.nigar ELSE 10060001 + n % 30 END
        WHEN n % 31 = 0 THEN k.ramil ELSE 10060031 + n / 10 % (SELECT count(*) FROM place) END AS officer
FROM known k, LATERAL (
    SELECT n, now() - (200000 - n) * interval '315.36 seconds' - interval '1 minute' AS begun, (200000 - n) * 0.00365 AS age
    FROM generate_series(1, 200000) n
) AS days, LATERAL (
    SELECT CASE WHEN age < 30 AND n % 20 = 1 THEN 'draft' WHEN n % 33 = 0 THEN 'withdrawn'
        WHEN age < 20 OR age < 40 AND n % 40 = 0 THEN (ARRAY['submitted', 'in_review', 'in_review', 'waiting'])[1 + n % 4]
        WHEN age < 60 THEN 'decided' ELSE 'closed' END AS state
) AS states, LATERAL (SELECT id AS edition FROM sample WHERE at = n / 3 % (SELECT count(*) FROM sample)) AS editions;

INSERT INTO cabinet_case (id, number, state, step, claim_hash, answers, sources, sent_answers, revision, created_at, saved_at,
    submitted_at, term_days, due_on, decided_at, closed_at, applicant_id, subject_id, filed_by_id, region_id,
    institution_id, assignee_id, version_id)
SELECT 10000000 + n, 'BENCH' || lpad(n::text, 6, '0'), state, '', '', answers, '{}',
    CASE WHEN state <> 'draft' THEN answers END, 3, begun, begun,
    CASE WHEN state <> 'draft' THEN begun END, CASE WHEN state <> 'draft' THEN 15 END,
    CASE WHEN state <> 'draft' THEN begun::date + 21 END,
    CASE WHEN state IN ('decided', 'closed') THEN begun + (5 + n % 15) * interval '1 day' END,
    CASE WHEN state IN ('withdrawn', 'closed') THEN begun + interval '55 days' END,
    applicant, coalesce(g.child_id, applicant), applicant, region, institution, officer, edition
FROM plan JOIN sample s ON s.id = edition
LEFT JOIN LATERAL (
    SELECT child_id FROM cabinet_guardianship WHERE guardian_id = applicant AND n % 3 = 0 ORDER BY id LIMIT 1
) g ON true;

INSERT INTO cabinet_message (case_id, author_id, is_from_staff, is_note, text, at)
SELECT 10000000 + n, CASE m WHEN 1 THEN applicant ELSE officer END, m > 1, m = 3, 'Sənədləri əlavə etdim, baxmağınızı xahiş edirəm.',
    begun + m * interval '1 day'
FROM plan, generate_series(1, 3) m WHERE officer IS NOT NULL AND n % m = 0;

INSERT INTO cabinet_inforequest (case_id, items, text, due_on, asked_at, answer, answered_at, lapsed, asked_by_id)
SELECT 10000000 + n, '["Ünvan haqqında arayış"]', '', begun::date + 10, begun + interval '3 days',
    CASE WHEN state = 'waiting' THEN '' ELSE 'Əlavə etdim.' END,
    CASE WHEN state <> 'waiting' THEN begun + interval '6 days' END, false, officer
FROM plan WHERE officer IS NOT NULL AND (state = 'waiting' OR n % 4 = 0 AND state <> 'submitted');

INSERT INTO cabinet_decision (case_id, state, outcome, grounds, text, proposed_at, made_at, appeal_until, proposed_by_id, read_at)
SELECT 10000000 + n, CASE WHEN state = 'in_review' THEN 'proposed' ELSE 'made' END,
    CASE WHEN n % 5 = 0 THEN 'refused' ELSE 'approved' END, CASE WHEN n % 5 = 0 THEN '["papers"]' ELSE '[]' END::jsonb,
    'Təqdim edilmiş sənədlər qaydasındadır.', begun + (5 + n % 15) * interval '1 day',
    CASE WHEN state <> 'in_review' THEN begun + (5 + n % 15) * interval '1 day' END, begun::date + 50, officer, now()
FROM plan WHERE officer IS NOT NULL AND (state IN ('decided', 'closed') OR state = 'in_review' AND n % 50 = 0);

INSERT INTO cabinet_opinion (case_id, region_id, institution_id, question, asked_by_id, asked_at, text, is_favourable, given_at, given_by_id)
SELECT 10000000 + n, CASE WHEN n % 2 = 0 THEN (SELECT id FROM place WHERE at = n % (SELECT count(*) FROM place)) END,
    CASE WHEN n % 2 = 1 THEN (SELECT id FROM house WHERE at = n % (SELECT count(*) FROM house)) END, 'Fasad dəyişirmi?', officer,
    begun + interval '2 days', 'Dəyişmir.', true, begun + interval '4 days', 10060099
FROM plan WHERE officer IS NOT NULL AND n % 40 = 0 OR officer IS NOT NULL AND n % 41 = 0;

INSERT INTO eculture_notice (id, kind, key, context, created_at, read_at, to_id)
SELECT gen_random_uuid(), 'case-submitted', 'bench:' || n, '{}', begun, CASE WHEN age > 1 THEN now() END, applicant
FROM plan WHERE state <> 'draft';

-- As the portal writes it: in the order of time, so that the entries of one case lie far from each other.
INSERT INTO eculture_journalentry (at, verb, subject_type, subject_id, actor_id, reason, before, after, request_id)
SELECT begun + days * interval '1 day', verb, kind, CASE kind WHEN 'cabinet.case' THEN 10000000 + n ELSE applicant END,
    CASE WHEN is_staff THEN officer ELSE applicant END, '', '{}',
    CASE verb WHEN 'viewed' THEN jsonb_build_object('data', 'case', 'case', 'BENCH' || lpad(n::text, 6, '0'))
        ELSE '{"state": "in_review"}' END, 'bench'
FROM plan JOIN (VALUES
    (0.0, 'begin', 'cabinet.case', false, 9), (0.1, 'submit', 'cabinet.case', false, 1), (0.5, 'viewed', 'cabinet.person', true, 1),
    (0.6, 'take', 'cabinet.case', true, 1), (1.0, 'message', 'cabinet.case', false, 1), (2.0, 'message', 'cabinet.case', true, 2),
    (3.0, 'ask', 'cabinet.case', true, 2), (4.0, 'viewed', 'cabinet.person', true, 2), (4.5, 'answer', 'cabinet.case', false, 2),
    (4.8, 'propose', 'cabinet.case', true, 3), (4.9, 'decide', 'cabinet.case', true, 3), (36.0, 'close', 'cabinet.case', true, 4)
) AS deeds (days, verb, kind, is_staff, until) ON CASE state WHEN 'draft' THEN until = 9 WHEN 'closed' THEN true
    WHEN 'decided' THEN until <> 4 WHEN 'submitted' THEN until IN (1, 9) AND NOT is_staff WHEN 'withdrawn' THEN until IN (1, 9)
    ELSE until IN (1, 2, 9) END
WHERE officer IS NOT NULL OR NOT is_staff
ORDER BY 1;
