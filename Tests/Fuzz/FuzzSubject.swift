/// One reader of foreign bytes, and the laws that hold whatever the bytes are.
package struct FuzzSubject: Sendable {
    package enum Verdict: Sendable {
        case accepted
        /// With the message that a user would see.
        case refused(String)
    }

    package let name: String
    let form: InputForm
    /// Longer inputs are cut.
    let maximumLength: Int
    /// What one input may add to the resident memory: `memoryBase` and `memoryFactor` for each of its bytes.
    package let memoryBase: Int
    package let memoryFactor: Int
    /// Reads one input; throws `BrokenLaw` when the reader did something it never may.
    package let read: @Sendable ([UInt8]) throws -> Verdict

    init(
        _ name: String, _ form: InputForm, maximumLength: Int = 1 << 16, memoryBase: Int = 32 << 20,
        memoryFactor: Int = 400, read: @escaping @Sendable ([UInt8]) throws -> Verdict
    ) {
        self.name = name
        self.form = form
        self.maximumLength = maximumLength
        self.memoryBase = memoryBase
        self.memoryFactor = memoryFactor
        self.read = read
    }

    package static let all = [
        jobs, tensors, binaryJobs, derivedJobs, dates, modelFiles, xgboost, lightGBM, onnx, recipes, configuration,
        tables, trainingData, redisReplies, redisURLs, workerRecords,
    ]
}

/// What is inside of an input, which says how it can be changed so that a reader gets far into it.
enum InputForm: Sendable {
    case json
    /// XGBoost's JSON, which is also written as UBJSON, or bytes.
    case ubjson
    /// A safetensors file with a checksum of its content.
    case container
    /// A job's mark, the length of its header, the header's JSON, and tensors.
    case binaryJob
    case lines
    case bytes
}

/// A reader did what it never may.
package struct BrokenLaw: Error, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}

/// Throws unless a law holds.
func require(_ condition: Bool, _ law: @autoclosure () -> String) throws(BrokenLaw) {
    if !condition { throw BrokenLaw(law()) }
}

extension FuzzSubject.Verdict {
    private static let longestMessage = 2000

    /// A refusal, whose message is one that can be shown and logged.
    static func refused(by error: any Error) throws(BrokenLaw) -> FuzzSubject.Verdict {
        let message = "\(error)"
        try require(!message.isEmpty, "a refusal has a message")
        try require(
            message.utf8.count <= longestMessage,
            "a message of \(message.utf8.count) bytes, expected at most \(longestMessage): \(message.prefix(80))")
        try require(!message.hasSuffix("\n"), "a message is a sentence without a line end: \(message)")
        return .refused(message)
    }
}
