"""Trains a model with XGBoost, saves it, and writes the CSV that proves its import."""
import numpy as np
import pandas as pd
import xgboost as xgb

random = np.random.default_rng(1)
frame = pd.DataFrame({
    "age": random.integers(18, 90, 500).astype(float),
    "plan": pd.Categorical(random.choice(["basic", "plus", "pro"], 500)),
})
frame.loc[::7, "age"] = np.nan
label = (frame["age"].fillna(30) > 40) ^ (frame["plan"] == "pro")
booster = xgb.train({"objective": "binary:logistic"}, xgb.DMatrix(frame, label, enable_categorical=True), 20)

booster.save_model("churn.json")  # of a scikit-learn class: estimator.get_booster().save_model(…)

golden = frame.head(100).copy()
rows = xgb.DMatrix(golden, enable_categorical=True)
golden["margin"] = booster.predict(rows, output_margin=True)  # several columns: margin_0, margin_1 …
golden.to_csv("churn.csv", index=False)
