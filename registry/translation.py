from modeltranslation.translator import TranslationOptions, register

from registry.classifiers import Cluster, Kind, Trait
from registry.territory import Unit


@register([Unit, Cluster, Trait, Kind])
class NameInThreeLanguages(TranslationOptions):
    fields = ("name",)
