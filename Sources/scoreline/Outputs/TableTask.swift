import Glibc
import ScoringModel
import Settings
import Tables

/// The files of a command that scores a table.
struct TableTask {
    let input: String
    let output: String
    let key: String?

    init(_ settings: CommandSettings) throws {
        input = try settings.required("input", "the table, or - for standard input")
        output = try settings.required("output", "a file for the answers, or - for standard output")
        key = try settings.text("key")
        guard !Self.isSameFile(input, output) else {
            throw SettingsError("output: \(output) is the input too; it would be emptied before it is read")
        }
    }

    /// Rows that run over the terminal leave no line for it.
    var showsProgress: Bool { output != "-" || !StandardOutput.isTerminal }

    private static func isSameFile(_ input: String, _ output: String) -> Bool {
        var (one, other) = (stat(), stat())
        guard input != "-", output != "-", unsafe stat(input, &one) == 0, unsafe stat(output, &other) == 0 else {
            return false
        }
        return one.st_dev == other.st_dev && one.st_ino == other.st_ino && (one.st_mode & S_IFMT) == S_IFREG
    }

    /// Opens the input; rows of JSON Lines must leave room for the job around them.
    func openInput() throws -> TableReader { try TableReader.open(input, maximumDepth: 60) }

    /// Where the key stands in the rows of `reader`.
    func keyColumn(in reader: borrowing TableReader) throws -> KeyColumn? {
        guard let key else { return nil }
        if reader.format == .jsonLines { return KeyColumn(name: key, position: nil) }
        guard let position = reader.columns.firstIndex(of: key) else {
            let nearest = NearestName.find(key, among: reader.columns).map { "did you mean \($0)?" }
            let some = "it has \(reader.columns.prefix(8).map { VisibleText.line($0) }.joined(separator: ", "))"
            throw SettingsError("--key: \(reader.name) has no column \(key.prefix(80)); \(nearest ?? some)")
        }
        return KeyColumn(name: key, position: position)
    }

    /// Refuses a table none of whose columns the model knows: every row would fail.
    func checkColumns(of reader: borrowing TableReader, features: [Feature]) throws {
        guard reader.format != .jsonLines else { return }
        let known = Set(features.map(\.name))
        guard !reader.columns.contains(where: { known.contains($0) }) else { return }
        throw ProgramFailure(
            .workFailed,
            "no column of \(reader.name) is a feature of the model; it knows "
                + features.prefix(8).map(\.name).joined(separator: ", ") + ": rename the columns, or take another model"
        )
    }
}
