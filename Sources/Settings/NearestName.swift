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

    /// Insertions, deletions, substitutions, and neighbours that changed places.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                var edits = last[column] + (left[row] == right[column] ? 0 : 1)
                edits = min(edits, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    edits = min(edits, beforeLast[column - 1] + 1)
                }
                current.append(edits)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
