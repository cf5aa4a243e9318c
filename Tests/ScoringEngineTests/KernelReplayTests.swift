import Foundation
import ScoringModel
import TestSupport
import Testing

@testable import ScoringEngine

/// Kernels for other processors: their C is compiled for AArch64 and run by an emulator, on packed ensembles that this
/// process wrote. NEON runs as it is; AVX-512's instructions are SIMDe's there.
@Suite struct KernelReplayTests {
    private static let compiler = ["--target=aarch64-linux-gnu", "-O1", "-DSCORELINE_EMULATED", "-Wno-psabi"]
    private static let library = "/usr/aarch64-linux-gnu"

    @Test("Emulated NEON and AVX-512 get the reference scorer's margins, to the bit")
    func emulatedKernels() throws {
        let folder = try TemporaryFolder()
        var files: [String] = []
        for kernel in ForeignKernel.allCases {
            for shape in [EnsembleShape.odd, .sixLevels, .leaves31, .leaves255, .oneFeature, .manyFeatures] {
                for precision in Precision.allCases {
                    let path = folder.path("\(kernel)-\(shape)-\(precision)")
                    try record(kernel, shape, precision).write(to: URL(filePath: path))
                    files.append(path)
                }
            }
        }
        let program = try compile(in: folder)
        let replay = try ChildProcess("/usr/bin/qemu-aarch64-static", [program] + files, folder: folder)
        #expect(try replay.wait(upTo: .seconds(1800)) == 0, "\(replay.errors)\(replay.output)")
        #expect(replay.output.split(separator: "\n").count == files.count)
    }

    private enum ForeignKernel: CaseIterable {
        case neon, avx512, avx512Bytes

        var number: Int {
            switch self {
            case .neon: BlockKernelNumber.portable
            case .avx512: BlockKernelNumber.avx512
            case .avx512Bytes: BlockKernelNumber.avx512Bytes
            }
        }
    }

    /// An ensemble packed for a kernel, rows, and their margins; replay.c has the format.
    private func record(_ kernel: ForeignKernel, _ shape: EnsembleShape, _ precision: Precision) throws -> Data {
        var odd = shape.ensemble(
            seed: 7, precision, .numbers, hasCategories: true, hasMissingZeros: precision == .float64)
        let (width, count) = (odd.featureCount, 600)
        let rows = odd.rows(count)
        let reference = ReferenceScorer(.trees(odd.ensemble))
        let margins = (0..<count).flatMap { reference.margins(of: rows.span.extracting($0 * width..<($0 + 1) * width)) }
        let blocks = try BlockPacker.pack(odd.ensemble, featureCount: width, kernel: kernel.number).blocks
        var data = Data()
        for field in [blocks.kernel, blocks.modelByteCount, blocks.byteCount, count, 1, margins.count] {
            unsafe withUnsafeBytes(of: UInt64(field)) { unsafe data.append(contentsOf: $0) }
        }
        data.append(contentsOf: blocks.relocatableBytes)
        for numbers in [rows, margins] {
            for number in numbers { unsafe withUnsafeBytes(of: number) { unsafe data.append(contentsOf: $0) } }
        }
        return data
    }

    private func compile(in folder: TemporaryFolder) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let sources = root.appending(path: "Sources/CScoringKernels")
        let names = ["BlockPortable.c", "BlockAVX512.c", "BlockAVX512Bytes.c", "BlockScorer.c"]
        let files =
            names.map { sources.appending(path: $0).path } + [root.appending(path: "Tests/kernel-replay/replay.c").path]
        // One process for each, because two of them take long.
        let compilers = try files.enumerated().map { index, file in
            try ChildProcess(
                "/usr/bin/env",
                ["clang"] + Self.compiler + [
                    "-I", sources.appending(path: "include").path, "-isystem", Self.library + "/include", "-idirafter",
                    "/usr/include", "-c", file, "-o", folder.path("\(index).o"),
                ], folder: folder)
        }
        for compiler in compilers { #expect(try compiler.wait(upTo: .seconds(1800)) == 0, "\(compiler.errors)") }
        let gcc = try #require(
            try FileManager.default.contentsOfDirectory(atPath: "/usr/lib/gcc-cross/aarch64-linux-gnu").first)
        let program = folder.path("replay")
        let linker = try ChildProcess(
            "/usr/bin/env",
            [
                "clang", "--target=aarch64-linux-gnu", "-static", "-fuse-ld=lld",
                "--gcc-install-dir=/usr/lib/gcc-cross/aarch64-linux-gnu/" + gcc, "-B", Self.library + "/lib", "-L",
                Self.library + "/lib", "-o", program,
            ] + files.indices.map { folder.path("\($0).o") }, folder: folder)
        #expect(try linker.wait() == 0, "\(linker.errors)")
        return program
    }
}
