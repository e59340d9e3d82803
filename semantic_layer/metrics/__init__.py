"""What a model's expressions mean: allow-listed scalars, names, the join graph and parsed metric formulas.

Role: read once per model and kept; the loader validates with it, checks and compile expand with it.
`read_formula` is the loader's door: it raises FormulaError with every problem of one metric.
"""

from semantic_layer.metrics.formula import FormulaError, FormulaProblem, formula_problems, read_formula
from semantic_layer.metrics.index import ModelIndex, index_of

__all__ = ["FormulaError", "FormulaProblem", "ModelIndex", "formula_problems", "index_of", "read_formula"]
