/// How far apart the samples of a history are. Each lasts until there are as many as it may have.
package enum HistoryStep: Int, Sendable, CaseIterable {
    case tenSeconds = 10
    case minute = 60
    case tenMinutes = 600

    package var seconds: Int { rawValue }

    /// An hour, a day, two weeks.
    package var capacity: Int {
        switch self {
        case .tenSeconds: 360
        case .minute: 1440
        case .tenMinutes: 2016
        }
    }
}
