from modeltranslation.translator import TranslationOptions, translator

from schools.admissions.campaigns import Campaign
from schools.admissions.papers import NeededPaper
from schools.admissions.priorities import PriorityGroup
from schools.exams.criteria import ExamCriterion
from schools.org.models import Specialty
from schools.teaching.terms import DayOff


class Named(TranslationOptions):
    fields = ("name",)


translator.register([Specialty, Campaign, DayOff, ExamCriterion, PriorityGroup, NeededPaper], Named)
