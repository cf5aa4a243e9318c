/// Arithmetic of shapes in which -1 is the number of rows.
enum GraphShape {
    /// Columns of a shape.
    static func width(_ shape: [Int]) -> Int { shape.reduce(1) { $1 < 0 ? $0 : $0 * $1 } }

    /// Two shapes under NumPy's rule, and for each column of the result those of the operands; nil when they don't fit.
    static func broadcast(_ left: [Int], _ right: [Int]) -> (shape: [Int], left: [Int], right: [Int])? {
        let rank = max(left.count, right.count)
        let (a, b) = (padded(left, rank), padded(right, rank))
        var shape: [Int] = []
        for (x, y) in zip(a, b) {
            guard x == y || x == 1 || y == 1 else { return nil }
            shape.append(x == 1 ? y : x)
        }
        guard shape.count(where: { $0 < 0 }) <= 1, width(shape) <= limit else { return nil }
        return (shape, places(a, in: shape), places(b, in: shape))
    }

    /// For each column of `shape`, the column of the operand that is spread over it.
    static func places(_ operand: [Int], in shape: [Int]) -> [Int] {
        var places = [0]
        for (extent, result) in zip(operand, shape) where result >= 0 {
            let size = max(extent, 1)
            places = places.flatMap { place in (0..<result).map { place * size + (size == 1 ? 0 : $0) } }
        }
        return places
    }

    private static let limit = 1 << 20

    private static func padded(_ shape: [Int], _ rank: Int) -> [Int] {
        Array(repeating: 1, count: rank - shape.count) + shape
    }

    /// An axis counted from the start; nil when there is none such.
    static func axis(_ axis: Int, _ shape: [Int]) -> Int? {
        let place = axis < 0 ? axis + shape.count : axis
        return shape.indices.contains(place) ? place : nil
    }

    /// The columns of one axis at a time: `groups[i]` are those that differ along it alone, in its order.
    static func lines(_ shape: [Int], along axis: Int) -> [[Int]] {
        let inner = width(Array(shape[(axis + 1)...]))
        let outer = width(Array(shape[..<axis]))
        return (0..<outer).flatMap { block in
            (0..<inner).map { place in (0..<shape[axis]).map { (block * shape[axis] + $0) * inner + place } }
        }
    }

    /// `wanted` as Reshape means it: 0 copies an extent, -1 takes what is left. Nil when rows would be torn apart.
    static func reshaped(_ shape: [Int], to wanted: [Int]) -> [Int]? {
        var result: [Int] = []
        for (place, extent) in wanted.enumerated() {
            guard extent >= -1, extent != 0 || place < shape.count, extent <= limit else { return nil }
            result.append(extent == 0 ? shape[place] : extent)
        }
        let width = width(shape)
        if result.count(where: { $0 < 0 }) == 2 {
            // One is the rows, copied by 0; the other is what is left.
            guard let rows = wanted.firstIndex(of: 0), let open = wanted.firstIndex(of: -1), result[rows] < 0 else {
                return nil
            }
            let known = product(result)
            guard known > 0, width.isMultiple(of: known) else { return nil }
            result[open] = width / known
        }
        guard result.count(where: { $0 < 0 }) == 1, product(result) == width,
            let before = shape.firstIndex(of: -1), let after = result.firstIndex(of: -1),
            product(Array(shape[..<before])) == product(Array(result[..<after]))
        else { return nil }
        return result
    }

    private static func product(_ shape: [Int]) -> Int {
        shape.reduce(1) { $1 < 0 ? $0 : $0.multipliedReportingOverflow(by: $1).partialValue }
    }
}
