from modeltranslation.translator import TranslationOptions, register

from cabinet.people.consents import ConsentText
from cabinet.services.models import PASSPORT, LifeEvent, Service
from cabinet.trust.retention import RetentionRule


@register(ConsentText)
class ConsentTextTranslation(TranslationOptions):
    fields = ("text",)
    required_languages = ("az", "en", "ru")


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
