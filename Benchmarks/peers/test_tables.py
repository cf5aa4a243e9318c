#!/usr/bin/env python3
"""What the tables say of a report."""

import copy
import pathlib
import tempfile
import unittest

import tables

KERNEL = {"checked": 40000, "mismatches": 0, "unequal": 0, "ulps": 0, "layout": "blocks", "bytes": 300_000,
          "seconds": 0.0123}
REPORT = {
    "date": "2031-02-03", "machine": "A processor, 2 cores", "versions": {"xgboost": "3.2.0", "lleaves": "1.3.0"},
    "rounds": 5, "minutes": 21.4, "batches": [1, 20000], "peers": ["xgboost", "lleaves"], "ghz": 2.0,
    "models": [
        {
            "name": "d6", "title": "500 × depth 6", "library": "xgboost", "file_bytes": 2_500_000, "faults": [],
            "absent": {"lleaves": "takes models of LightGBM only"},
            "peers": {"xgboost": {"1": {"difference": 0.0}, "20000": {"difference": 0.0}}},
            "scoreline": {"precision": "float32", "not_run": ["avx512"], "kernels": {"avx2": KERNEL, "portable": KERNEL}},
            "cells": [
                {"batch": 1, "ns": {"xgboost": 40000, "avx2": 4000, "portable": 8000}},
                {"batch": 20000, "ns": {"xgboost": 5000, "avx2": 200, "portable": 500}},
            ],
        },
        {
            "name": "l31", "title": "500 × 31 leaves", "library": "lightgbm", "file_bytes": 1_000_000,
            "faults": ["not measured: no importer"],
            "absent": {"xgboost": "another library's model", "lleaves": "did not compile within 120 s"},
            "peers": {}, "cells": [{"batch": 1, "ns": {}}, {"batch": 20000, "ns": {}}],
        },
    ],
}


def line(text, *starts):
    """The cells of the one line that starts with those."""
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in text.splitlines() if row.startswith("|")]
    found = [row for row in rows if row[: len(starts)] == list(starts)]
    if len(found) != 1:
        raise AssertionError(f"{len(found)} lines start with {starts} in\n{text}")
    return found[0]


class TablesTests(unittest.TestCase):
    def setUp(self):
        self.report = copy.deepcopy(REPORT)

    def cells(self, index, batch):
        return next(cell for cell in self.report["models"][index]["cells"] if cell["batch"] == batch)

    def test_a_cell_has_microseconds_and_the_ratio_to_the_best_peer(self):
        self.assertEqual(
            line(tables.times(self.report), "500 × depth 6", "20 000"),
            ["500 × depth 6", "20 000", "**5.00**", "–", "not run", "0.200 (25.0 ×)", "0.500 (10.0 ×)"])

    def test_the_faster_of_two_peers_counts(self):
        self.cells(0, 1)["ns"]["lleaves"] = 20000
        self.assertEqual(
            line(tables.times(self.report), "500 × depth 6", "1"),
            ["500 × depth 6", "1", "40.0", "**20.0**", "not run", "4.00 (5.00 ×)", "8.00 (2.50 ×)"])

    def test_what_was_not_measured_has_no_number(self):
        self.assertEqual(
            line(tables.times(self.report), "500 × 31 leaves", "1"), ["500 × 31 leaves", "1", "–", "–", "–", "–", "–"])
        self.assertEqual(line(tables.sizes(self.report), "500 × 31 leaves")[2:], ["–"] * 7)

    def test_means_are_geometric_and_name_the_smallest_cell(self):
        self.cells(0, 1)["ns"]["avx2"] = 10000
        self.assertEqual(
            line(tables.means(self.report), "avx2"),
            ["avx2", "4.00 ×", "25.0 ×", "10.0 ×", "4.00 × (500 × depth 6; 1)"])
        self.assertEqual(line(tables.means(self.report), "avx512"), ["avx512"] + ["not run"] * 4)

    def test_sizes_have_cycles_of_the_best_kernel_that_ran(self):
        self.assertEqual(
            line(tables.sizes(self.report), "500 × depth 6"),
            ["500 × depth 6", "XGBoost", "float32", "2 500", "blocks", "300", "12.3", "400", "40 000 equal"])

    def test_a_peer_that_took_too_long_is_named_with_the_reason(self):
        self.assertEqual(
            tables.absences(self.report), ["* lleaves, 500 × 31 leaves: did not compile within 120 s."])

    def test_problems_are_faults_wrong_peers_and_lost_cells(self):
        self.cells(0, 1)["ns"]["portable"] = 50000
        self.report["models"][0]["peers"]["xgboost"]["1"]["difference"] = float("nan")
        self.assertEqual(
            list(tables.problems(self.report)),
            ["500 × depth 6: xgboost is nan off; it does not score the same model",
             "500 × 31 leaves: not measured: no importer",
             "500 × depth 6, 1 rows a call: portable reaches 0.80 of the best peer"])

    def test_numbers_have_three_digits(self):
        shown = {0: "0", 0.0042: "0.00420", 0.09996: "0.100", 1: "1.00", 12.34: "12.3", 9.9996: "10.0", 99.97: "100",
                 734115.6: "734 116"}
        self.assertEqual({value: tables.number(value) for value in shown}, shown)

    def test_only_what_is_between_the_markers_is_replaced(self):
        with tempfile.TemporaryDirectory(prefix="sl-tables.") as folder:
            document = pathlib.Path(folder, "page.md")
            document.write_text(f"before\n{tables.BEGIN}\nold\n{tables.END}\nafter\n", encoding="utf-8")
            tables.write("new", document)
            self.assertEqual(
                document.read_text(encoding="utf-8"), f"before\n{tables.BEGIN}\n\nnew\n{tables.END}\nafter\n")
            document.write_text("no markers\n", encoding="utf-8")
            with self.assertRaises(SystemExit):
                tables.write("new", document)


if __name__ == "__main__":
    unittest.main()
