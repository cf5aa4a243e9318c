/// Upper bounds of a histogram's buckets, ascending; above the last one there is always `+Inf`.
package struct Buckets: Sendable, Equatable {
    let bounds: [Double]

    /// Traps unless the bounds are finite and ascend.
    package init(_ bounds: [Double]) {
        precondition(
            bounds.allSatisfy(\.isFinite) && zip(bounds, bounds.dropFirst()).allSatisfy(<),
            "the bounds of buckets are finite and ascend")
        self.bounds = bounds
    }

    /// `first`, `first` × `factor`, …
    package init(from first: Double, by factor: Double, count: Int) {
        var bounds: [Double] = []
        var bound = first
        for _ in 0..<count {
            bounds.append(bound)
            bound *= factor
        }
        self.init(bounds)
    }

    /// Seconds from 10 µs to 30 s: scoring one small batch and draining a slow one both resolve.
    package static let durations = Buckets([
        0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30,
    ])

    /// Seconds from 1 ms to a day, for what can wait.
    package static let waits = Buckets([
        0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3600, 10_800, 86_400,
    ])
}
