import Foundation
import TestSupport

/// The table of `docs/reliability.md`, between two marks: one row for each fault that was run.
package struct ReliabilityTable: Sendable, Equatable {
    package struct Row: Sendable, Equatable {
        package var fault: String
        package var jobs: String
        package var lost: String
        package var duplicated: String
        package var recovery: String
        package var testedBy: String

        package init(_ fault: String, _ verdict: Verdict, testedBy: String) {
            self.fault = fault
            jobs = "\(verdict.jobs)"
            lost = "\(verdict.lost)"
            duplicated = "\(verdict.duplicated)"
            recovery = verdict.recovery.map { String(format: "%.1f", $0 / .seconds(1)) } ?? "–"
            self.testedBy = testedBy
        }

        init?(line: Substring) {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 8 else { return nil }
            (fault, jobs, lost) = (cells[1], cells[2], cells[3])
            (duplicated, recovery, testedBy) = (cells[4], cells[5], cells[6])
        }

        var line: String { "| \(fault) | \(jobs) | \(lost) | \(duplicated) | \(recovery) | \(testedBy) |" }
    }

    package static let document = Programs.root + "/docs/reliability.md"
    private static let head = """
        | fault | jobs | lost | duplicated | recovery s | tested by |
        |---|---|---|---|---|---|
        """

    package private(set) var rows: [Row]

    package init(in document: String) throws {
        let part = try DocumentPart.table.text(in: document)
        rows = part.split(separator: "\n").dropFirst(2).compactMap { Row(line: $0) }
    }

    /// In the place of the row of the same fault, or at the end. Where Redis itself may lose writes the worst that was ever
    /// observed stays: one lucky run is no bound.
    package mutating func set(_ row: Row) {
        guard let index = rows.firstIndex(where: { $0.fault == row.fault }) else { return rows.append(row) }
        var row = row
        if Fault.allCases.contains(where: { $0.sentence == row.fault && $0.expectations.mayLoseWrites }) {
            row.lost = Self.larger(row.lost, rows[index].lost)
            row.duplicated = Self.larger(row.duplicated, rows[index].duplicated)
        }
        rows[index] = row
    }

    private static func larger(_ one: String, _ other: String) -> String {
        String(max(Int(one) ?? 0, Int(other) ?? 0))
    }

    package func written(into document: String) throws -> String {
        let text = ([Self.head] + rows.map(\.line)).joined(separator: "\n")
        return try DocumentPart.table.replaced(in: document, by: text)
    }

    /// The driver's faults that have no row.
    package var missing: [Fault] { Fault.allCases.filter { fault in !rows.contains { $0.fault == fault.sentence } } }

    /// Rows that show a loss or a copy where Redis keeps what it acknowledged.
    package var broken: [Row] {
        rows.filter { row in
            let expected = Fault.allCases.first { $0.sentence == row.fault }?.expectations
            return expected?.mayLosePushes != true && row.lost != "0"
                || expected?.mayLoseWrites != true && row.duplicated != "0"
        }
    }
}

/// A part of a document that the driver writes, between two comments.
package enum DocumentPart: String {
    case table, mutants

    private var begin: String { "<!-- \(rawValue): written by make \(self == .table ? "chaos" : "mutants") -->\n" }
    private var end: String { "\n<!-- end of \(rawValue) -->" }

    package func text(in document: String) throws -> String {
        let (start, stop) = try range(in: document)
        return String(document[start..<stop])
    }

    package func replaced(in document: String, by text: String) throws -> String {
        let (start, stop) = try range(in: document)
        return document[..<start] + text + document[stop...]
    }

    private func range(in document: String) throws -> (String.Index, String.Index) {
        guard let start = document.range(of: begin),
            let stop = document.range(of: end, range: start.upperBound..<document.endIndex)
        else { throw TestFailure("the document has no lines '\(begin)' and '\(end)'") }
        return (start.upperBound, stop.lowerBound)
    }
}
