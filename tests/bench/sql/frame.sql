-- The frame of every page: session, account with its person and whether it has mandates, unread notices.
SELECT session_data
FROM django_session
WHERE session_key = '{session}' AND expire_date > now();

SELECT u.id, u.email, u.language, u.is_staff, u.is_superuser, u.is_active, u.is_demo, p.id, p.surname, p.name,
    p.patronymic, EXISTS (
        SELECT
        FROM registry_mandate m
        WHERE m.user_id = u.id AND m.revoked_at IS NULL AND m.since <= current_date
            AND (m.until IS NULL OR m.until >= current_date)
    )
FROM eculture_user u
LEFT JOIN cabinet_person p ON p.user_id = u.id
WHERE u.id = {user};

SELECT count(*)
FROM eculture_notice
WHERE to_id = {user} AND read_at IS NULL;
