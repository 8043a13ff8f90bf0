from modeltranslation.translator import TranslationOptions, register

from cabinet.services.models import PASSPORT, Service


@register(Service)
class ServiceTranslation(TranslationOptions):
    fields = ("title", "summary", *PASSPORT)
    required_languages = ("az",)
