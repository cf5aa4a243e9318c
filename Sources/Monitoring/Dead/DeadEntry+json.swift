package import JSONBytes
package import JobQueue

extension DeadEntry {
    /// What is known about the entry, without its job: as `scoreline dead list --json` has it.
    package var summary: JSONValue { .object(members) }

    /// The entry with its whole job, a text where it is one, else Base64: as `scoreline dead show --json` prints it.
    package var json: JSONValue {
        guard kept != nil else { return .object(members) }
        guard let text = String(validating: job, as: UTF8.self) else {
            return .object(members + [.init("job_base64", .string(Base64.text(job)))])
        }
        return .object(members + [.init("job", .string(text))])
    }

    private var members: [JSONValue.Member] {
        func number(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        return [
            .init("id", .string(id.text)),
            .init("time", .string(PointInTime.text(milliseconds: id.milliseconds))), .init("job_id", text(jobID)),
            .init("reason", text(reason)), .init("deliveries", number(deliveries)), .init("length", number(length)),
            .init("kept", number(kept)), .init("whole", .boolean(isWhole)),
        ]
    }
}
