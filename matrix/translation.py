from modeltranslation.translator import TranslationOptions, register

from matrix.modules import Module


@register(Module)
class ModuleInThreeLanguages(TranslationOptions):
    fields = ("name", "purpose")
