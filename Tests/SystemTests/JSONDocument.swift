import Foundation
import JSONBytes
import TestSupport

/// docs/json.md: what each command's `--json` says, as tables of its fields.
struct JSONDocument {
    /// A row: `path` as in `workers[].id`, below the command's own object.
    struct Field {
        let path: String
        let type: FieldType
        /// Whether it may be left out; the document says when.
        let isOptional: Bool
    }

    struct Section {
        /// The heading, without the marks of code.
        let title: String
        fileprivate(set) var fields: [String: Field] = [:]
        fileprivate(set) var examples: [String] = []
        /// The heading whose table holds for this one too.
        fileprivate(set) var model: String?

        /// The words of the command, such as `scoreline models list`; nil for an object that is a part of others.
        var command: String? {
            guard title.hasPrefix("scoreline") else { return nil }
            return title.split(separator: " ").prefix { $0 == $0.lowercased() && !$0.hasPrefix("-") }
                .joined(separator: " ")
        }
    }

    private(set) var sections: [String: Section] = [:]

    init(_ text: String) throws {
        var title: String?
        var example: [Substring]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "```json" {
                example = []
            } else if let lines = example, line == "```", let title {
                sections[title]?.examples.append(lines.joined(separator: "\n"))
                example = nil
            } else if example != nil {
                example?.append(line)
            } else if line.hasPrefix("#") {
                let name = line.drop { $0 == "#" || $0 == " " }.filter { $0 != "`" }
                title = name
                guard sections.updateValue(Section(title: name), forKey: name) == nil else {
                    throw TestFailure("two headings are \(name)")
                }
            } else if let match = line.firstMatch(of: /^The same as \[([^\]]+)\]/), let title {
                sections[title]?.model = match.1.filter { $0 != "`" }
            } else if line.hasPrefix("| `"), let title {
                let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
                guard cells.count == 4 else { throw TestFailure("\(title): not four cells: \(line)") }
                let path = cells[0].filter { $0 != "`" }
                let field = Field(path: path, type: try FieldType(cells[1]), isOptional: cells[3] != "never")
                guard sections[title]?.fields.updateValue(field, forKey: path) == nil else {
                    throw TestFailure("\(title): \(path) stands twice")
                }
            }
        }
        sections = sections.filter { !$0.value.fields.isEmpty || $0.value.model != nil }
    }

    enum FieldType: Equatable {
        case text, integer, number, boolean, object
        /// Any JSON, which another document describes.
        case document
        indirect case list(FieldType)
        /// An object whose names are data.
        indirect case map(FieldType)
        indirect case orNull(FieldType)
        /// An object of one of these headings.
        case sections([String])

        /// As the document writes it: `text`, `integer or null`, `list of text`, `map of number`,
        /// `as [a heading](#…) or [another](#…)`.
        init(_ text: some StringProtocol) throws {
            let plain = [
                "text": Self.text, "integer": .integer, "number": .number, "boolean": .boolean, "object": .object,
            ]
            if let type = plain[String(text)] {
                self = type
            } else if text.hasSuffix(" or null") {
                self = .orNull(try FieldType(text.dropLast(" or null".count)))
            } else if text.hasPrefix("list of ") {
                self = .list(try FieldType(text.dropFirst("list of ".count)))
            } else if text.hasPrefix("map of ") {
                self = .map(try FieldType(text.dropFirst("map of ".count)))
            } else if text.hasPrefix("as ") {
                self = .sections(String(text).matches(of: /\[([^\]]+)\]/).map { String($0.1.filter { $0 != "`" }) })
            } else if text.hasPrefix("document") {
                self = .document
            } else {
                throw TestFailure("\(text) is no type")
            }
        }
    }
}

/// Holds outputs against the document, and remembers which of its fields were there.
struct JSONInspection {
    let document: JSONDocument
    private(set) var seen: Set<String> = []
    private(set) var problems: [String] = []

    init(_ document: JSONDocument) { self.document = document }

    mutating func check(_ value: JSONValue, as title: String) {
        guard let section = document.sections[title] else {
            problems.append("the document has no heading \(title)")
            return
        }
        if let model = section.model { return check(value, as: model) }
        checkMembers(of: value, in: section, "")
    }

    /// Every field of the document was in some output.
    var unseen: [String] {
        document.sections.values.flatMap { section in
            section.fields.keys.map { "\(section.title): \($0)" }.filter { !seen.contains($0) }
        }.sorted()
    }

    private mutating func checkMembers(of value: JSONValue, in section: JSONDocument.Section, _ prefix: String) {
        guard case .object(let members) = value else {
            problems.append("\(section.title): \(prefix) is no object: \(value.line)")
            return
        }
        for member in members {
            guard let field = section.fields[prefix + member.name] else {
                problems.append(
                    "\(section.title): \(prefix)\(member.name) is not in the document: \(member.value.line)")
                continue
            }
            seen.insert("\(section.title): \(field.path)")
            check(member.value, field.type, in: section, field.path)
        }
        for field in section.fields.values where !field.isOptional && field.path.hasPrefix(prefix) {
            let name = field.path.dropFirst(prefix.count)
            guard !name.contains("."), !members.contains(where: { $0.name == name }) else { continue }
            problems.append("\(section.title): \(field.path) is missing in \(value.line.prefix(300))")
        }
    }

    private mutating func check(
        _ value: JSONValue, _ type: JSONDocument.FieldType, in section: JSONDocument.Section, _ path: String
    ) {
        switch (type, value) {
        case (.orNull, .null), (.text, .string), (.integer, .integer), (.number, .number), (.number, .integer),
            (.boolean, .boolean), (.document, _):
            return
        case (.orNull(let type), _): check(value, type, in: section, path)
        case (.object, .object): checkMembers(of: value, in: section, path + ".")
        case (.list(let type), .array(let elements)):
            for element in elements { check(element, type, in: section, path + "[]") }
        case (.map(let type), .object(let members)):
            for member in members { check(member.value, type, in: section, path + "{}") }
        case (.sections(let titles), .object):
            var attempts: [JSONInspection] = []
            for title in titles {
                var attempt = self
                attempt.check(value, as: title)
                attempts.append(attempt)
            }
            guard let best = attempts.min(by: { $0.problems.count < $1.problems.count }) else { return }
            self = best
        default:
            problems.append("\(section.title): \(path) is not of its type: \(value.line.prefix(200))")
        }
    }
}
