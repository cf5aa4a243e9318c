import json, os, struct, sys, numpy, redis

FEATURES = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
rows = numpy.array([[50.0, 15.2, 218, 5700], [39.1, 18.7, 181, numpy.nan]], dtype="<f4")
tensor = {"name": "rows", "datatype": "FP32", "shape": rows.shape, "parameters": {"binary_data_size": rows.nbytes}}
job = {"id": "array-1", "reply_to": "array", "features": FEATURES, "inputs": [tensor], "outputs": ["label"]}
header = json.dumps(job).encode()

server = redis.Redis.from_url(os.environ.get("SCORELINE_REDIS", "redis://127.0.0.1:6379/0"))
server.rpush("scoreline:{penguins}:jobs", b"\x93SL1" + struct.pack("<I", len(header)) + header + rows.tobytes())
_, answer = server.blpop("scoreline:{penguins}:reply:array", timeout=30) or sys.exit("no worker answered in 30 s")
result = json.loads(answer)
print(result["id"], result["status"], [output["data"] for output in result.get("outputs", [])])
