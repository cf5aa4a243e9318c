"""Makes the tables of recipes/ from the packages that carry the data sets. They are committed; this shows their origin.

    "$(scripts/python-venv.sh recipes scripts/recipe-data-requirements.txt)" scripts/make-recipe-data.py [FOLDER]

FOLDER is recipes/ by default. The same packages give the same bytes.
"""

import csv
import gzip
import pathlib
import sys

import palmerpenguins
import sklearn.datasets

FOLDER = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent / "recipes"


def write(name, header, rows):
    path = FOLDER / name / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def penguins():
    """The package's own table, byte for byte in content: NA marks what was not measured."""
    source = pathlib.Path(palmerpenguins.__file__).parent / "data" / "penguins.csv"
    with open(source, newline="") as file:
        header, *rows = csv.reader(file)
    write("penguins", header, rows)


def breast_cancer():
    """The numbers as they stand in the package; columns and classes get their names."""
    data = sklearn.datasets.load_breast_cancer()
    source = pathlib.Path(sklearn.datasets.__file__).parent / "data" / "breast_cancer.csv"
    with open(source, newline="") as file:
        _, *rows = csv.reader(file)
    header = [name.replace(" ", "_") for name in data.feature_names]
    write("breast_cancer", [*header, "diagnosis"], [[*row[:-1], data.target_names[int(row[-1])]] for row in rows])


def diabetes():
    """The unscaled measurements, so that a job can be written by hand."""
    folder = pathlib.Path(sklearn.datasets.__file__).parent / "data"
    with gzip.open(folder / "diabetes_data_raw.csv.gz", "rt") as file:
        rows = [line.split() for line in file]
    with gzip.open(folder / "diabetes_target.csv.gz", "rt") as file:
        targets = [int(float(line)) for line in file]
    # 1 and 2 in the source, whose description does not say which is which.
    sexes = {"1": "group_1", "2": "group_2"}
    header = ["age", "sex", "bmi", "blood_pressure", "cholesterol", "ldl", "hdl", "cholesterol_hdl_ratio", "log_triglycerides"]
    table = [[row[0], sexes[row[1]], *row[2:], target] for row, target in zip(rows, targets, strict=True)]
    write("diabetes", [*header, "glucose", "progression"], table)


penguins()
breast_cancer()
diabetes()
