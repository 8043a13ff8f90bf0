from matrix.modules import Module, ModuleDependency, ModuleRule
from matrix.overrides import CellOverride

__all__ = ["CellOverride", "Module", "ModuleDependency", "ModuleRule"]
