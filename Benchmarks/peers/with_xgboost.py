"""XGBoost: from Python, and without Python between the call and the C function. Neither makes a DMatrix, except for
linear models, which XGBoost scores in no other way."""

import ctypes
import json

import numpy
import xgboost


def open_model(folder, recipe):
    booster = xgboost.Booster({"nthread": 1}, model_file=folder / recipe.model_file)
    library = xgboost.core._LIB  # What the Python package itself calls.
    settings = b'{"type": 1, "training": false, "iteration_begin": 0, "iteration_end": 0, "missing": NaN, ' \
               b'"cache_id": 0, "strict_shape": false}'

    def from_c(block):
        interface = {"data": (block.ctypes.data, True), "shape": block.shape, "typestr": "<f4", "version": 3}
        values = json.dumps(interface).encode()
        shape = ctypes.POINTER(ctypes.c_uint64)()
        dimensions, answers = ctypes.c_uint64(), ctypes.POINTER(ctypes.c_float)()
        arguments = (booster.handle, values, settings, None, ctypes.byref(shape), ctypes.byref(dimensions),
                     ctypes.byref(answers))
        predict = library.XGBoosterPredictFromDense

        def call():
            # The block is named so that its memory stays.
            if predict(*arguments) != 0:
                raise RuntimeError(f"{library.XGBGetLastError()} for {len(block)} rows")

        return call, lambda: numpy.ctypeslib.as_array(answers, shape=(len(block) * recipe.classes,))

    def from_python(block):
        answers = []

        def call():
            answers[:] = [booster.inplace_predict(block, predict_type="margin", validate_features=False)]

        return call, lambda: answers[0]

    def from_matrix(block):
        answers = []

        def call():
            answers[:] = [booster.predict(xgboost.DMatrix(block, nthread=1), output_margin=True)]

        return call, lambda: answers[0]

    if not recipe.trees:
        return {"predict": from_matrix}
    return {"XGBoosterPredictFromDense": from_c, "inplace_predict": from_python}
