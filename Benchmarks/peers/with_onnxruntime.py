"""ONNX Runtime with one thread: plain run, and with inputs and outputs bound before the call."""

import numpy
import onnxruntime


def open_model(folder, recipe):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    session = onnxruntime.InferenceSession(folder / "model.onnx", options, providers=["CPUExecutionProvider"])

    def plain(block):
        answers = []

        def call():
            answers[:] = session.run(["margins"], {"rows": block})

        return call, lambda: answers[0]

    def bound(block):
        binding = session.io_binding()
        answers = numpy.empty((len(block), recipe.classes), dtype=numpy.float32)
        binding.bind_input("rows", "cpu", 0, numpy.float32, block.shape, block.ctypes.data)
        binding.bind_output("margins", "cpu", 0, numpy.float32, answers.shape, answers.ctypes.data)
        return lambda: (block, session.run_with_iobinding(binding)), lambda: answers

    return {"run": plain, "run_with_iobinding": bound}
