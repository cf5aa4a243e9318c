#!/usr/bin/env python3
"""Trains one model of the comparison and writes what everyone needs of it into a folder.

    train.py NAME FOLDER [--threads N]

    model.json or model.txt   as the library saves it
    rows.f32, rows.f64        the rows, row-major, raw
    margins.npy               the library's own margins of all rows, before any transformation
    model.onnx                the same trees for ONNX Runtime
    twice.txt                 a LightGBM model with every tree that was trained, where the model has only the first
"""

import argparse
import pathlib

import lightgbm
import numpy
import onnx
import xgboost

import onnx_model
from recipes import BY_NAME, POOL_ROWS


def train_xgboost(recipe, folder, pool, threads):
    table, target = recipe.training_table()
    parameters = {"nthread": threads, "eta": 0.1, "seed": 1}
    if recipe.trees:
        parameters |= {"tree_method": "hist", "max_bin": 255, "max_depth": recipe.depth}
        rounds = recipe.trees
    else:
        # shotgun would follow the order in which threads come.
        parameters |= {"booster": "gblinear", "updater": "coord_descent"}
        rounds = 20
    if recipe.classes > 1:
        parameters |= {"objective": "multi:softprob", "num_class": recipe.classes}
    else:
        parameters |= {"objective": "binary:logistic"}
    booster = xgboost.train(parameters, xgboost.DMatrix(table, target, nthread=threads), rounds)
    booster.save_model(folder / recipe.model_file)
    saved = xgboost.Booster({"nthread": threads}, model_file=folder / recipe.model_file)
    margins = saved.predict(xgboost.DMatrix(pool, nthread=threads), output_margin=True)
    return margins.astype(numpy.float64), onnx_model.from_xgboost(folder / recipe.model_file, recipe.features)


def train_lightgbm(recipe, folder, pool, threads):
    table, target = recipe.training_table()
    parameters = {
        "objective": "binary", "num_leaves": recipe.leaves, "learning_rate": 0.1, "max_bin": 255, "verbosity": -1,
        "num_threads": threads, "seed": 1, "deterministic": True, "force_row_wise": True,
        # Enough to give every tree the leaves that its name says.
        "min_data_in_leaf": 10, "min_data_per_group": 20, "max_cat_threshold": 12,
    }
    data = lightgbm.Dataset(table, target, categorical_feature=list(range(recipe.categorical)))
    booster = lightgbm.train(parameters, data, recipe.trained or recipe.trees)
    if recipe.trained:
        booster.save_model(folder / "twice.txt")
    booster.save_model(folder / recipe.model_file, num_iteration=recipe.trees)
    saved = lightgbm.Booster(model_file=folder / recipe.model_file)
    margins = saved.predict(pool.astype(numpy.float64), raw_score=True, num_threads=threads)
    return margins, onnx_model.from_lightgbm(saved, recipe.features)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("name", choices=BY_NAME)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    recipe = BY_NAME[options.name]
    options.folder.mkdir(parents=True, exist_ok=True)
    pool = recipe.rows(POOL_ROWS, seed=3)
    pool.tofile(options.folder / "rows.f32")
    pool.astype(numpy.float64).tofile(options.folder / "rows.f64")
    train = train_xgboost if recipe.library == "xgboost" else train_lightgbm
    margins, graph = train(recipe, options.folder, pool, options.threads)
    numpy.save(options.folder / "margins.npy", margins.reshape(POOL_ROWS, recipe.classes))
    onnx.save(graph, options.folder / "model.onnx")


main()
