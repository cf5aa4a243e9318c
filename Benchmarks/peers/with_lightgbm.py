"""LightGBM: from Python, and by the C functions for many rows and for one, with Float32 and with Float64 rows."""

import ctypes

import lightgbm
import numpy

RAW_SCORE, ROW_MAJOR = 1, 1
TYPES = {numpy.float32: 0, numpy.float64: 1}
PARAMETERS = b"num_threads=1 predict_disable_shape_check=true"


def open_model(folder, recipe):
    booster = lightgbm.Booster(model_file=folder / recipe.model_file)
    library = lightgbm.basic._LIB  # What the Python package itself calls.
    handle = booster._handle
    configuration = {}
    for dtype, number in TYPES.items():
        configuration[dtype] = ctypes.c_void_p()
        check(library, library.LGBM_BoosterPredictForMatSingleRowFastInit(
            handle, RAW_SCORE, 0, -1, number, recipe.features, PARAMETERS, ctypes.byref(configuration[dtype])))

    def from_c(dtype):
        def bind(block):
            rows = numpy.ascontiguousarray(block, dtype=dtype)
            answers = numpy.empty(len(rows) * recipe.classes)
            length = ctypes.c_int64()
            pointers = ctypes.byref(length), answers.ctypes.data_as(ctypes.POINTER(ctypes.c_double))
            address = rows.ctypes.data_as(ctypes.c_void_p)
            if len(rows) == 1:
                predict = library.LGBM_BoosterPredictForMatSingleRowFast
                arguments = configuration[dtype], address, *pointers
            else:
                predict = library.LGBM_BoosterPredictForMat
                arguments = (handle, address, TYPES[dtype], ctypes.c_int32(len(rows)), ctypes.c_int32(recipe.features),
                             ROW_MAJOR, RAW_SCORE, 0, -1, PARAMETERS, *pointers)
            return lambda: check(library, predict(*arguments)), lambda: (rows, answers)[1]

        return bind

    def from_python(block):
        answers = []

        def call():
            answers[:] = [booster.predict(block, raw_score=True, num_threads=1, predict_disable_shape_check=True)]

        return call, lambda: answers[0]

    return {"C, Float32": from_c(numpy.float32), "C, Float64": from_c(numpy.float64), "predict": from_python}


def check(library, status):
    if status != 0:
        raise RuntimeError(library.LGBM_GetLastError())
