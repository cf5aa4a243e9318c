/// The known name a misspelt one most likely meant.
package enum NearestName {
    /// The name with the smallest edit distance, if that is at most a third of the length (and at least one edit is
    /// always allowed); ties go to the first in alphabetical order.
    package static func find(_ name: String, among known: some Collection<String>) -> String? {
        let allowed = max(1, name.count / 3)
        // A difference in length takes an edit each; a name of a megabyte is not compared at all.
        let candidates = known.filter { abs($0.count - name.count) <= allowed }
        let best = candidates.sorted().map { ($0, distance(name.lowercased(), $0.lowercased())) }.min { $0.1 < $1.1 }
        guard let (candidate, edits) = best, edits <= allowed else { return nil }
        return candidate
    }

    /// Levenshtein distance.
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var previous = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let substituted = previous[column] + (character == other ? 0 : 1)
                current.append(min(substituted, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
