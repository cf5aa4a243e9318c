import TestSupport
import Testing

/// A small table of one character, the same in every run.
struct GeneratedTable: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let file: String
    let target: String
    let text: String
    /// Rows that can be scored; all of them.
    let rowCount: Int

    private init(
        _ character: String, file: String = "t.csv", rows: Int = 150, header: [String], separator: String = ",",
        _ row: (inout SeededGenerator, Int) -> [String]
    ) {
        testDescription = character
        self.file = file
        target = header[header.count - 1].replacing("\"\"", with: "\u{0}").replacing("\"", with: "").replacing(
            "\u{0}", with: "\"")
        rowCount = rows
        var generator = SeededGenerator(seed: 2024)
        let lines = (0..<rows).map { row(&generator, $0).joined(separator: separator) }
        text = ([header.joined(separator: separator)] + lines).joined(separator: "\n") + "\n"
    }

    static let all: [GeneratedTable] = [
        GeneratedTable("binary", header: ["a", "b", "left"]) { generator, _ in
            let (a, b) = (generator.unit(), generator.unit())
            return ["\(a)", "\(b)", a + b / 3 > 0.6 ? "yes" : "no"]
        },
        GeneratedTable("several classes", header: ["a", "kind", "size"]) { generator, _ in
            let a = generator.unit()
            return ["\(a)", ["x", "y"][Int(generator.unit() * 2)], ["small", "medium", "large"][Int(a * 3)]]
        },
        GeneratedTable("a number", header: ["a", "b", "price"]) { generator, _ in
            let (a, b) = (generator.unit(), generator.unit())
            return ["\(a)", "\(b)", "\(a * 100 + b * 10 + generator.unit())"]
        },
        GeneratedTable("categories with many values", rows: 400, header: ["town", "b", "price"]) { generator, _ in
            let town = Int(generator.unit() * 60)
            return ["town \(town)", "\(generator.unit())", "\(town * 3 % 41)"]
        },
        GeneratedTable("dates", header: ["ordered", "sent at", "late"]) { generator, row in
            let days = Int(generator.unit() * 9)
            let month = 1 + row % 9
            return [
                "2024-0\(month)-11", "2024-0\(month)-1\(1 + days % 8)T0\(row % 10):30Z", days > 5 ? "true" : "false",
            ]
        },
        GeneratedTable("missing values everywhere", header: ["a", "b", "c", "y"]) { generator, _ in
            let a = generator.unit()
            let cells = ["\(a)", "\(Int(a * 50))", ["x", "y"][Int(a * 2)]].map { generator.unit() < 0.3 ? "NA" : $0 }
            return cells + [generator.unit() < 0.1 ? "" : a > 0.5 ? "1" : "0"]
        },
        GeneratedTable("200 columns", header: (0..<199).map { "f\($0)" } + ["y"]) { generator, _ in
            let cells = (0..<199).map { _ in "\(Int(generator.unit() * 1000))" }
            return cells + [(Int(cells[7]) ?? 0) > 400 ? "p" : "q"]
        },
        GeneratedTable("5 rows", rows: 5, header: ["a", "y"]) { _, row in ["\(row * row)", "\(row * row * 3).5"] },
        GeneratedTable(
            "odd names",
            header: ["yes", "\"no: way\"", "\"a \"\"q\"\"\"", "größe 📏", "\"it's #1, ok\"", "null", "\"- y?\""]
        ) { generator, _ in
            let a = generator.unit()
            let word = ["yes", "no", "\"x, y\""][Int(generator.unit() * 3)]
            return [word, "\(a)", "w", "\(generator.unit())", "true", "\(Int(a * 9))", a > 0.4 ? "- a" : "~"]
        },
        GeneratedTable("semicolons", header: ["a", "b", "y"], separator: ";") { generator, _ in
            let a = generator.unit()
            return ["\(a)", "x,y", "\(a * 7)"]
        },
        GeneratedTable("tabs", file: "t.tsv", header: ["a", "b", "y"], separator: "\t") { generator, _ in
            let a = generator.unit()
            return ["\(a)", "\"q\"", "\(a * 7)"]
        },
        GeneratedTable("pandas' index and a sentinel", header: ["", "age", "y"]) { generator, row in
            let age = Int(generator.unit() * 60)
            return ["\(row)", generator.unit() < 0.2 ? "-999" : "\(age)", age > 30 ? "old" : "young"]
        },
    ]
}

extension SeededGenerator {
    /// From 0 to below 1.
    fileprivate mutating func unit() -> Double { Double(next() >> 11) / 0x1p53 }
}
