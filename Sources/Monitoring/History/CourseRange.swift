package import JobQueue
package import Keyspace
package import Redis

/// How far back a look goes, and at which samples.
package enum CourseRange: String, Sendable, CaseIterable {
    case quarter = "15m"
    case hour = "1h"
    case sixHours = "6h"
    case day = "1d"
    case week = "7d"
    case fortnight = "14d"

    package var span: Duration {
        switch self {
        case .quarter: .seconds(900)
        case .hour: .seconds(3600)
        case .sixHours: .seconds(6 * 3600)
        case .day: .seconds(86_400)
        case .week: .seconds(7 * 86_400)
        case .fortnight: .seconds(14 * 86_400)
        }
    }

    package var step: HistoryStep {
        switch self {
        case .quarter, .hour: .tenSeconds
        case .sixHours, .day: .minute
        case .week, .fortnight: .tenMinutes
        }
    }

    package func read(
        _ keys: ModelKeys, _ connection: inout RedisConnection
    ) throws(RedisError) -> QueueCourse {
        let (now, samples) = try QueueHistory(keys: keys).read(step, last: span, &connection)
        return QueueCourse(samples, step: step, now: now, span: span)
    }
}
