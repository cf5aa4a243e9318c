#!/usr/bin/env python3
"""Writes a table as trainings have them: numbers of six digits, some cells missing, one column of categories.

    make_table.py FILE ROWS COLUMNS
"""

import sys

import numpy

BLOCK = 50_000


def main():
    path, rows, columns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    random = numpy.random.default_rng(1)
    cities = numpy.array(["Berlin", "Oslo", "Porto", "Kraków", "Lyon"])
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(",".join([f"x{column}" for column in range(columns - 1)] + ["city"]) + "\n")
        for start in range(0, rows, BLOCK):
            count = min(BLOCK, rows - start)
            # From 0.000001 to 999999: six digits wherever the point stands.
            digits = random.integers(1, 1_000_000, size=(count, columns - 1))
            scale = numpy.arange(columns - 1) % 7
            cells = [
                numpy.char.mod(f"%.{places}f", digits[:, column] / 10**places)
                for column, places in enumerate(scale)
            ]
            for column in cells:
                column[random.random(count) < 0.02] = ""
            cells.append(random.choice(cities, size=count))
            file.writelines(",".join(row) + "\n" for row in zip(*cells))


main()
