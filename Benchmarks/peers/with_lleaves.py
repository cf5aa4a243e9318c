"""lleaves: compiled as it is by default, and with all trees in one block, as its manual advises for single rows."""

import ctypes

import lleaves
import numpy

DOUBLES = ctypes.POINTER(ctypes.c_double)


# Trees that are run one after the other over the rows of a call; the first is the default.
BLOCKS = {"default": lambda recipe: 34, "one-block": lambda recipe: recipe.trees}


def compiled(folder, recipe, name):
    model = lleaves.Model(folder / recipe.model_file)
    model.compile(cache=folder / f"lleaves-{name}.o", raw_score=True, fblocksize=BLOCKS[name](recipe))
    return model


def prepare(folder, recipe, what):
    compiled(folder, recipe, what)


def open_model(folder, recipe):
    def by_function(model):
        def bind(block):
            # The compiled function takes nothing else, and predict() would convert at every call.
            rows, answers = block.astype(numpy.float64), numpy.empty(len(block))
            # What predict() itself calls; it hides as much Python as can be hidden.
            function, count = model._c_entry_func, len(rows)
            source, target = rows.ctypes.data_as(DOUBLES), answers.ctypes.data_as(DOUBLES)
            return lambda: function(source, target, 0, count), lambda: (rows, answers)[1]

        return bind

    return {name: by_function(compiled(folder, recipe, name)) for name in BLOCKS
            if (folder / f"lleaves-{name}.o").exists()}
