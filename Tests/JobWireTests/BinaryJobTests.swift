import JSONBytes
import JobWire
import ScoringModel
import TestSupport
import Testing

struct BinaryJobTests {
    /// A job of the binary form.
    static func job(_ header: String, _ tail: [UInt8], length: Int? = nil) -> [UInt8] {
        let text = Array(header.utf8)
        return BinaryForm.mark + bytes(UInt32(length ?? text.count)) + text + tail
    }

    static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
    }

    static func tensor(_ name: String, _ datatype: String, _ shape: [Int], bytes size: Int) -> String {
        #"{"name": "\#(name)", "datatype": "\#(datatype)", "shape": \#(shape), "parameters": {"binary_data_size": \#(size)}}"#
    }

    private func failure(_ job: [UInt8]) throws -> (code: String?, message: String?) {
        let answer = try Fixtures.tree(Fixtures.answers([job])[0])
        return (answer["error"]?["code"]?.string, answer["error"]?["message"]?.string)
    }

    // MARK: The law

    /// A tensor in both forms.
    private struct Twin {
        var json: String
        var header: String
        var tail: [UInt8]
    }

    private static func number(_ random: inout SeededGenerator) -> Double {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: .nan
        case 1: .infinity
        case 2: -999
        case 3: 1e300
        case 4: Double(Int.random(in: -3...8, using: &random))
        default: Double.random(in: -100...100, using: &random)
        }
    }

    private static func twin(
        _ name: String, _ shape: [Int], _ datatype: String, _ random: inout SeededGenerator
    ) -> Twin {
        var texts: [String] = []
        var tail: [UInt8] = []
        for _ in 0..<shape.reduce(1, *) {
            switch datatype {
            case "FP32":
                let value = Float(number(&random))
                texts.append(value.isNaN ? "NaN" : value.isInfinite ? "Infinity" : "\(Double(value))")
                tail += bytes(value.bitPattern)
            case "FP64":
                let value = number(&random)
                texts.append(value.isNaN ? "NaN" : value.isInfinite ? "Infinity" : "\(value)")
                tail += bytes(value.bitPattern)
            case "BOOL":
                let value = Bool.random(using: &random)
                texts.append("\(value)")
                tail.append(value ? 1 : 0)
            case "BYTES":
                let value = ["Dream", "7", "true", "", "Torgersen", "é", "0.5"].randomElement(using: &random) ?? ""
                texts.append("\"\(value)\"")
                tail += bytes(UInt32(value.utf8.count)) + value.utf8
            default:
                let value = Int64(bitPattern: random.next())
                func add<Number: FixedWidthInteger>(_ type: Number.Type) {
                    let number = Number(truncatingIfNeeded: chance ? value : value & 7)
                    texts.append("\(number)")
                    tail += bytes(number)
                }
                let chance = Bool.random(using: &random)
                switch datatype {
                case "INT8": add(Int8.self)
                case "INT16": add(Int16.self)
                case "INT32": add(Int32.self)
                case "INT64": add(Int64.self)
                case "UINT8": add(UInt8.self)
                case "UINT16": add(UInt16.self)
                case "UINT32": add(UInt32.self)
                default: add(UInt64.self)
                }
            }
        }
        let data = texts.joined(separator: ", ")
        return Twin(
            json: #"{"name": "\#(name)", "datatype": "\#(datatype)", "shape": \#(shape), "data": [\#(data)]}"#,
            header: tensor(name, datatype, shape, bytes: tail.count), tail: tail)
    }

    private static let datatypes = [
        "FP32", "FP64", "INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64", "BOOL", "BYTES",
    ]

    @Test("A job gets the same bytes as an answer in both forms", arguments: 1...20 as ClosedRange<UInt64>)
    func agrees(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let tasks: [Task] = [.regression, .binary, .multiclass]
        let model = Fixtures.model(tasks[Int(seed) % 3], groups: tasks[Int(seed) % 3] == .multiclass ? 3 : 1)
        var (binary, text): ([[UInt8]], [[UInt8]]) = ([], [])
        for number in 0..<40 {
            let rows = Int.random(in: 1...5, using: &random)
            let type = { (random: inout SeededGenerator) in Self.datatypes.randomElement(using: &random) ?? "FP32" }
            var twins: [Twin] = []
            var features = ""
            switch number % 3 {
            case 0: twins = [Self.twin("m", [rows, 5], type(&random), &random)]
            case 1:
                features = #", "features": ["weight", "unknown", "age"]"#
                twins = [Self.twin("m", [rows, 3], type(&random), &random)]
            default:
                for name in ["age", "island", "other", "isMale", "weight"].shuffled(using: &random) {
                    let shape = Bool.random(using: &random) ? [rows] : [rows, 1]
                    twins.append(Self.twin(name, shape, type(&random), &random))
                }
            }
            let head = #"{"id": "\#(number)"\#(features), "inputs": ["#
            text.append(Array((head + twins.map(\.json).joined(separator: ", ") + "]}").utf8))
            binary.append(
                Self.job(head + twins.map(\.header).joined(separator: ", ") + "]}", twins.flatMap(\.tail)))
        }
        let (found, expected) = (Fixtures.answers(binary, model), Fixtures.answers(text, model))
        #expect(found == expected)
        // Not all alike, or nothing is compared.
        #expect(found.contains { $0.contains(#""row_errors""#) } && found.contains { !$0.contains(#""row_errors""#) })
    }

    @Test(
        "A job whose inputs repeat those before it is answered as it would be alone",
        arguments: 1...20 as ClosedRange<UInt64>)
    func repeats(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let matrix = Self.tensor("m", "INT8", [2, 5], bytes: 10)
        let inputs = [
            matrix, Self.tensor("m", "INT8", [1, 5], bytes: 5), Self.tensor("age", "INT8", [2], bytes: 2),
            Self.tensor("age", "INT8", [2], bytes: 2) + ", " + Self.tensor("isMale", "BOOL", [2], bytes: 2),
            // Refused, or with a value that the next one may have otherwise.
            Self.tensor("age", "INT8", [1], bytes: -1), Self.tensor("age", "INT8", [2], bytes: 9), matrix + ", 7",
            #"{"name": "age", "datatype": "INT8", "shape": [1], "data": [4]}"#,
            #"{"name": "age", "datatype": "INT8", "shape": [1], "data": [5]}"#,
        ]
        let jobs = (0..<60).map { number in
            let inputs = inputs.randomElement(using: &random) ?? matrix
            let fields = [
                #""id": "\#(number)""#, #""inputs": [\#(inputs)]"#,
                ["\"features\": [\"age\", \"weight\"]", "\"expires_at\": 7", "\"outputs\": [\"margin\"]"]
                    .randomElement(using: &random) ?? "",
            ]
            let count = [0, 2, 4, 5, 9, 10].randomElement(using: &random) ?? 0
            let tail = (0..<count).map { _ in UInt8.random(in: 0...2, using: &random) }
            let kept = Bool.random(using: &random) ? fields : Array(fields.prefix(2))
            return Self.job("{" + kept.shuffled(using: &random).joined(separator: ", ") + "}", tail)
        }
        let found = Fixtures.answers(jobs)
        #expect(found == jobs.map { Fixtures.answers([$0])[0] })
        #expect(found.contains { $0.contains(#""failed""#) } && found.contains { $0.contains(#""completed""#) })
    }

    @Test("A header may hold tensors of both kinds, or rows and no tail")
    func mixes() throws {
        let age = Self.tensor("age", "INT8", [2], bytes: 2)
        let mixed =
            #"{"id": "a", "inputs": [\#(age), {"name": "weight", "datatype": "FP32", "shape": [2], "data": [5, 6]}]}"#
        let batch = Fixtures.batch([
            Self.job(mixed, [1, 2]), Self.job(#"{"id": "b", "rows": [{"age": 3, "weight": 7}]}"#, []),
        ])
        try #require(batch.rowCount == 3)
        #expect(batch.rows.map { $0.isNaN ? -1 : $0 } == [1, -1, -1, -1, 5, 2, -1, -1, -1, 6, 3, -1, -1, -1, 7])
    }

    // MARK: Refusals

    private static let huge = 9_000_000_000_000_000_000

    static let refused: [(String, [UInt8], String)] = [
        (tensor("age", "FP32", [2], bytes: 8), [0, 0, 0], #"the tensor "age" has 8 bytes, 3 are left of the job"#),
        (tensor("age", "INT8", [2], bytes: 2), [0], #"the tensor "age" has 2 bytes, 1 are left of the job"#),
        (tensor("age", "INT8", [1], bytes: 1), [0, 0, 0], "the job has 2 bytes behind its tensors"),
        (tensor("age", "INT8", [1], bytes: 1), [0, 0], "the job has 1 bytes behind its tensors"),
        (
            tensor("age", "FP32", [2], bytes: 7), [0, 0, 0, 0, 0, 0, 0],
            #"the tensor "age" has 7 bytes, its shape [2] and FP32 say otherwise"#
        ),
        (
            tensor("age", "FP32", [3], bytes: 8), [0, 0, 0, 0, 0, 0, 0, 0],
            #"the tensor "age" has 8 bytes, its shape [3] and FP32 say otherwise"#
        ),
        (
            tensor("age", "INT8", [9_000_000_000_000_000_000, 4], bytes: 1), [0],
            #"the tensor "age" has 0 values, its shape [9000000000000000000, 4] says otherwise"#
        ),
        (tensor("isMale", "BOOL", [2], bytes: 2), [1, 2], #"the tensor "isMale" holds the byte 2, expected 0 or 1"#),
        (tensor("island", "BYTES", [1], bytes: 3), [1, 0, 0], #"the tensor "island" is cut off in its text 0"#),
        (tensor("island", "BYTES", [1], bytes: 5), [2, 0, 0, 0, 65], #"the tensor "island" is cut off in its text 0"#),
        (
            tensor("island", "BYTES", [2], bytes: 10), [1, 0, 0, 0, 65, 255, 255, 255, 255, 65],
            #"the tensor "island" is cut off in its text 1"#
        ),
        (
            tensor("island", "BYTES", [2], bytes: 5), [1, 0, 0, 0, 65],
            #"the tensor "island" has 1 values, its shape [2] says otherwise"#
        ),
        (
            tensor("age", "INT8", [1], bytes: 1) + ", " + tensor("weight", "INT8", [1], bytes: huge) + ", "
                + tensor("code", "INT8", [1], bytes: huge), [0],
            #"the tensor "weight" has 9000000000000000000 bytes, 0 are left of the job"#
        ),
        (tensor("age", "INT8", [1], bytes: -1), [0], "binary_data_size is -1, expected a number of bytes"),
        (
            #"{"name": "age", "datatype": "INT8", "shape": [1], "data": [1], "parameters": {"binary_data_size": 1}}"#,
            [1],
            #"the tensor "age" has both data and binary_data_size"#
        ),
        (#"{"name": "age", "datatype": "INT8", "shape": [1]}"#, [1], #"the tensor "age" has no data"#),
    ]

    @Test("A tail that does not fit its tensors fails the job before memory is taken", arguments: refused)
    func refuses(_ tensor: String, _ tail: [UInt8], _ message: String) throws {
        let found = try failure(Self.job(#"{"id": "a", "inputs": [\#(tensor)]}"#, tail))
        #expect(found.code == "bad_job")
        #expect(found.message == message)
    }

    @Test("JSON has no tail: its tensors need data, whatever their parameters say")
    func json() throws {
        let tensor = Self.tensor("age", "INT8", [1], bytes: 1)
        #expect(
            try failure(Array(#"{"id": "a", "inputs": [\#(tensor)]}"#.utf8)).message == #"the tensor "age" has no data"#
        )
    }

    @Test("A header that is cut off or broken still gives the id and the reply list")
    func salvages() throws {
        let header = #"{"id": "a", "reply_to": "me", "inputs": ["#
        for job in [Self.job(header, []), Self.job(header, [], length: 5_000)] {
            var batch = Fixtures.batch([job])
            let model = Fixtures.model()
            let (results, _) = Fixtures.answer(&batch, model)
            #expect(results.replyNames == ["me"] && results.destinations == [1])
            #expect(String(decoding: results.bytes(at: 0), as: UTF8.self).hasPrefix(#"{"id":"a","status":"failed""#))
            #expect(EnvelopeScan.id(of: job.span) == "a")
        }
        #expect(try failure(Self.job(header, [])).message == "in the header, byte 41: an array does not end")
        #expect(
            try failure(Self.job(header, [], length: 5_000)).message
                == "the binary job's header has 5000 bytes, of which 41 are there")
        for count in 0..<4 {
            let cut = BinaryForm.mark + Array(repeating: 1, count: count)
            #expect(
                try failure(cut).message == "the binary job ends before its header, whose length is missing", "\(count)"
            )
        }
    }
}
