import Glibc

/// A thread of its own for work that blocks, so that Swift's cooperative threads never do.
@safe
package struct BlockingThread {
    private let handle: pthread_t

    package static func start(_ body: @escaping @Sendable () -> Void) -> BlockingThread {
        let box = unsafe Unmanaged.passRetained(Body(body))
        var handle = pthread_t()
        let status = unsafe pthread_create(
            &handle, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, unsafe box.toOpaque())
        precondition(status == 0, "no thread can be started: error \(status)")
        return BlockingThread(handle: handle)
    }

    /// Waits until the thread has ended; once for each thread.
    package func join() { _ = pthread_join(handle, nil) }

    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
