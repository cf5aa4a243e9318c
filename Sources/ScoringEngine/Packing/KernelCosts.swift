import CScoringKernels

/// What a kernel's steps take, in hundredths of a cycle per row: only their ratios matter, when trees are packed.
struct KernelCosts {
    /// Rows of a full block.
    let blockRows: Int
    /// A select whose operands and result lie in memory.
    let operation: Int
    /// A select between registers, with the predicate it loads.
    let heapSelect: Int
    /// Looking up and adding a leaf on its own.
    let plainLeaf: Int
    /// By bits of the code; in Float64 twice that.
    let planeLeaf: [Int: Int]

    init(_ kernel: Int) {
        switch kernel {
        case Int(scoreline_kernel_avx512_bytes):
            (blockRows, operation, heapSelect, plainLeaf) = (512, 1, 1, 100)
            planeLeaf = [6: 15, 7: 17, 8: 25]
        case Int(scoreline_kernel_avx512):
            (blockRows, operation, heapSelect, plainLeaf) = (512, 1, 1, 100)
            planeLeaf = [4: 20, 5: 28, 6: 40]
        case Int(scoreline_kernel_avx2):
            (blockRows, operation, heapSelect, plainLeaf) = (512, 2, 1, 100)
            planeLeaf = [4: 30, 5: 40, 6: 60]
        default:
            (blockRows, operation, heapSelect, plainLeaf) = (256, 3, 2, 100)
            planeLeaf = [:]
        }
    }
}
