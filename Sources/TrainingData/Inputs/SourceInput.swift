import Tables

/// The text that a team's own source gives.
final class SourceInput: ByteInput {
    let name: String
    var size: Int? { nil }
    private let pull: () throws -> [UInt8]?
    private var isAtEnd = false

    init(name: String, _ pull: @escaping () throws -> [UInt8]?) {
        self.name = name
        self.pull = pull
    }

    func next() throws(TableError) -> [UInt8]? {
        while !isAtEnd {
            do {
                guard let piece = try pull() else { break }
                if !piece.isEmpty { return piece }
            } catch { throw TableError("\(name): \(error)") }
        }
        isAtEnd = true
        return nil
    }
}
