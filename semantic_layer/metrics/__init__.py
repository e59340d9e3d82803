"""What a model's expressions mean: allow-listed scalars, names, the join graph and parsed metric formulas.

Role: read once per model and kept; checks and compile expand metrics with it. Text is parsed in one place,
`semantic_layer.formulas`, which loader and lineage read names from; here the tree is brought into normal form against
the model. `read_formula` raises FormulaError with every problem of one metric.
"""

from semantic_layer.metrics.formula import FormulaError, FormulaProblem, formula_problems, read_formula
from semantic_layer.metrics.index import ModelIndex, index_of

__all__ = ["FormulaError", "FormulaProblem", "ModelIndex", "formula_problems", "index_of", "read_formula"]
