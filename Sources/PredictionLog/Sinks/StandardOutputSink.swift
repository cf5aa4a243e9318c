import Glibc

/// Standard output, for whoever collects the lines of containers.
///
/// Its flags are left alone: it is shared with whoever started the worker.
final class StandardOutputSink: PredictionSink {
    private var writer = DescriptorWriter()

    func write(_ lines: PredictionLines, isOver: () -> Bool, onStall: (String) -> Void) -> SinkAnswer {
        writer.write(lines, to: STDOUT_FILENO, isOver: isOver, onStall: onStall)
    }
}
