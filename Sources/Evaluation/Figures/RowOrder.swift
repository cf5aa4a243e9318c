/// Positions of values in the order of their size.
enum RowOrder {
    /// From the largest value to the smallest, equal ones in their order. Sorts one machine word a row: value and position.
    static func descending(_ values: [Float]) -> [UInt32] {
        var keys = values.enumerated().map { position, value -> UInt64 in
            // -0 is 0. Float32's bits, with the sign turned round, are in the order of the numbers.
            let bits = (value + 0).bitPattern
            let ascending = bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
            return UInt64(~ascending) << 32 | UInt64(UInt32(position))
        }
        keys.sort()
        return keys.map { UInt32(truncatingIfNeeded: $0) }
    }
}
