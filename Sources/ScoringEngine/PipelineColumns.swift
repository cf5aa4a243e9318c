/// The columns of a block of rows, each one run of memory. Raw pointers, because the loops over rows must not check a
/// bound for each number; the steps of a validated pipeline name only columns that are there.
@safe struct PipelineColumns<Number: PipelineNumber>: ~Copyable {
    /// Rows that a column has room for.
    let capacity: Int
    private let base: UnsafeMutablePointer<Number>

    init(columnCount: Int, capacity: Int) {
        self.capacity = capacity
        unsafe base = .allocate(capacity: columnCount * capacity)
        unsafe base.initialize(repeating: 0, count: columnCount * capacity)
    }

    deinit { unsafe base.deallocate() }

    @inline(__always)
    private func column(_ index: Int) -> UnsafeMutablePointer<Number> { unsafe base + index * capacity }

    @inline(__always)
    subscript(column index: Int, row: Int) -> Number {
        get { unsafe column(index)[row] }
        nonmutating set { unsafe column(index)[row] = newValue }
    }

    @inline(__always)
    func fill(_ target: Int, _ number: Number, _ rowCount: Int) {
        let target = unsafe column(target)
        for row in 0..<rowCount { unsafe target[row] = number }
    }

    @inline(__always)
    func map(_ source: Int, to target: Int, _ rowCount: Int, _ function: (Number) -> Number) {
        let (source, target) = unsafe (column(source), column(target))
        for row in 0..<rowCount { unsafe target[row] = function(source[row]) }
    }

    @inline(__always)
    func map(_ left: Int, _ right: Int, to target: Int, _ rowCount: Int, _ function: (Number, Number) -> Number) {
        let (left, right, target) = unsafe (column(left), column(right), column(target))
        for row in 0..<rowCount { unsafe target[row] = function(left[row], right[row]) }
    }
}
