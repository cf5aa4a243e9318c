"""Compares prediction logs with results.

    prediction_log.py SCHEMA RESULTS LOG …

Every line of the logs must be valid by the schema. Together they must have one record for each row of RESULTS that was
scored, with equal outputs, and no others. Prints the number of records.
"""

import json
import sys

import jsonschema


def documents(path):
    with open(path, "rb") as file:
        for line in file.read().split(b"\n"):
            if line:
                yield json.loads(line.decode("utf-8"))


schema_path, results_path, *logs = sys.argv[1:]
with open(schema_path, encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)

logged = {}
ids = set()
for log in logs:
    for event in documents(log):
        problem = jsonschema.exceptions.best_match(validator.iter_errors(event))
        assert problem is None, f"{problem.message} at {problem.json_path} of {event}"
        data = event["data"]
        key = (data["model_name"], data["job_id"], data["row"])
        assert key not in logged, f"{key} is there twice"
        assert event["id"] not in ids, f"the id {event['id']} is there twice"
        assert event["id"].startswith(f"{data['worker']}-{data['model_name']}-"), event
        assert event["source"].endswith("/" + data["worker"]), event
        assert event["subject"] == f"{data['model_name']}/{data['model_version']}", event
        ids.add(event["id"])
        logged[key] = event


def check(result, row, outputs, event):
    data = event["data"]
    for name in ("model_name", "model_version"):
        assert data[name] == result[name], (data, result)
    assert data["model_sha256"] == result["parameters"]["model_sha256"], data
    assert data["attempt"] == result["parameters"]["attempt"], data
    assert event.get("traceparent", result.get("traceparent")) == result.get("traceparent"), event
    for name, output in outputs.items():
        count = output["shape"][1] if len(output["shape"]) > 1 else 1
        values = output["data"][row * count:(row + 1) * count]
        if name == "probabilities":
            pairs = dict(zip(output["parameters"]["labels"], values))
            shown = data["probabilities"]
            assert shown.items() <= pairs.items(), (shown, pairs)
            assert list(shown.values()) == sorted(values, reverse=True)[:len(shown)], (shown, pairs)
        elif name != "margin":
            assert data[name] == (values if len(output["shape"]) > 1 else values[0]), (name, data, values)


scored = 0
for result in documents(results_path):
    if result["status"] != "completed":
        continue
    outputs = {output["name"]: output for output in result["outputs"]}
    one = next(iter(outputs.values()))
    count = one["shape"][1] if len(one["shape"]) > 1 else 1
    for row in range(one["shape"][0]):
        key = (result["model_name"], result["id"], row)
        failed = all(value is None for value in one["data"][row * count:(row + 1) * count])
        assert (key in logged) != failed, f"{key} is {'not ' if not failed else ''}in the log"
        if not failed:
            check(result, row, outputs, logged[key])
            scored += 1
assert scored == len(logged), f"{len(logged)} records of {scored} rows"
print(scored)
