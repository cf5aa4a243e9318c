import JobQueue
import Steering
import Testing

@testable import Dashboard

/// What strangers may post.
@Suite struct FormTests {
    @Test("Fields are decoded, in their order, also when a name stands twice or a byte is no UTF-8")
    func fields() {
        let fields = FormFields(urlencoded: Array("a=1&b=x+y%26z&a=2&c&=d&e=%ff%4&&f=a=b".utf8))
        #expect(fields.all("a") == ["1", "2"] && fields["b"] == "x y&z" && fields["c"] == "" && fields[""] == "d")
        #expect(fields["e"] == "\u{fffd}%4" && fields["f"] == "a=b" && fields["g"] == nil)
        let many = FormFields(urlencoded: Array(String(repeating: "a=1&", count: 5_000).utf8))
        #expect(many.pairs.count == 2_000)
    }

    private static let type = "multipart/form-data; boundary=--x"

    private static func body(_ parts: [(head: String, content: [UInt8])]) -> [UInt8] {
        parts.flatMap { Array("----x\r\n\($0.head)\r\n\r\n".utf8) + $0.content + Array("\r\n".utf8) }
            + Array("----x--\r\n".utf8)
    }

    @Test("A file comes byte for byte, whatever bytes it has, beside the fields")
    func file() throws {
        let bytes = (0..<70_000).map { UInt8(truncatingIfNeeded: $0) } + Array("\r\n--x\r\n----".utf8)
        let body = Self.body([
            ("Content-Disposition: form-data; name=\"form\"", Array("token".utf8)),
            (
                "Content-Disposition: form-data; name=\"file\"; filename=\"m.safetensors\"\r\nContent-Type: a/b", bytes
            ), ("content-disposition: form-data; name=\"empty\"", []),
        ])
        let form = try #require(MultipartForm(body, contentType: Self.type))
        #expect(form.fields["form"] == "token" && form.fields["empty"] == "")
        #expect(form.file?.name == "m.safetensors" && form.file?.bytes == bytes)
    }

    @Test("A body that is cut anywhere is no form")
    func cut() {
        let body = Self.body([
            ("Content-Disposition: form-data; name=\"a\"", Array("1".utf8)),
            ("Content-Disposition: form-data; name=\"file\"; filename=\"f\"", Array("xyz".utf8)),
        ])
        for count in 0..<(body.count - 2) {
            #expect(MultipartForm(Array(body[..<count]), contentType: Self.type) == nil, "\(count)")
        }
    }

    @Test("Two files, parts without a name, too many parts, heads without end and other types are no forms")
    func refused() {
        let file = ("Content-Disposition: form-data; name=\"f\"; filename=\"f\"", Array("x".utf8))
        let field = ("Content-Disposition: form-data; name=\"a\"", Array("x".utf8))
        let bodies = [
            Self.body([file, file]), Self.body([("X: y", [])]), Self.body(Array(repeating: field, count: 51)),
            Self.body([(field.0 + "\r\nX: " + String(repeating: "y", count: 9_000), [])]),
            Self.body([(field.0, [UInt8](repeating: 1, count: 65_537))]), [], Array("----x".utf8),
        ]
        for body in bodies { #expect(MultipartForm(body, contentType: Self.type) == nil) }
        for type in ["", "text/plain", "multipart/form-data", "multipart/form-data; boundary="] {
            #expect(MultipartForm(Self.body([field]), contentType: type) == nil)
        }
    }

    @Test("Whatever a job holds is shown as text that steers nothing")
    func visible() {
        let job = Array("{\u{1b}[2J\u{0}\n\t\u{202e}\u{2028}é\u{200b}}".utf8)
        #expect(
            JobText.visible(job, most: 100) == "{\\u{1b}[2J\\u{0}\n\t\\u{202e}\\u{2028}é\\u{200b}}")
        #expect(JobText.visible(job, most: 2) == "{\\u{1b}")
    }

    static let orders: [(act: Act, fields: String)] = [
        (.drain, ""), (.drain, "worker="), (.retryDead, ""), (.retryDead, "entry=x"), (.discardDead, "reason=a&job=b"),
        (.discardDead, "all=no"), (.discardDead, String(repeating: "entry=7-1&", count: 2_000) + "entry=7-2"),
        (.rollback, "version=-1"), (.rollback, "version=1&generation=x"), (.publish, ""),
    ]

    @Test("A form that no page has is refused, and never taken for all", arguments: orders)
    func malformed(act: Act, fields: String) {
        #expect(throws: ReadError.self) { try ActForm(act, FormFields(urlencoded: Array(fields.utf8)), nil) }
    }

    @Test("Named entries are taken before a filter; all are all only when the form says so")
    func choices() throws {
        func choice(_ text: String) throws -> DeadChoice? {
            guard
                case .discardDead(let choice) = try ActForm(.discardDead, FormFields(urlencoded: Array(text.utf8)), nil)
            else { return nil }
            return choice
        }
        let id = try #require(DeadEntryID("7-1"))
        #expect(try choice("entry=7-1&all=yes") == .entries([id]))
        #expect(try choice("all=yes") == .matching(.everything))
        #expect(try choice("all=yes&reason=a&job=b") == .matching(DeadFilter(reason: "a", job: "b")))
    }
}
