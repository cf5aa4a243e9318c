"""Trains a model with LightGBM, saves it, and writes the CSV that proves its import."""
import lightgbm as lgb
import numpy as np
import pandas as pd

random = np.random.default_rng(2)
frame = pd.DataFrame({
    "width": random.normal(5, 2, 500),
    "colour": pd.Categorical(random.choice(["blue", "green", "red"], 500)),
})
label = np.digitize(frame["width"], [4, 6]) * (frame["colour"] != "red")
settings = {"objective": "multiclass", "num_class": 3, "verbose": -1}
booster = lgb.train(settings, lgb.Dataset(frame, label), 20)

booster.save_model("shapes.txt")  # of a scikit-learn class: estimator.booster_.save_model(…)

golden = frame.head(100).copy()
scores = booster.predict(frame.head(100), raw_score=True)
for output in range(3):
    golden[f"margin_{output}"] = scores[:, output]
golden.to_csv("shapes.csv", index=False, float_format="%.17g")
