"""The twelve models of the comparison, and the rows that they score."""

import dataclasses
import hashlib
import json

import numpy

# Distinct rows that everyone is measured on; two blocks of the largest batch, so that no call repeats the last one's.
POOL_ROWS = 40_000
TRAINING_ROWS = 50_000
# Codes of a categorical column.
CATEGORIES = 24
VERSION = 1


@dataclasses.dataclass(frozen=True)
class Recipe:
    name: str
    title: str
    # xgboost (depth-wise trees, or gblinear) or lightgbm (leaf-wise trees).
    library: str
    trees: int
    depth: int = 0
    leaves: int = 0
    features: int = 28
    classes: int = 1
    missing: float = 0.0
    categorical: int = 0
    # Trees trained; the model has the first `trees` of them.
    trained: int = 0

    @property
    def dtype(self):
        """The type of the rows that Scoreline gets: the one that the model computes in."""
        return "f64" if self.library == "lightgbm" else "f32"

    @property
    def model_file(self):
        return "model.json" if self.library == "xgboost" else "model.txt"

    def key(self, versions):
        """Changes with whatever the files made from the recipe depend on."""
        text = json.dumps([VERSION, POOL_ROWS, TRAINING_ROWS, CATEGORIES, dataclasses.asdict(self), versions])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def rows(self, count, seed):
        """`count` rows of Float32 values, as every peer can take them."""
        random = numpy.random.default_rng(seed)
        table = random.standard_normal((count, self.features), dtype=numpy.float32)
        for column in range(self.categorical):
            table[:, column] = random.integers(0, CATEGORIES, size=count)
        if self.missing:
            table[random.random(table.shape) < self.missing] = numpy.nan
        return table

    def training_table(self):
        """Rows, and a target that every column has a part in, with noise, so that no tree runs out of splits."""
        table = self.rows(TRAINING_ROWS, seed=1)
        random = numpy.random.default_rng(2)
        known = numpy.nan_to_num(table)
        # A code says nothing by its size: each gets a weight of its own.
        for column in range(self.categorical):
            known[:, column] = random.standard_normal(CATEGORIES)[known[:, column].astype(int)]
        weights = random.standard_normal((2, self.features, self.classes)) / self.features**0.5
        signal = known @ weights[0] + 2 * numpy.sin(2 * known) @ weights[1]
        signal += 0.5 * (known[:, :1] * known[:, 1:2]) + random.gumbel(size=(TRAINING_ROWS, self.classes))
        return table, signal.argmax(axis=1) if self.classes > 1 else (signal[:, 0] > numpy.median(signal)).astype(int)


RECIPES = [
    Recipe("d3", "500 × depth 3", "xgboost", 500, depth=3),
    Recipe("d6", "500 × depth 6", "xgboost", 500, depth=6),
    Recipe("d8", "1 000 × depth 8", "xgboost", 1000, depth=8),
    Recipe("d12", "200 × depth 12", "xgboost", 200, depth=12),
    Recipe("l31", "500 × 31 leaves", "lightgbm", 500, leaves=31),
    Recipe("l255", "1 000 × 255 leaves", "lightgbm", 1000, leaves=255, trained=2000),
    Recipe("f10", "500 × depth 6, 10 features", "xgboost", 500, depth=6, features=10),
    Recipe("f200", "500 × depth 6, 200 features", "xgboost", 500, depth=6, features=200),
    Recipe("multiclass", "10 classes × 100 × depth 6", "xgboost", 100, depth=6, classes=10),
    Recipe("missing", "500 × depth 6, 20 % missing", "xgboost", 500, depth=6, missing=0.2),
    Recipe("categorical", "500 × 31 leaves, 6 of 28 categorical", "lightgbm", 500, leaves=31, categorical=6),
    Recipe("linear", "linear, 28 coefficients", "xgboost", 0),
]
BY_NAME = {recipe.name: recipe for recipe in RECIPES}
BATCHES = [1, 64, 1024, 20_000]
