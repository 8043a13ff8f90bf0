from schools.teaching.groups import GroupMembership, StudyGroup
from schools.teaching.lessons import Lesson, LessonEntry
from schools.teaching.terms import DayOff, Term

__all__ = ["DayOff", "GroupMembership", "Lesson", "LessonEntry", "StudyGroup", "Term"]
