import Tables

/// The bytes of an input, uncompressed where they are gzip: its content says that, not its name.
final class PlainInput: ByteInput {
    private let input: any ByteInput
    private let inflater: Inflater?
    /// Read to look at, not handed out yet.
    private var start: [UInt8]

    init(_ input: any ByteInput, limits: DataLimits) throws(TableError) {
        self.input = input
        start = []
        while start.count < 2, let piece = try input.next() { start += piece }
        inflater = start.starts(with: Inflater.magic) ? Inflater(limits: limits) : nil
    }

    var name: String { input.name }
    var size: Int? { inflater == nil ? input.size : nil }

    func next() throws(TableError) -> [UInt8]? {
        guard let inflater else { return try nextPiece() }
        while true {
            do throws(Inflater.Problem) {
                if let bytes = try inflater.output() { return bytes }
            } catch { throw TableError("\(name) \(error)") }
            guard let piece = try nextPiece() else {
                guard inflater.isComplete else { throw TableError("\(name) \(Inflater.Problem.truncated)") }
                return nil
            }
            inflater.feed(piece)
        }
    }

    private func nextPiece() throws(TableError) -> [UInt8]? {
        if !start.isEmpty {
            defer { start = [] }
            return start
        }
        return try input.next()
    }
}
