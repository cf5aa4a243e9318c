"""Writes two_islands.safetensors: one tree, by hand. `score` says what a tree means."""
import hashlib, json, struct, sys
import numpy as np
from safetensors.numpy import save

# Node 0: bill_length_mm < 42.5 left, missing right. Node 2: islands 0 and 2 go right, others and missing left.
FEATURE, VALUE = [0, -1, 1, -1, -1], [42.5, -1.25, 0.0, 0.5, 1.75]  # -1: a leaf, with its value
LEFT, RIGHT = [1, -1, 3, -1, -1], [2, -1, 4, -1, -1]
DEFAULT_LEFT, CATEGORY_SET = [0, 0, 1, 0, 0], [-1, -1, 0, -1, -1]
CODES, BASE = [0, 2], np.float32(0.25)


def score(row):
    node = 0
    while FEATURE[node] >= 0:
        value = row[FEATURE[node]]
        if np.isnan(value):
            left = DEFAULT_LEFT[node] == 1
        elif CATEGORY_SET[node] >= 0:
            left = not (0 <= value < 2**24 and int(value) in CODES)
        else:
            left = value < np.float32(VALUE[node])
        node = LEFT[node] if left else RIGHT[node]
    return BASE + np.float32(VALUE[node])


generator = np.random.default_rng(1)
rows = np.stack([generator.normal(42, 5, 64), generator.integers(0, 3, 64)], axis=1).astype(np.float32)
rows[0], rows[1, 0], rows[2, 1], rows[3] = np.nan, np.nan, np.nan, [3e38, 99]
ensemble = {"tree_offsets": [0, 5], "tree_groups": [0], "features": FEATURE, "left_children": LEFT,
            "right_children": RIGHT, "category_sets": CATEGORY_SET, "category_set_offsets": [0, 2],
            "category_codes": CODES}
tensors = {f"ensemble.{name}": np.array(numbers, np.int32) for name, numbers in ensemble.items()}
tensors |= {"ensemble.base_margins": np.array([BASE]), "ensemble.values": np.array(VALUE, np.float32),
            "ensemble.default_left": np.array(DEFAULT_LEFT, np.uint8), "golden.rows": rows,
            "golden.expected": np.array([[score(row)] for row in rows], np.float32)}
manifest = json.dumps({
    "name": "two_islands", "task": "binary", "created_at": "2026-01-01T00:00:00Z", "transform": "logistic",
    "features": [{"name": "bill_length_mm", "kind": "numeric", "statistics": {
                     "count": 6, "missing": 1, "minimum": 36.5, "maximum": 51, "mean": 43.4, "standard_deviation": 5,
                     "histogram": {"edges": [40, 45.5], "counts": [2, 1, 2]}}},
                 {"name": "island", "kind": "categorical", "categories": ["Biscoe", "Dream", "Torgersen"]}],
    "class_labels": ["Adelie", "Gentoo"], "positive_class": 1, "decision_threshold": 0.5, "iteration_range": [0, 1],
    "source": {"library": "by hand", "library_version": "1", "format": "none", "sha256": ""},
    "golden": {"tolerance": 0, "origin": "file"}})
# The data section does not depend on the metadata: write once to get it, and again with its checksum.
draft = save(tensors)
data = draft[8 + struct.unpack_from("<Q", draft)[0]:]
checksum = hashlib.sha256(manifest.encode() + data).hexdigest()
metadata = {"format": "scoreline-model/1", "manifest": manifest, "sha256": checksum}
with open(sys.argv[1] if len(sys.argv) > 1 else "two_islands.safetensors", "wb") as file:
    file.write(save(tensors, metadata=metadata))
