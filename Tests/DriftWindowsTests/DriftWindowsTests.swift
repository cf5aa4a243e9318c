import Drift
import Keyspace
import Redis
import ScoringModel
import TestSupport
import Testing

@testable import DriftWindows

/// Against a real Redis.
@Suite struct DriftWindowsTests {
    private let server: RedisServer
    private let keys: ModelKeys
    private let windows: DriftWindows
    private let sha256 = String(repeating: "ab", count: 32)

    init() throws {
        server = try RedisServer()
        keys = try Keyspace(prefix: "t").model("m")
        windows = DriftWindows(keys)
    }

    private static func reference(names: [String] = ["a"]) throws -> DriftReference {
        var manifest = Manifest(
            name: "m", task: .binary, createdAt: "2026-01-01T00:00:00Z",
            features: [
                Feature(
                    name: "number \"x\"",
                    statistics: FeatureStatistics(
                        count: 10, missing: 1, minimum: 0.1, maximum: 3, mean: 1.5, standardDeviation: 0.7,
                        histogram: BinnedCounts(bins: .edges([0.1, 2.3]), counts: [2, 3, 4]))),
                Feature(
                    name: "île", kind: .categorical, categories: names,
                    statistics: FeatureStatistics(
                        count: 10, missing: 0, histogram: BinnedCounts(bins: .codes([0]), counts: [10, 0]))),
            ],
            classLabels: ["no", "yes"], transform: .logistic, iterationRange: 0..<1,
            source: Source(library: "", libraryVersion: "", format: "", sha256: ""), goldenOrigin: .reference)
        manifest.scores = ScoreStatistics(
            count: 4, histogram: BinnedCounts(bins: .edges([0.5]), counts: [3, 1]), labels: [3, 1])
        return try #require(DriftReference(manifest))
    }

    private static func counts(_ reference: DriftReference, rows: Int) -> DriftCounts {
        var counts = DriftCounts(reference)
        (counts.scored, counts.rows) = (rows * 3, rows)
        counts.columns[0].bins = [0, rows - 1, 0]
        counts.columns[0].missing = 1
        counts.columns[0].sum = 0.1 * Double(rows)
        counts.columns[0].squares = 1e300
        counts.columns[1].bins = [rows, 0]
        counts.scores = [rows, 0]
        counts.labels = [0, rows]
        return counts
    }

    @Test("What workers wrote in several windows is added up, and read without the model's file")
    func sum() throws {
        var connection = try server.connect()
        let reference = try Self.reference()
        let start = try DriftWindows.start(&connection)
        #expect(start % DriftWindows.length == 0)
        let counts = Self.counts(reference, rows: 5)
        for (worker, window) in [
            ("w1", start), ("w2", start), ("w3", start), ("w1", start - DriftWindows.length),
        ] {
            try windows.write(counts, of: reference, sha256: sha256, worker: worker, window: window, &connection)
        }
        let observed = try #require(try windows.read(sha256: sha256, windows: 2, upTo: start, &connection))
        #expect(observed.counts.rows == 20 && observed.counts.scored == 60 && observed.workers == 3)
        #expect(observed.counts.columns[0].bins == [0, 16, 0] && observed.counts.columns[0].missing == 4)
        #expect(observed.counts.columns[0].squares == 4e300)
        #expect(observed.reference == reference)
        #expect(observed.from == start - DriftWindows.length && observed.to == start + DriftWindows.length)
        #expect(try windows.read(sha256: sha256, windows: 1, upTo: start, &connection)?.counts.rows == 15)
        #expect(try windows.read(sha256: sha256, windows: DriftWindows.kept, &connection)?.counts.rows == 20)
    }

    @Test("A write that is repeated changes nothing, and a later one takes its place")
    func again() throws {
        var connection = try server.connect()
        let reference = try Self.reference()
        let start = try DriftWindows.start(&connection)
        for rows in [5, 5, 9, 9] {
            try windows.write(
                Self.counts(reference, rows: rows), of: reference, sha256: sha256, worker: "w", window: start,
                &connection)
        }
        #expect(try windows.read(sha256: sha256, windows: 1, upTo: start, &connection)?.counts.rows == 9)
    }

    @Test("Each model file is by itself")
    func models() throws {
        var connection = try server.connect()
        let reference = try Self.reference()
        let start = try DriftWindows.start(&connection)
        try windows.write(
            Self.counts(reference, rows: 5), of: reference, sha256: sha256, worker: "w", window: start, &connection)
        #expect(try windows.read(sha256: String(repeating: "c", count: 64), windows: 36, &connection) == nil)
        #expect(try windows.read(sha256: "", windows: 36, &connection) == nil)
    }

    @Test("A window expires, also the one of a worker that died")
    func expiry() throws {
        var connection = try server.connect()
        let reference = try Self.reference()
        let start = try DriftWindows.start(&connection)
        try windows.write(
            Self.counts(reference, rows: 5), of: reference, sha256: sha256, worker: "w", window: start, &connection)
        let life = try connection.call(RedisCommand("TTL", keys.drift(window: start))).integer()
        #expect((1...DriftWindows.length * DriftWindows.kept).contains(life))
    }

    @Test("A window has room for a thousand workers")
    func full() throws {
        var connection = try server.connect()
        let reference = try Self.reference()
        let (start, counts) = (try DriftWindows.start(&connection), Self.counts(try Self.reference(), rows: 5))
        try windows.write(counts, of: reference, sha256: sha256, worker: "w", window: start, &connection)
        var fill = RedisCommand("HSET", keys.drift(window: start))
        for number in 2..<DriftWindows.maximumFields {
            fill.append("stranger \(number)")
            fill.append("x")
        }
        _ = try connection.call(fill)
        try windows.write(counts, of: reference, sha256: sha256, worker: "w", window: start, &connection)
        #expect {
            try windows.write(counts, of: reference, sha256: sha256, worker: "new", window: start, &connection)
        } throws: { ($0 as? DriftWindowError)?.kind == .full }
        #expect(try windows.read(sha256: sha256, windows: 1, upTo: start, &connection)?.counts.rows == 5)
    }

    struct Hostile: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let isReference: Bool
        let text: String

        init(_ description: String, reference: String) {
            (testDescription, isReference, text) = (description, true, reference)
        }

        init(_ description: String, counts: String) {
            (testDescription, isReference, text) = (description, false, counts)
        }
    }

    private static let column = #"{"name":"a","kind":"numeric","count":9,"missing":0,"histogram":"#
    private static let good =
        #"{"scored":1,"rows":1,"columns":[[0,0,0,0,0,[1,0,0]],[0,0,0,0,0,[1,0]]],"scores":[1,0],"labels":[1,0]}"#

    static let hostile: [Hostile] = [
        Hostile("no JSON", reference: "x"), Hostile("nothing", reference: "{}"),
        Hostile("deep", reference: String(repeating: "[", count: 100_000)),
        Hostile("no columns", reference: #"{"columns":[]}"#),
        Hostile("a column that is a number", reference: #"{"columns":[7]}"#),
        Hostile(
            "too many columns",
            reference: #"{"columns":["# + Array(repeating: "1", count: 513).joined(separator: ",") + "]}"),
        Hostile("no bins", reference: #"{"columns":["# + column + #"{"counts":[9]}}]}"#),
        Hostile("edges that fall", reference: #"{"columns":["# + column + #"{"edges":[2,1],"counts":[3,3,3]}}]}"#),
        Hostile("an edge that is a text", reference: #"{"columns":["# + column + #"{"edges":["x"],"counts":[9,0]}}]}"#),
        Hostile("a huge edge", reference: #"{"columns":["# + column + #"{"edges":[1e39],"counts":[9,0]}}]}"#),
        Hostile("counts of another sum", reference: #"{"columns":["# + column + #"{"edges":[1],"counts":[9,1]}}]}"#),
        Hostile(
            "counts that overflow",
            reference: #"{"columns":["# + column
                + #"{"edges":[1],"counts":[9223372036854775807,9223372036854775807]}}]}"#),
        Hostile("negative counts", reference: #"{"columns":["# + column + #"{"edges":[1],"counts":[-1,10]}}]}"#),
        Hostile("codes of a number", reference: #"{"columns":["# + column + #"{"codes":[1],"counts":[9,0]}}]}"#),
        Hostile(
            "too few titles",
            reference: #"{"columns":["# + column + #"{"edges":[1],"counts":[9,0]},"titles":["a"]}]}"#),
        Hostile(
            "labels without names",
            reference: #"{"columns":["# + column
                + #"{"edges":[1],"counts":[9,0]}}],"scores":{"count":2,"labels":[1,1]}}"#),
        Hostile("no JSON", counts: ""), Hostile("an array", counts: "[]"),
        Hostile("a negative count", counts: good.replacing(#""rows":1"#, with: #""rows":-1"#)),
        Hostile("a huge count", counts: good.replacing(#""rows":1"#, with: #""rows":1000000000001"#)),
        Hostile("a fraction", counts: good.replacing(#""rows":1"#, with: #""rows":0.5"#)),
        Hostile("too few columns", counts: good.replacing(",[0,0,0,0,0,[1,0]]", with: "")),
        Hostile("too few bins", counts: good.replacing("[1,0,0]", with: "[1,0]")),
        Hostile("a huge bin", counts: good.replacing("[1,0,0]", with: "[9223372036854775807,0,0]")),
        Hostile("too few parts", counts: good.replacing("[0,0,0,0,0,[1,0]]", with: "[0,0,0,0,[1,0]]")),
        Hostile("too many scores", counts: good.replacing(#""scores":[1,0]"#, with: #""scores":[1,0,0]"#)),
        Hostile("no labels", counts: good.replacing(#","labels":[1,0]"#, with: "")),
    ]

    @Test("What no worker wrote is refused with the key's name", arguments: hostile)
    func refused(_ hostile: Hostile) throws {
        var connection = try server.connect()
        let reference = try Self.reference()
        let start = try DriftWindows.start(&connection)
        try windows.write(
            Self.counts(reference, rows: 5), of: reference, sha256: sha256, worker: "w", window: start, &connection)
        let field = hostile.isReference ? "reference:\(sha256)" : "worker:\(sha256):stranger"
        _ = try connection.call(RedisCommand("HSET", keys.drift(window: start), field, hostile.text))
        #expect {
            _ = try windows.read(sha256: sha256, windows: 2, &connection)
        } throws: { error in
            guard let error = error as? DriftWindowError else { return false }
            return error.kind == .malformed && error.description.contains(keys.drift(window: start))
        }
    }

    @Test("Counts without a reference are nothing, and other fields are left alone")
    func lonely() throws {
        var connection = try server.connect()
        let start = try DriftWindows.start(&connection)
        let key = keys.drift(window: start)
        _ = try connection.call(RedisCommand("HSET", key, "worker:\(sha256):w", Self.good, "x", "y"))
        #expect(try windows.read(sha256: sha256, windows: 1, upTo: start, &connection) == nil)
        try windows.write(
            Self.counts(try Self.reference(), rows: 5), of: try Self.reference(), sha256: sha256, worker: "v",
            window: start, &connection)
        #expect(try windows.read(sha256: sha256, windows: 1, upTo: start, &connection)?.counts.rows == 6)
    }

    @Test("More fields or larger ones than workers write are not read, nor is a key of another type")
    func bounds() throws {
        var connection = try server.connect()
        let start = try DriftWindows.start(&connection)
        let (key, reference) = (keys.drift(window: start), "reference:\(sha256)")
        func fails(_ message: String) throws {
            #expect {
                _ = try windows.read(sha256: sha256, windows: 2, &connection)
            } throws: { "\($0)".contains(message) }
        }
        _ = try connection.call(
            RedisCommand("HSET", key, reference, String(repeating: "x", count: DriftWindows.maximumBytes + 1)))
        try fails("has a field of more than")
        _ = try connection.call(RedisCommand("DEL", key))
        var fill = RedisCommand("HSET", key)
        for number in 0...DriftWindows.maximumFields {
            fill.append("\(number)")
            fill.append("x")
        }
        _ = try connection.call(fill)
        try fails("has more than")
        _ = try connection.call(RedisCommand("SET", key, "x"))
        try fails("WRONGTYPE")
    }
}
