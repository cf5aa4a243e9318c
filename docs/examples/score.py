import json, os, sys, redis

server = redis.Redis.from_url(os.environ.get("SCORELINE_REDIS", "redis://127.0.0.1:6379/0"))
rows = [{"island": "Biscoe", "bill_length_mm": 50.0, "flipper_length_mm": 230, "body_mass_g": 5700, "sex": "male"},
        {"island": "Dream", "bill_length_mm": 46.5, "flipper_length_mm": 192, "body_mass_g": 3500, "sex": None}]
server.rpush("scoreline:{penguins}:jobs", json.dumps({"id": "python-1", "rows": rows, "reply_to": "python"}))
_, answer = server.blpop("scoreline:{penguins}:reply:python", timeout=30) or sys.exit("no worker answered in 30 s")
result = json.loads(answer)
outputs = {output["name"]: output["data"] for output in result["outputs"]}
print(result["id"], result["status"], "by version", result["model_version"], outputs["label"])
