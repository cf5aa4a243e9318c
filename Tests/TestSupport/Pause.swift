import Glibc

/// Lets time pass where time is what is tested, as an outage that must outlast a lease; a condition is waited for with
/// `eventually`.
package func pause(for duration: Duration) {
    let end = ContinuousClock.now + duration
    while case let left = end - .now, left > .zero {
        _ = poll(nil, 0, Int32(clamping: Int((left / .milliseconds(1)).rounded(.up))))
    }
}
