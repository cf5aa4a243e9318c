import Redis
import TestSupport
import Testing

@testable import Dashboard

/// What is asked for at the same time is bounded.
@Suite struct BoundTests {
    @Test("Only so many pages are live at a time; one that ends makes room")
    func streams() {
        let stream = LiveStream(draw: { throw ReadError.overloaded }, mayStay: { true })
        var open = (0..<LiveStream.capacity).map { _ in stream.response() }
        #expect(open.allSatisfy { $0 != nil })
        // However many are refused: that makes no room.
        for _ in 0..<5 { #expect(stream.response() == nil) }
        open.removeLast()
        let last = stream.response()
        #expect(last != nil && stream.response() == nil)
        withExtendedLifetime(last) {}
    }

    /// Asks as often as may wait and six times more; gives how many of those that were not answered at once were refused.
    private func refusals(
        of most: Int, _ ask: @escaping @Sendable (_ wait: @escaping @Sendable () -> Void) async throws -> Void
    ) async -> Int {
        let gate = Interrupt()
        return await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<most + 6 {
                group.addTask {
                    do {
                        try await ask { gate.wait(for: .seconds(1800)) }
                        return false
                    } catch ReadError.overloaded { return true } catch { return false }
                }
            }
            var refused = 0
            // Nobody is answered before the gate opens.
            while refused < 6, await group.next() == true { refused += 1 }
            gate.trigger()
            for await isRefused in group where isRefused { refused += 1 }
            return refused
        }
    }

    @Test("So many questions wait for Redis, and so many acts; further ones are refused at once, and none is lost")
    func waiting() async throws {
        let server = try RedisServer()
        let reader = RedisReader(server.configuration)
        #expect(await refusals(of: 64) { wait in try await reader.read { _ in wait() } } == 6)
        let thread = SteeringThread(server.configuration)
        #expect(await refusals(of: 16) { wait in try await thread.run(at: "k") { _ in wait() } } == 6)
        await reader.shutDown()
    }

    private final class Reading: Sendable {}

    private struct Weak {
        weak var reading: Reading?
    }

    @Test("What was read is let go as soon as it counts no more and something else is read")
    func lettingGo() async throws {
        let cache = ReadingCache()
        func read(_ key: String, for life: Duration) async throws -> Weak {
            Weak(reading: try await cache.value(key, for: life) { Reading() })
        }
        let (short, long) = (try await read("a", for: .zero), try await read("b", for: .seconds(1_000_000)))
        // The task that read it may end a moment after its answer.
        let deadline = ContinuousClock.now + .seconds(60)
        while short.reading != nil, .now < deadline { _ = try await read("c", for: .zero) }
        #expect(short.reading == nil && long.reading != nil)
    }

    @Test("One file is uploaded at a time")
    func uploads() {
        let permit = UploadPermit()
        var first = permit.take()
        #expect(first != nil)
        #expect(permit.take() == nil)
        first = nil
        #expect(permit.take() != nil)
    }
}
