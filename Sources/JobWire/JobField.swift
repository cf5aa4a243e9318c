import JSONBytes

/// The fields of a job that mean something.
enum JobField: UInt16, CaseIterable {
    case id, rows, features, inputs, outputs, replyTo, expiresAt, modelVersion, traceparent, metadata

    /// The field whose name the reader read last.
    init?(_ reader: borrowing JSONReader) {
        switch reader.string.count {
        case 2 where reader.stringEquals("id"): self = .id
        case 4 where reader.stringEquals("rows"): self = .rows
        case 6 where reader.stringEquals("inputs"): self = .inputs
        case 7 where reader.stringEquals("outputs"): self = .outputs
        case 8 where reader.stringEquals("features"): self = .features
        case 8 where reader.stringEquals("reply_to"): self = .replyTo
        case 8 where reader.stringEquals("metadata"): self = .metadata
        case 10 where reader.stringEquals("expires_at"): self = .expiresAt
        case 11 where reader.stringEquals("traceparent"): self = .traceparent
        case 13 where reader.stringEquals("model_version"): self = .modelVersion
        default: return nil
        }
    }

    var name: String {
        switch self {
        case .id: "id"
        case .rows: "rows"
        case .features: "features"
        case .inputs: "inputs"
        case .outputs: "outputs"
        case .replyTo: "reply_to"
        case .expiresAt: "expires_at"
        case .modelVersion: "model_version"
        case .traceparent: "traceparent"
        case .metadata: "metadata"
        }
    }

    /// A set of fields.
    struct Set {
        private var bits: UInt16 = 0

        func contains(_ field: JobField) -> Bool { bits & 1 << field.rawValue != 0 }

        /// False when it was there already.
        mutating func insert(_ field: JobField) -> Bool {
            defer { bits |= 1 << field.rawValue }
            return !contains(field)
        }
    }
}
