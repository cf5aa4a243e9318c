"""Trains a pipeline with scikit-learn, converts it to ONNX, and writes the CSV that proves its import."""
import numpy as np
import onnxruntime
import pandas as pd
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

random = np.random.default_rng(3)
rows = random.normal(0, 1, (500, 3)).astype(np.float32)
label = (rows.sum(axis=1) > 0).astype(int)
pipeline = make_pipeline(StandardScaler(), LogisticRegression()).fit(rows, label)

model = to_onnx(pipeline, rows[:1], options={"zipmap": False})
with open("sums.onnx", "wb") as file:
    file.write(model.SerializeToString())

session = onnxruntime.InferenceSession(model.SerializeToString())
_, probabilities = session.run(None, {session.get_inputs()[0].name: rows[:100]})
golden = pd.DataFrame(rows[:100], columns=["f0", "f1", "f2"])  # or the names that a schema gives
golden["prediction_0"], golden["prediction_1"] = probabilities.T
golden.to_csv("sums.csv", index=False)
