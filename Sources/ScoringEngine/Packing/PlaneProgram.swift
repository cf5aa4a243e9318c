import CScoringKernels

/// Writes the selects of trees, and the codes of their leaves.
struct PlaneProgram {
    private let forest: Forest
    private let predicateSlots: [UInt32]
    private let firstFreeSlot: UInt32

    /// Selects of the current tree.
    private var operations: [scoreline_wide_operation] = []
    private var start = 0
    private var plan: CodePlan
    /// Bits of the code of the subtree at each place as they came out; negative for a dense numbering.
    private var widths: [Int] = []
    /// Slots of intermediate results: those that are free again, and the next that was never used.
    private var freeSlots: [UInt32] = []
    private var nextSlot: UInt32
    /// Slots that the largest group takes.
    private(set) var slotCount: Int

    /// Planes of a subtree's codes, from the lowest.
    private struct Planes {
        var slots = InlineArray<16, UInt32>(repeating: 0)
        var count = 0
    }
    private static let allFalse: UInt32 = 0
    private static let allTrue: UInt32 = 1

    init(_ forest: Forest, _ predicates: PredicateTable) {
        self.forest = forest
        predicateSlots = predicates.slots
        firstFreeSlot = UInt32(predicates.slotCount)
        nextSlot = firstFreeSlot
        slotCount = predicates.slotCount
        plan = CodePlan(maximumBits: 1)
    }

    /// Forgets the intermediate results of the group before.
    mutating func startGroup() {
        nextSlot = firstFreeSlot
        freeSlots.removeAll(keepingCapacity: true)
    }

    /// The selects of a tree, which is planned, and the slots of its code's planes from the lowest. The slots stay in use
    /// until the next group.
    mutating func append(_ tree: Int, _ plan: CodePlan, bits: Int) -> (
        operations: [scoreline_wide_operation], planes: [UInt32]
    ) {
        self.plan = plan
        start = forest.offsets[tree]
        operations.removeAll(keepingCapacity: true)
        // Results of this group's other trees are still needed.
        freeSlots.removeAll(keepingCapacity: true)
        widths = [Int](repeating: 0, count: forest.offsets[tree + 1] - start)
        let planes = emit(0, bits)
        slotCount = max(slotCount, Int(nextSlot))
        return (operations, (0..<planes.count).map { planes.slots[$0] })
    }

    private mutating func emit(_ place: Int, _ bits: Int) -> Planes {
        guard !forest.isLeaf(start + place) else { return Planes() }
        switch plan.split(place, bits) {
        case .dense(let bits):
            widths[place] = -bits
            return emitDense(place, bits, 0)
        case .children(let leftBits, let rightBits):
            let right = Int(forest.rights[start + place]) - start
            let (leftPlanes, rightPlanes) =
                isLeftFirst(place)
                ? (emit(place + 1, leftBits), emit(right, rightBits))
                : Self.swapped(emit(right, rightBits), emit(place + 1, leftBits))
            let predicate = predicateSlots[start + place]
            var planes = leftPlanes.count > rightPlanes.count ? leftPlanes : rightPlanes
            for bit in 0..<min(leftPlanes.count, rightPlanes.count) {
                planes.slots[bit] = select(predicate, leftPlanes.slots[bit], rightPlanes.slots[bit])
            }
            planes.slots[planes.count] = predicate
            planes.count += 1
            widths[place] = planes.count
            return planes
        }
    }

    /// Calls `body` for each code of each leaf of the tree appended last, with the leaf's place in the forest. A leaf that
    /// ignores some of the bits has several.
    func forEachCode(body: (_ code: Int, _ place: Int) -> Void) {
        // Of the places still to come: the code's bits that the path decides, and those that the leaf may ignore.
        var open: [(place: Int, code: Int, free: Int)] = [(0, 0, 0)]
        while let (place, code, free) = open.popLast() {
            if forest.isLeaf(start + place) {
                // All subsets of the ignored bits.
                var subset = free
                while true {
                    body(code | subset, start + place)
                    if subset == 0 { break }
                    subset = (subset - 1) & free
                }
                continue
            }
            if widths[place] < 0 {
                let leaves = Int(forest.leafCounts[start + place])
                var (number, next) = (0, place)
                while number < leaves {
                    if forest.isLeaf(start + next) {
                        open.append((next, code | number, free))
                        number += 1
                    }
                    next += 1
                }
                continue
            }
            let right = Int(forest.rights[start + place]) - start
            let bit = widths[place] - 1
            for (child, code) in [(place + 1, code), (right, code | 1 << bit)] {
                let ignored = 1 << bit - 1 << abs(widths[child])
                open.append((child, code, free | ignored))
            }
        }
    }

    /// The larger child first: then fewer intermediate results wait at a time, and they stay in the fastest cache.
    private func isLeftFirst(_ place: Int) -> Bool {
        forest.leafCounts[start + place + 1] >= forest.leafCounts[Int(forest.rights[start + place])]
    }

    private static func swapped(_ right: Planes, _ left: Planes) -> (Planes, Planes) { (left, right) }

    /// `first`: the code of the subtree's first leaf.
    private mutating func emitDense(_ place: Int, _ bits: Int, _ first: Int) -> Planes {
        var planes = Planes()
        planes.count = bits
        if forest.isLeaf(start + place) {
            for bit in 0..<bits { planes.slots[bit] = first >> bit & 1 == 1 ? Self.allTrue : Self.allFalse }
            return planes
        }
        let predicate = predicateSlots[start + place]
        let rightPlace = Int(forest.rights[start + place]) - start
        let middle = first + Int(forest.leafCounts[start + place + 1])
        let end = first + Int(forest.leafCounts[start + place])
        let (left, right) =
            isLeftFirst(place)
            ? (emitDense(place + 1, bits, first), emitDense(rightPlace, bits, middle))
            : Self.swapped(emitDense(rightPlace, bits, middle), emitDense(place + 1, bits, first))
        let selects = DenseRange(first..<middle).selects(against: DenseRange(middle..<end))
        for bit in 0..<bits {
            if selects >> bit & 1 == 1 {
                planes.slots[bit] = select(predicate, left.slots[bit], right.slots[bit])
            } else {
                // The same on both sides, or false on the left and true on the right.
                planes.slots[bit] = left.slots[bit] == right.slots[bit] ? left.slots[bit] : predicate
            }
        }
        return planes
    }

    private mutating func select(_ predicate: UInt32, _ left: UInt32, _ right: UInt32) -> UInt32 {
        for slot in [left, right] where slot >= firstFreeSlot { freeSlots.append(slot) }
        let result = freeSlots.popLast() ?? nextSlot
        if result == nextSlot { nextSlot += 1 }
        operations.append(
            scoreline_wide_operation(predicate: predicate, left: left, right: right, result: result))
        return result
    }
}

extension CodePlan {
    enum Split {
        case dense(bits: Int)
        case children(left: Int, right: Int)
    }

    /// What was chosen for a split with codes of up to so many bits.
    func split(_ place: Int, _ bits: Int) -> Split {
        var bits = bits
        while choices[place * (maximumBits + 1) + bits] == Self.asBefore { bits -= 1 }
        let choice = choices[place * (maximumBits + 1) + bits]
        return choice == Self.dense
            ? .dense(bits: bits) : .children(left: Int(choice & 0xff), right: Int(choice >> 8))
    }
}
