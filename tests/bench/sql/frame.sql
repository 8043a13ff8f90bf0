-- The frame of every page: session, account, mandates, unread notices, person.
SELECT session_data
FROM django_session
WHERE session_key = '{session}' AND expire_date > now();

SELECT id, email, language, is_staff, is_superuser, is_active, is_demo
FROM eculture_user
WHERE id = {user};

SELECT id, role, institution_id, region_id
FROM registry_mandate
WHERE user_id = {user} AND revoked_at IS NULL AND since <= current_date AND (until IS NULL OR until
    >= current_date);

SELECT count(*)
FROM eculture_notice
WHERE to_id = {user} AND read_at IS NULL;

SELECT id, surname, name, patronymic
FROM cabinet_person
WHERE user_id = {user};
