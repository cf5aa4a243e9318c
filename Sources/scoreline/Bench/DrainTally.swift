import JSONBytes

/// Which of the jobs of a bench were answered, and how often.
struct DrainTally {
    private let prefix: [UInt8]
    private var answers: [UInt8]
    private(set) var failed = 0
    private(set) var duplicates = 0

    /// Ids are `prefix` and a number below `jobs`.
    init(prefix: String, jobs: Int) {
        self.prefix = Array(prefix.utf8)
        answers = Array(repeating: 0, count: jobs)
    }

    var lost: Int { answers.count { $0 == 0 } }

    /// Counts one result; one that answers none of the jobs counts as failed. Gives the job's number when it is its first
    /// answer.
    @discardableResult
    mutating func add(_ result: Span<UInt8>) -> Int? {
        guard let (number, isCompleted) = Self.read(result, prefix), answers.indices.contains(number) else {
            failed += 1
            return nil
        }
        if !isCompleted { failed += 1 }
        guard answers[number] == 0 else {
            duplicates += 1
            return nil
        }
        answers[number] = 1
        return number
    }

    private static func read(_ result: Span<UInt8>, _ prefix: [UInt8]) -> (number: Int, isCompleted: Bool)? {
        var number: Int?
        var isCompleted = false
        var reader = JSONReader(result)
        do throws(JSONError) {
            try reader.beginObject()
            while try reader.nextKey() {
                switch reader.stringValue {
                case "id":
                    guard try reader.peek() == .string else { return nil }
                    try reader.readString()
                    let id = reader.stringValue
                    guard id.utf8.starts(with: prefix) else { return nil }
                    number = Int(id.dropFirst(prefix.count))
                case "status":
                    try reader.readString()
                    isCompleted = reader.stringValue == "completed"
                case "row_errors":
                    try reader.beginArray()
                    while try reader.nextElement() {
                        isCompleted = false
                        try reader.skipValue()
                    }
                default: try reader.skipValue()
                }
            }
        } catch { return nil }
        return number.map { ($0, isCompleted) }
    }
}
