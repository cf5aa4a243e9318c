import JSONBytes
import TestSupport
import Testing

/// Runs of numbers: what is read in one call is what is read one by one.
struct JSONNumbersTests {
    private static let names = ["a", "radius_mean", "é\"\\", "d", "e"]

    /// What a document gives: its numbers, one or NaN for every other value, or the error.
    private enum Answer: Equatable {
        case numbers([UInt64])
        case failed(JSONError)
    }

    /// The numbers of an array, or of an object with their names as `NUMBER@NAME`.
    private func read(_ bytes: [UInt8], inRuns: Bool) -> Answer {
        var reader = JSONReader(bytes.span, maximumDepth: 8)
        var found: [UInt64] = []
        do throws(JSONError) {
            if try reader.peek() == .object {
                try readObject(&reader, inRuns, &found)
            } else {
                try readArray(&reader, inRuns, &found)
            }
            try reader.end()
            return .numbers(found)
        } catch {
            return .failed(error)
        }
    }

    private func value(_ reader: inout JSONReader) throws(JSONError) -> UInt64 {
        if let number = try reader.readIfDecimal() { return number.bitPattern }
        let isNull = try reader.peek() == .null
        try reader.skipValue()
        return isNull ? Double.nan.bitPattern : 1
    }

    private func readArray(_ reader: inout JSONReader, _ inRuns: Bool, _ found: inout [UInt64]) throws(JSONError) {
        var places = Array(repeating: 0.0, count: 5)
        try reader.beginArray()
        while true {
            if inRuns {
                let count = reader.readNumbers(into: &places, from: 2, atMost: 3)
                found += places[2..<2 + count].map(\.bitPattern)
                if count == 3 { continue }
            }
            guard try reader.nextElement() else { return }
            found.append(try value(&reader))
        }
    }

    private func readObject(_ reader: inout JSONReader, _ inRuns: Bool, _ found: inout [UInt64]) throws(JSONError) {
        let names = MemberNames(Self.names)
        var places = Array(repeating: 0.0, count: Self.names.count)
        var next = 0
        try reader.beginObject()
        while true {
            if inRuns {
                let count = reader.readMembers(names, from: next, into: &places, from: next)
                for index in next..<next + count {
                    found.append(UInt64(index))
                    found.append(places[index].bitPattern)
                }
                next += count
            }
            guard try reader.nextKey() else { return }
            let position = Self.names.firstIndex(of: reader.stringValue)
            found.append(position.map { UInt64($0) } ?? 99)
            found.append(try value(&reader))
            if let position { next = position + 1 }
        }
    }

    private static let seeds: [String] = [
        "[1, -2.5,3e2 ,null,0.1, 12345678, 0.12345678901234567,-0]", "[[1, 2], \"a\", 3, true, null, null]", "[]",
        #"{"a": 1, "radius_mean":-2.5 , "é\"\\": null,"d":17,"e": 0.25}"#,
        #"{"radius_mean": 1, "d": 2, "a": 3, "radius_mean": 4, "x": [5], "e": "6"}"#,
    ]
    private static let pieces = [
        "null", "nul", "1e999", "-", ",", ",,", "]", "}", "\"a\":", ":", " ", "NaN", "01", "e5", ".",
    ]

    @Test("Runs of numbers give what single values give, and the same errors", arguments: 1...4 as ClosedRange<UInt64>)
    func agrees(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var (wrong, kinds): ([String], Set<Bool>) = ([], [])
        for _ in 0..<5_000 {
            var bytes = Array((Self.seeds.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(contentsOf: (Self.pieces.randomElement(using: &random) ?? "").utf8, at: index)
                default: bytes.removeLast(bytes.count - max(1, index))
                }
            }
            let (runs, single) = (read(bytes, inRuns: true), read(bytes, inRuns: false))
            if runs != single { wrong.append("\(String(decoding: bytes, as: UTF8.self)): \(runs), expected \(single)") }
            if case .failed = runs { kinds.insert(false) } else { kinds.insert(true) }
        }
        #expect(wrong == [])
        #expect(kinds.count == 2)
    }
}
