import Settings

extension ProgramFailure {
    /// Some rows have no answer; the output says why in its last column.
    static func rows(failed: Int, of rows: Int, output: String) -> ProgramFailure {
        let name = output == "-" ? "the output" : output
        return ProgramFailure(.workFailed, "\(failed) of \(rows) rows failed; the column error of \(name) says why")
    }
}
