"""tl2cgen: C code of the model, compiled by gcc -O3, called by its own predictor and by a plain loop over the rows."""

import ctypes
import os
import subprocess

import numpy
import tl2cgen
import treelite

# What a caller in C would write. The generated code marks a missing value by an integer.
LOOP = """
#include <math.h>
#include <string.h>
#include "header.h"
void score_rows(const VALUE *rows, size_t count, size_t features, size_t outputs, LEAF *margins) {
    union Entry entries[features];
    // The generated code adds to what is there.
    memset(margins, 0, count * outputs * sizeof(LEAF));
    for (size_t row = 0; row < count; row++) {
        for (size_t feature = 0; feature < features; feature++) {
            VALUE value = rows[row * features + feature];
            if (isnan(value)) entries[feature].missing = -1; else entries[feature].fvalue = value;
        }
        predict(entries, 1, margins + row * outputs);
    }
}
"""


# With "quantized", thresholds are numbers of intervals, so that every comparison is one of integers.
SETTINGS = {"plain": {}, "quantized": {"quantize": 1}}


def load(folder, recipe):
    path = folder / recipe.model_file
    return (treelite.frontend.load_xgboost_model(path, format_choice="json") if recipe.library == "xgboost" else
            treelite.frontend.load_lightgbm_model(path))


def prepare(folder, recipe, what):
    code = folder / f"tl2cgen-{what}"
    units = min(16, max(recipe.trees * recipe.classes // 50, 1))
    tl2cgen.generate_c_code(load(folder, recipe), code, {"parallel_comp": units, **SETTINGS[what]})
    value = "float" if recipe.dtype == "f32" else "double"
    (code / "loop.c").write_text(LOOP, encoding="ascii")
    sources = sorted(code.glob("*.c"))
    compilers = []
    for source in sources:
        while len([process for process in compilers if process.poll() is None]) >= (os.cpu_count() or 1):
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
        compilers.append(subprocess.Popen(
            ["gcc", "-O3", "-fPIC", f"-DVALUE={value}", f"-DLEAF={value}", "-c", source.name], cwd=code))
    if any(process.wait() != 0 for process in compilers):
        raise SystemExit("gcc failed")
    objects = [f"{source.stem}.o" for source in sources]
    subprocess.run(["gcc", "-shared", "-o", "model.so", *objects, "-lm"], cwd=code, check=True)


def open_model(folder, recipe):
    ways = {}
    for what in SETTINGS:
        library = folder / f"tl2cgen-{what}" / "model.so"
        if library.exists():
            ways[f"{what}, C loop"] = c_loop(library, recipe)
            ways[f"{what}, Predictor"] = own_predictor(library, recipe)
    return ways


def number_type(recipe):
    return numpy.float32 if recipe.dtype == "f32" else numpy.float64


def c_loop(library, recipe):
    score_rows = ctypes.CDLL(library).score_rows
    score_rows.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_void_p]
    score_rows.restype = None

    def bind(block):
        rows = block.astype(number_type(recipe))
        answers = numpy.zeros(len(block) * recipe.classes, dtype=rows.dtype)
        arguments = [ctypes.c_void_p(rows.ctypes.data), len(rows), recipe.features, recipe.classes,
                     ctypes.c_void_p(answers.ctypes.data)]

        def call():
            score_rows(*arguments)

        return call, lambda: (rows, answers)[1]

    return bind


def own_predictor(library, recipe):
    predictor = tl2cgen.Predictor(library, nthread=1)

    def bind(block):
        rows, answers = block.astype(number_type(recipe)), []

        def call():
            answers[:] = [predictor.predict(tl2cgen.DMatrix(rows), pred_margin=True)]

        return call, lambda: answers[0]

    return bind
