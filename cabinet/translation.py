from modeltranslation.translator import TranslationOptions, register

from cabinet.services.models import PASSPORT, LifeEvent, Service
from cabinet.trust.retention import RetentionRule


@register(RetentionRule)
class RetentionRuleTranslation(TranslationOptions):
    fields = ("law", "why")
    required_languages = {"az": ("why",), "default": ()}


@register(Service)
class ServiceTranslation(TranslationOptions):
    fields = ("title", "summary", *PASSPORT)
    required_languages = ("az",)


@register(LifeEvent)
class LifeEventTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("az",)
