import JSONBytes
import Logging
import Synchronization
import Testing

@testable import Telemetry

@Suite struct LineLogHandlerTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])

        func logger(_ format: LogFormat, provider: Logger.MetadataProvider? = nil) -> Logger {
            var handler = LineLogHandler(format, time: { 951_782_400_007 }) { line in
                self.all.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
            }
            handler.metadataProvider = provider
            return Logger(label: "test") { _ in handler }
        }

        var text: [String] { all.withLock { $0 } }
    }

    @Test("People read time, level, message and fields in one line that steers no terminal")
    func text() {
        let lines = Lines()
        var logger = lines.logger(.text)
        logger[metadataKey: "model"] = "penguins"
        logger.warning(
            "first\nsecond\u{1B}[31m\r\u{85}\u{2028}\u{202E}",
            metadata: ["a": "x y", "b": "", "c": "q\"=", "d": "plain", "e": "1\n2"])
        #expect(
            lines.text == [
                #"2000-02-29T00:00:00.007Z warning first\nsecond\u{1b}[31m\u{d}\u{85}\u{2028}\u{202e} "#
                    + #"a="x y" b="" c="q\"=" d=plain e=1\n2 model=penguins"# + "\n"
            ])
    }

    @Test("Machines read one JSON object a line, of names that differ")
    func json() throws {
        let lines = Lines()
        var logger = lines.logger(.json, provider: Logger.MetadataProvider { ["provided": "p", "model": "other"] })
        logger[metadataKey: "model"] = "penguins"
        logger.notice(
            "first\n\"second\"\u{1}",
            metadata: [
                "level": "x", "list": ["a", ["b": "c\u{7}"]], "number": .stringConvertible(5), "model": "mine",
            ])
        let line = try #require(lines.text.first)
        #expect(line.count { $0 == "\n" } == 1 && line.hasSuffix("}\n"))
        #expect(
            line == #"{"time":"2000-02-29T00:00:00.007Z","level":"notice","message":"first\n\"second\"\u0001","#
                + #""metadata.level":"x","list":["a",{"b":"c\u0007"}],"model":"mine","number":"5","provided":"p"}"#
                + "\n")
        let value = try JSONValue.parse(Array(line.utf8).span)
        #expect(value["message"]?.string == "first\n\"second\"\u{1}")
    }

    @Test("A long text is cut, in either format", arguments: LogFormat.allCases)
    func cut(format: LogFormat) throws {
        let lines = Lines()
        let (message, field) = (String(repeating: "é", count: 100_000), String(repeating: "x", count: 9000))
        lines.logger(format).error("\(message)", metadata: ["a": "\(field)"])
        let line = try #require(lines.text.first)
        #expect(line.unicodeScalars.count < 2 * LogRecord.maximumText + 200)
        #expect(line.unicodeScalars.count { $0 == "é" } == LogRecord.maximumText)
        #expect(line.unicodeScalars.count { $0 == "…" } == 2)
    }

    @Test("A level that is not asked for is not written; an error is a field")
    func level() {
        struct Failure: Error, CustomStringConvertible { let description = "no luck" }
        let lines = Lines()
        var logger = lines.logger(.text)
        logger.logLevel = .error
        logger.warning("no")
        logger.error("yes", error: Failure())
        #expect(lines.text == ["2000-02-29T00:00:00.007Z error yes error=\"no luck\"\n"])
    }
}
