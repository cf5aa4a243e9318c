import Glibc

/// This host's clock, for the ends of sessions.
enum WallClock {
    /// Since 1970.
    static var seconds: Int { time(nil) }
}
