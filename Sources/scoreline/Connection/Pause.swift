import Glibc

/// A short wait of a command's only thread.
enum Pause {
    static func wait(_ duration: Duration) {
        _ = poll(nil, 0, Int32(clamping: Int((duration / .milliseconds(1)).rounded(.up))))
    }
}
