from modeltranslation.translator import TranslationOptions, translator

from schools.admissions.campaigns import Campaign
from schools.org.models import Specialty


class Named(TranslationOptions):
    fields = ("name",)


translator.register([Specialty, Campaign], Named)
