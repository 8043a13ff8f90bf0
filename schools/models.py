from schools.admissions.age_rules import AgeRule
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign
from schools.admissions.fees import Fee
from schools.admissions.offers import Offer
from schools.admissions.papers import ApplicationPaper, NeededPaper
from schools.admissions.parts import NumberSeries, Preference, Score
from schools.admissions.plan import PlanPlace, Seat
from schools.admissions.plan_cuts import PlanCut
from schools.admissions.plan_loads import PlanLoad, PlanRow
from schools.admissions.priorities import PriorityClaim, PriorityGroup
from schools.admissions.rulebook import RuleBook
from schools.admissions.runs import PlacementResult, PlacementRun
from schools.admissions.scores import ScoreLoad, ScoreRow
from schools.admissions.stages import Stage
from schools.exams.appeals import Appeal
from schools.exams.centres import ExamCentre, ExamRoom
from schools.exams.criteria import ExamCriterion
from schools.exams.jury import JuryAbstention, JuryMark, JuryMember, JurySheet
from schools.exams.seats import ExamSeat
from schools.exams.sessions import ExamSession
from schools.org.models import Programme, School, Specialty
from schools.study.models import Enrolment
from schools.teaching.models import DayOff, GroupMembership, Lesson, LessonEntry, StudyGroup, Term

__all__ = [
    "AgeRule",
    "Appeal",
    "Application",
    "ApplicationPaper",
    "Campaign",
    "DayOff",
    "Enrolment",
    "ExamCentre",
    "ExamCriterion",
    "ExamRoom",
    "ExamSeat",
    "ExamSession",
    "Fee",
    "GroupMembership",
    "JuryAbstention",
    "JuryMark",
    "JuryMember",
    "JurySheet",
    "Lesson",
    "LessonEntry",
    "NeededPaper",
    "NumberSeries",
    "Offer",
    "PlacementResult",
    "PlacementRun",
    "PlanCut",
    "PlanLoad",
    "PlanPlace",
    "PlanRow",
    "Preference",
    "PriorityClaim",
    "PriorityGroup",
    "Programme",
    "RuleBook",
    "School",
    "Score",
    "ScoreLoad",
    "ScoreRow",
    "Seat",
    "Specialty",
    "Stage",
    "StudyGroup",
    "Term",
]
