import JSONBytes
import JobWire
import Keyspace
import ScoringEngine

extension FuzzSubject {
    /// Jobs with rows.
    static let jobs = FuzzSubject("jobs", .json) { try readJob($0, .plain) }
    /// Jobs with the tensors of the Open Inference Protocol.
    static let tensors = FuzzSubject("tensors", .json) { try readJob($0, .plain) }
    /// Jobs of the binary form.
    static let binaryJobs = FuzzSubject("binary-jobs", .binaryJob) { try readJob($0, .plain) }
    /// Jobs of both kinds for a model with dates and derived features.
    static let derivedJobs = FuzzSubject("derived-jobs", .json) { try readJob($0, .derived) }

    private static let neighbour = Array(#"{"id":"neighbour","rows":[{"age":1,"island":"Dream"}]}"#.utf8)

    /// A job gets one result and does not touch the results of the jobs beside it.
    private static func readJob(_ bytes: [UInt8], _ model: JobModel) throws -> Verdict {
        let alone = try answers([neighbour], model).texts[0]
        let (texts, counts) = try answers([neighbour, bytes, neighbour], model)
        try require(texts[0] == alone && texts[2] == alone, "the job changed the result of another one")
        try require(counts.completed + counts.failed == 3, "3 jobs are counted as \(counts)")
        let verdict = try verdict(on: texts[1])
        for isOversized in [true, false] {
            var batch = JobBatch()
            batch.begin(model.wire, attempt: 1, now: JobModel.now)
            if isOversized {
                batch.appendOversized(head: bytes.span.extracting(first: 4096), length: 1 << 30)
            } else {
                batch.appendPoison(bytes.span)
            }
            let given = try model.results(of: &batch).texts
            guard case .refused = try Self.verdict(on: given[0]) else {
                throw BrokenLaw("a job that is not read was scored")
            }
        }
        return verdict
    }

    private static func answers(_ jobs: [[UInt8]], _ model: JobModel) throws -> (texts: [[UInt8]], counts: BatchCounts)
    {
        var batch = JobBatch(maximumValues: 1 << 16)
        batch.begin(model.wire, attempt: 1, now: JobModel.now)
        for job in jobs { batch.append(job.span) }
        let length = jobs.reduce(0) { $0 + $1.count }
        try require(batch.rowCount <= length, "\(length) bytes of jobs make \(batch.rowCount) rows")
        try require(
            batch.rows.count == batch.rowCount * model.scorer.featureCount,
            "the matrix has another size than its rows")
        return try model.results(of: &batch)
    }

    /// What a result says, which must be the JSON that docs/protocol.md describes.
    private static func verdict(on bytes: [UInt8]) throws -> Verdict {
        let result: JSONValue
        do { result = try members(bytes) } catch {
            throw BrokenLaw("the result is no JSON, \(error): \(String(decoding: bytes.prefix(500), as: UTF8.self))")
        }
        guard let id = result["id"] else { throw BrokenLaw("the result has no id") }
        try require(id.isNull || (1...512).contains(id.string?.utf8.count ?? 0), "the result's id is \(id)")
        switch result["status"]?.string {
        case "failed":
            let message = result["error"]?["message"]?.string ?? ""
            try require(result["error"]?["code"]?.string != nil, "a failed result has a code")
            return try .refused(by: BrokenLaw(message))
        case "completed":
            try require(!id.isNull, "a job without an id was scored")
            try checkOutputs(result)
            return .accepted
        case let other: throw BrokenLaw("the result's status is \(other ?? "absent")")
        }
    }

    /// The result without what comes back as it was sent, in which a name may stand twice.
    private static func members(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        var reader = JSONReader(bytes.span, maximumDepth: 128)
        var members: [JSONValue.Member] = []
        try reader.beginObject()
        while try reader.nextKey() {
            let name = reader.stringValue
            if name == "metadata" || name == "traceparent" {
                try reader.skipValue()
            } else {
                members.append(.init(name, try JSONValue(&reader)))
            }
        }
        try reader.end()
        return .object(members)
    }

    private static func checkOutputs(_ result: JSONValue) throws {
        guard let outputs = result["outputs"]?.array, !outputs.isEmpty else { throw BrokenLaw("no outputs") }
        var rowCounts: Set<Int> = []
        for output in outputs {
            guard let shape = output["shape"]?.array?.compactMap(\.integer), let data = output["data"]?.array else {
                throw BrokenLaw("an output lacks its shape or data")
            }
            try require(shape.reduce(1, *) == data.count, "the shape \(shape) has \(data.count) values")
            rowCounts.insert(shape[0])
        }
        try require(rowCounts.count == 1, "the outputs have different numbers of rows: \(rowCounts.sorted())")
        for error in result["row_errors"]?.array ?? [] {
            let row = error["row"]?.integer ?? -1
            try require(rowCounts.contains { row >= 0 && row < $0 }, "an error names the row \(row)")
        }
    }
}
