import JobWire

/// What a job says, for people: producers' bytes.
enum JobText {
    static func id(in job: [UInt8]) -> String? { EnvelopeScan.id(of: job.span) }

    /// As a text in which everything shows: control characters, and what turns text around, as `\u{…}`.
    static func visible(_ job: [UInt8], most: Int) -> String {
        String(decoding: job.prefix(most), as: UTF8.self).unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar.properties.generalCategory {
            case .control where scalar != "\n" && scalar != "\t", .format, .lineSeparator, .paragraphSeparator:
                text += "\\u{\(String(scalar.value, radix: 16))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
