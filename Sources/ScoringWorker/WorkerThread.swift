import Glibc

/// A thread of its own for work that blocks, so that Swift's cooperative threads never do.
@safe
struct WorkerThread {
    private let handle: pthread_t

    /// Starts a thread; `name` (15 bytes at most are kept) is what `top -H` shows.
    static func start(_ name: String, _ body: @escaping @Sendable () -> Void) -> WorkerThread {
        let box = Unmanaged.passRetained(Body(name: name, run: body))
        var handle = pthread_t()
        let status = unsafe pthread_create(
            &handle, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let body = unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                _ = unsafe pthread_setname_np(
                    pthread_self(), String(decoding: body.name.utf8.prefix(15), as: UTF8.self))
                body.run()
                return nil
            }, unsafe box.toOpaque())
        precondition(status == 0, "no thread can be started: error \(status)")
        return WorkerThread(handle: handle)
    }

    /// Waits until the thread has ended; once for each thread.
    func join() { _ = unsafe pthread_join(handle, nil) }

    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }
}
