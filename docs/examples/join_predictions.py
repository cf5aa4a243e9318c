"""Joins a prediction log with results by job id and row.

    python3 join_predictions.py LOG RESULTS

Both hold one JSON document a line. Prints CSV: a line for each scored row of RESULTS, with what LOG says of it.
"""

import csv
import json
import sys


def documents(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


log, results = sys.argv[1:]
# Of a job that was scored twice, as after a failover of Redis, the last record counts.
logged = {(event["data"]["job_id"], event["data"]["row"]): event for event in documents(log)}
table = csv.writer(sys.stdout)
table.writerow(["job_id", "row", "output", "answered", "logged", "model_version", "time"])
for result in documents(results):
    for output in result.get("outputs", []):
        if output["name"] not in ("label", "score"):
            continue
        for row, answered in enumerate(output["data"]):
            if answered is None:
                continue  # a row that failed: its reason stands in row_errors
            event = logged.get((result["id"], row), {"data": {}, "time": ""})
            data = event["data"]
            table.writerow([
                result["id"], row, output["name"], answered, data.get(output["name"], ""),
                data.get("model_version", ""), event["time"],
            ])
