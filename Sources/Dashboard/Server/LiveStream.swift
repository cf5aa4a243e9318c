import Drawing
import Hummingbird
import HummingbirdCore
import JSONBytes
import NIOCore
import ServiceLifecycle
import Synchronization

/// Sends a page's fragments whenever they change, as server-sent events, until the browser goes, its visitor's session
/// is over, or the server ends.
///
/// Events: `part` with `{"id", "html"}`, `trouble` with a sentence while the page can't be drawn, `fine` when it can again.
struct LiveStream: Sendable {
    /// Streams at a time; each costs a drawn page a second.
    static let capacity = 200
    private static let interval = Duration.seconds(1)
    /// Ticks without an event after which a comment shows that the stream lives.
    private static let heartbeat = 10
    private static let open = Atomic<Int>(0)

    let draw: @Sendable () async throws -> Page
    /// Asked each time before the page is drawn.
    let mayStay: @Sendable () -> Bool

    /// Nil when as many streams are open as are allowed.
    func response() -> Response? {
        guard let seat = Seat.take() else { return nil }
        return Answer.stream(
            .init { [draw, mayStay] writer in
                _ = seat
                try await Self.run(draw, mayStay, &writer)
                try await writer.finish(nil)
            })
    }

    // The writer belongs to the task of its response, which runs where hummingbird's functions do.
    @concurrent
    private static func run(
        _ draw: @Sendable () async throws -> Page, _ mayStay: @Sendable () -> Bool,
        _ writer: inout any ResponseBodyWriter
    ) async throws {
        var sent: [String: String] = [:]
        var (trouble, quiet): (String?, Int) = (nil, 0)
        // Asks the browser to wait that long before it connects again.
        try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
        while !Task.isShuttingDownGracefully, mayStay() {
            var events = ""
            do {
                let page = try await draw()
                if trouble != nil { events += event("fine", .null) }
                trouble = nil
                for fragment in page.fragments where sent[fragment.id] != fragment.markup.text {
                    sent[fragment.id] = fragment.markup.text
                    events += event(
                        "part",
                        .object([.init("id", .string(fragment.id)), .init("html", .string(fragment.markup.text))]))
                }
            } catch is CancellationError {
                return
            } catch {
                let sentence = ErrorText(error).sentence
                if sentence != trouble { events += event("trouble", .string(sentence)) }
                trouble = sentence
            }
            quiet = events.isEmpty ? quiet + 1 : 0
            if quiet == heartbeat {
                events = ": still here\n\n"
                quiet = 0
            }
            if !events.isEmpty { try await writer.write(ByteBuffer(string: events)) }
            // Nobody tells when Redis changes; the look that follows costs Redis nothing if another page looked just now.
            try await Task.sleep(for: interval)
        }
    }

    /// JSON on one line, so that it is one `data` line whatever it holds.
    private static func event(_ name: String, _ value: JSONValue) -> String {
        "event: \(name)\ndata: \(value.line)\n"
    }

    /// A place among the open streams; freed with the response.
    private final class Seat: Sendable {
        private init() {}

        /// Nil when all are taken.
        static func take() -> Seat? {
            guard LiveStream.open.add(1, ordering: .relaxed).oldValue < LiveStream.capacity else {
                LiveStream.open.subtract(1, ordering: .relaxed)
                return nil
            }
            return Seat()
        }

        deinit { LiveStream.open.subtract(1, ordering: .relaxed) }
    }
}
