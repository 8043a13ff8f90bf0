"""What the database itself refuses in a class book, whoever asks: page, API, admin, import or SQL."""

import pgtrigger

# FOR SHARE: closing a term waits for marks that are being saved, and no mark slips past the closing.
REFUSE_IF_CLOSED = """
    SELECT term.closed_at INTO closed
    FROM schools_term term JOIN schools_studygroup grp ON grp.school_id = term.school_id
    WHERE grp.id = %(group)s AND %(day)s BETWEEN term.starts_on AND term.ends_on
    FOR SHARE OF term;
    IF closed IS NOT NULL THEN
        RAISE EXCEPTION 'the term of this day is closed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'term_is_open';
    END IF;
"""
REFUSE_STRANGERS = """
    IF TG_OP = 'INSERT' AND NOT EXISTS (
        SELECT 1 FROM schools_groupmembership
        WHERE group_id = lesson.group_id AND enrolment_id = NEW.enrolment_id
          AND since <= lesson.held_on AND (until IS NULL OR until > lesson.held_on)
    ) THEN
        RAISE EXCEPTION 'the pupil was not in the group on this day'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pupil_is_in_the_group';
    END IF;
"""
ANY_WRITE = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
GO_ON = "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"

keep_closed_lessons = pgtrigger.Trigger(
    name="keep_closed_lessons",
    when=pgtrigger.Before,
    operation=ANY_WRITE,
    declare=[("touched", "schools_lesson"), ("closed", "timestamptz")],
    func="IF TG_OP = 'DELETE' THEN touched = OLD; ELSE touched = NEW; END IF;"
    + REFUSE_IF_CLOSED % {"group": "touched.group_id", "day": "touched.held_on"}
    + GO_ON,
)
keep_closed_book = pgtrigger.Trigger(
    name="keep_closed_book",
    when=pgtrigger.Before,
    operation=ANY_WRITE,
    declare=[("touched", "bigint"), ("lesson", "schools_lesson"), ("closed", "timestamptz")],
    func="IF TG_OP = 'DELETE' THEN touched = OLD.lesson_id; ELSE touched = NEW.lesson_id; END IF;"
    + "SELECT * INTO lesson FROM schools_lesson WHERE id = touched;"
    + REFUSE_IF_CLOSED % {"group": "lesson.group_id", "day": "lesson.held_on"}
    + REFUSE_STRANGERS
    + GO_ON,
)
