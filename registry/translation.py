from modeltranslation.translator import TranslationOptions, register

from registry.classifiers import Cluster, Indicator, Kind, Trait
from registry.territory import Unit


@register([Unit, Cluster, Trait, Kind, Indicator])
class NameInThreeLanguages(TranslationOptions):
    fields = ("name",)
