import CScoringKernels

extension Kernel {
    /// Which of the block scorer's loops it runs; nil where it has none.
    var blockKernel: Int? {
        switch self {
        case .avx512:
            Self.features & UInt32(scoreline_cpu_avx512_bytes) != 0
                ? Int(scoreline_kernel_avx512_bytes) : Int(scoreline_kernel_avx512)
        case .avx2: Int(scoreline_kernel_avx2)
        case .neon, .portable: Int(scoreline_kernel_portable)
        case .general: nil
        }
    }
}
