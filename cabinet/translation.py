from modeltranslation.translator import TranslationOptions, register

from cabinet.services.models import PASSPORT, LifeEvent, Service


@register(Service)
class ServiceTranslation(TranslationOptions):
    fields = ("title", "summary", *PASSPORT)
    required_languages = ("az",)


@register(LifeEvent)
class LifeEventTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("az",)
