/// Where lines go. Belongs to the writer's thread.
protocol PredictionSink: AnyObject {
    /// Tries to write lines, once; waits for a reader who does not take them until `isOver`, calling `onStall` ten times a
    /// second meanwhile.
    func write(_ lines: PredictionLines, isOver: () -> Bool, onStall: (String) -> Void) -> SinkAnswer
}

/// What became of some lines.
struct SinkAnswer {
    /// Lines that are out; the others are given up.
    var written: Int
    /// Why not all of them are.
    var problem: String?
}
