import CScoringKernels
import Glibc

/// Which instructions the engine's loops use; the names of `SCORELINE_KERNEL`. All give the same bits.
package enum Kernel: String, Sendable, CaseIterable {
    case avx512
    case avx2
    case neon
    /// 16-byte vectors, which every processor of the architecture has.
    case portable
    /// Row by row down the trees, also where bit-slicing would be faster.
    case general

    /// Forces a kernel for the whole process.
    package static let variable = "SCORELINE_KERNEL"

    /// Whether this processor has its instructions.
    package var isSupported: Bool {
        switch self {
        case .avx512: Self.features & UInt32(scoreline_cpu_avx512) != 0
        case .avx2: Self.features & UInt32(scoreline_cpu_avx2) != 0
        case .neon: Self.features & UInt32(scoreline_cpu_neon) != 0
        case .portable, .general: true
        }
    }

    /// Those of this processor, the fastest first.
    package static var supported: [Kernel] { allCases.filter(\.isSupported) }

    /// What a scorer uses unless told otherwise: the one that the environment names, else the fastest.
    ///
    /// A name that means nothing counts as none here: programs call `requireValidEnvironment` when they start.
    package static let preferred = (try? named(environmentValue)) ?? supported[0]

    /// Throws when the environment names a kernel that doesn't exist or that this processor lacks.
    package static func requireValidEnvironment() throws(KernelError) { _ = try named(environmentValue) }

    /// The kernel of a value of the variable; the fastest for none.
    static func named(_ name: String?) throws(KernelError) -> Kernel {
        guard let name, !name.isEmpty else { return supported[0] }
        let choices = supported.map(\.rawValue).joined(separator: ", ")
        guard let kernel = Kernel(rawValue: name) else {
            throw KernelError("\(variable) is '\(name)', which is no kernel: this processor has \(choices)")
        }
        guard kernel.isSupported else {
            throw KernelError("\(variable) is '\(name)', but this processor lacks it: it has \(choices)")
        }
        return kernel
    }

    static let features = scoreline_cpu_features()

    private static var environmentValue: String? {
        unsafe getenv(variable).map { unsafe String(cString: $0) }
    }
}
