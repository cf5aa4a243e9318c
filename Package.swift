// swift-tools-version: 6.3
import PackageDescription

/// One array for every target. Features that are not implied by the Swift 6 language mode:
let settings: [SwiftSetting] =
    [
        .strictMemorySafety(),  // SE-0458
        .enableUpcomingFeature("ExistentialAny"),  // SE-0335
        .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
        .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
        .enableUpcomingFeature("InferIsolatedConformances"),  // SE-0470
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
        .enableUpcomingFeature("ImmutableWeakCaptures"),  // SE-0481
        // The pull parser holds the Span it reads (experimental in 6.3).
        .enableExperimentalFeature("Lifetimes"),
        // Lets tests exchange a queue script and kill a worker by a payload; a release build has neither.
        .define("FAULT_HOOKS", .when(configuration: .debug)),
    ] + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])  // SE-0480

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

func library(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude,
        swiftSettings: settings)
}

let package = Package(
    name: "scoreline",
    products: [
        // For the chaos driver, which starts programs with it in LD_PRELOAD; the programs' products are implied.
        .library(name: "ClockShift", type: .dynamic, targets: ["CClockShift"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2")),
        .package(url: "https://github.com/apple/swift-log", .upToNextMinor(from: "1.16.2")),
        .package(url: "https://github.com/apple/swift-metrics", .upToNextMinor(from: "2.13.0")),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", .upToNextMinor(from: "2.13.0")),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", .upToNextMinor(from: "2.28.1"), traits: []),
        .package(url: "https://github.com/apple/swift-http-types", .upToNextMinor(from: "1.8.0")),
        .package(url: "https://github.com/apple/swift-nio", .upToNextMinor(from: "2.101.2")),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", .upToNextMinor(from: "0.2.0")),
        .package(url: "https://github.com/jpsim/Yams", .upToNextMinor(from: "6.2.2")),
    ],
    targets: [
        // 0: C
        .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        // Optimised in debug builds too: tests run every kernel, and what they run is what ships.
        .target(name: "CScoringKernels", cSettings: [.unsafeFlags(["-O2"])]),
        .systemLibrary(name: "CXGBoost", providers: [.apt(["libxgboost-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        // 1: domain
        library("Files"),
        library("JSONBytes"),
        library("Keyspace"),
        library("ScoringModel", ["JSONBytes"]),
        // 2: mechanisms
        library("Checksum", ["COpenSSL"]),
        library("Access", ["Checksum", "Files"]),
        library("Drift", ["ScoringModel"]),
        library("Drawing", ["JSONBytes"]),
        library("Evaluation", ["ScoringModel"]),
        library("Host", ["CMalloc", "Files"]),
        library("ScoringEngine", ["CScoringKernels", "ScoringModel"]),
        library("JobWire", ["JSONBytes", "Keyspace", "ScoringEngine", "ScoringModel"]),
        library("Tables", ["JSONBytes"]),
        library("Redis", ["CHiredis", "COpenSSL", "Host"]),
        library("Telemetry", ["Host", "JSONBytes", "ScoringModel", coreMetrics, logging]),
        // 3: adapters
        library("Settings", [argumentParser, "Files", "JSONBytes", "Keyspace", "Redis"]),
        library("JobQueue", ["Files", "JobWire", "Keyspace", "Redis"], resources: [.embedInCode("Scripts")]),
        library("ModelFile", ["Checksum", "JSONBytes", "ScoringEngine", "ScoringModel"]),
        library("ModelRegistry", ["Checksum", "JSONBytes", "Keyspace", "Redis"], resources: [.embedInCode("Scripts")]),
        library("ModelImport", ["Checksum", "JSONBytes", "ScoringModel"]),
        library(
            "DriftWindows", ["Drift", "JSONBytes", "Keyspace", "Redis", "ScoringModel"],
            resources: [.embedInCode("Scripts")]),
        library(
            "PredictionLog",
            ["JSONBytes", "JobWire", "Redis", "ScoringEngine", "ScoringModel", "Telemetry", logging]),
        library("AdminHTTP", [hummingbird, nioCore, nioHTTP1, nioPosix, logging, lifecycle]),
        library("XGBoost", ["CXGBoost"]),
        library("TrainingData", ["Checksum", "CZlib", "Host", "JSONBytes", "ScoringModel", "Settings", "Tables"]),
        // 4: services
        library(
            "ScoringWorker",
            [
                "AdminHTTP", "Drift", "DriftWindows", "Host", "JobQueue", "JobWire", "Keyspace", "ModelFile",
                "ModelRegistry", "PredictionLog", "Redis", "ScoringEngine", "ScoringModel", "Telemetry", coreMetrics,
                logging, lifecycle,
            ]),
        library("RecipeHooks", ["TrainingData"]),
        library(
            "ModelPublishing", [argumentParser, "JSONBytes", "Keyspace", "ModelRegistry", "Redis", "Settings"]),
        library(
            "ModelTraining",
            [
                "Checksum", "Evaluation", "Files", "JSONBytes", "Keyspace", "ModelFile", "ModelImport", "RecipeHooks",
                "ScoringEngine", "ScoringModel", "Settings", "Tables", "TrainingData", "XGBoost", yams,
            ]),
        library(
            "SchemaInference",
            ["Evaluation", "Files", "JSONBytes", "Keyspace", "ScoringModel", "Settings", "TrainingData"]),
        library(
            "ModelReport",
            [
                "Drawing", "Evaluation", "Files", "JSONBytes", "ModelFile", "ScoringEngine", "ScoringModel",
                "TrainingData",
            ]),
        library(
            "Monitoring",
            [
                "Drift", "DriftWindows", "JobQueue", "JobWire", "JSONBytes", "Keyspace", "ModelFile", "ModelRegistry",
                "Redis",
                "ScoringModel", "Settings",
            ]),
        library(
            "Steering",
            [
                "JobQueue", "JSONBytes", "Keyspace", "ModelFile", "ModelPublishing", "ModelRegistry", "Monitoring",
                "Redis", "ScoringModel", "Settings",
            ], resources: [.embedInCode("Scripts")]),
        library(
            "Dashboard",
            [
                httpTypes, hummingbird, hummingbirdCore, lifecycle, logging, nioCore, nioPosix, "Access", "Drawing",
                "Drift",
                "JobQueue", "JobWire", "JSONBytes", "Keyspace", "ModelPublishing", "ModelRegistry", "Monitoring",
                "Redis",
                "ScoringModel", "Settings", "Steering",
            ],
            resources: [.embedInCode("Assets")]),
        // 5: programs
        program(
            "scoreline",
            [
                argumentParser, histogram, logging, lifecycle, unixSignals, "Access", "Dashboard", "Drift",
                "DriftWindows", "Evaluation", "Files", "Host", "JobQueue", "JobWire", "JSONBytes", "Keyspace",
                "ModelFile", "ModelPublishing", "ModelRegistry", "Monitoring", "Redis", "ScoringEngine",
                "ScoringModel", "Settings", "Steering", "Tables",
            ]),
        program(
            "scoreline-worker",
            [
                argumentParser, coreMetrics, logging, lifecycle, "AdminHTTP", "Host", "PredictionLog", "Redis",
                "ScoringEngine", "ScoringWorker", "Settings", "Telemetry",
            ]),
        program(
            "scoreline-trainer",
            [
                argumentParser, "Evaluation", "Files", "Host", "JSONBytes", "Keyspace", "ModelFile", "ModelImport",
                "ModelPublishing", "ModelRegistry", "ModelReport", "ModelTraining", "Redis", "SchemaInference",
                "ScoringEngine", "ScoringModel", "Settings", "Steering", "Tables", "TrainingData", "XGBoost",
            ]),
        // Tests
        .target(
            name: "TestSupport", dependencies: ["Redis"], path: "Tests/TestSupport", exclude: ["Python"],
            swiftSettings: settings),
        // The chaos driver: not shipped.
        .target(name: "CClockShift", path: "Tests/CClockShift"),
        .target(
            name: "Chaos",
            dependencies: ["Checksum", "JSONBytes", "Keyspace", "ModelRegistry", "Redis", "TestSupport"],
            path: "Tests/Chaos", swiftSettings: settings),
        .executableTarget(
            name: "scoreline-chaos",
            dependencies: [argumentParser, "Chaos", "Settings"], path: "Tests/chaos-driver", swiftSettings: settings),
        tests("Chaos"),
        tests("Files"),
        tests("JSONBytes", ["TestSupport"]),
        tests("Keyspace"),
        tests("ScoringModel", ["JSONBytes", "TestSupport"]),
        tests("Checksum"),
        tests("Access", ["Checksum"]),
        tests("Drift", ["ScoringModel", "TestSupport"]),
        tests("DriftWindows", ["Drift", "Keyspace", "Redis", "ScoringModel", "TestSupport"]),
        tests("Drawing"),
        tests("Evaluation", ["JSONBytes", "ScoringModel", "TestSupport"]),
        tests("Host"),
        tests("ScoringEngine", ["CScoringKernels", "ScoringModel", "TestSupport"]),
        tests("JobWire", ["JSONBytes", "ScoringEngine", "ScoringModel", "TestSupport"]),
        tests("Tables", ["TestSupport"]),
        tests("Redis", ["TestSupport"]),
        tests("Telemetry", ["Host", "JSONBytes", "TestSupport", coreMetrics, logging]),
        tests("Settings"),
        tests("JobQueue", ["JobWire", "Keyspace", "Redis", "TestSupport"]),
        tests("PredictionLog", ["JSONBytes", "JobWire", "Redis", "ScoringEngine", "ScoringModel", "TestSupport"]),
        tests("ModelFile", ["Checksum", "JSONBytes", "ScoringEngine", "ScoringModel", "TestSupport"]),
        tests("ModelRegistry", ["Checksum", "Keyspace", "Redis", "TestSupport"]),
        tests("ModelPublishing", ["JSONBytes", "Keyspace", "ModelRegistry", "Redis", "Settings", "TestSupport"]),
        tests(
            "Steering",
            [
                "JSONBytes", "JobQueue", "Keyspace", "ModelPublishing", "ModelRegistry", "Redis", "ScoringModel",
                "TestSupport",
            ]),
        tests("ModelImport", ["JSONBytes", "ScoringEngine", "ScoringModel", "TestSupport"], exclude: ["Fixtures"]),
        tests("AdminHTTP", ["Redis", "TestSupport"]),
        tests("XGBoost"),
        tests("TrainingData", ["Checksum", "JSONBytes", "ScoringModel", "Tables", "TestSupport"]),
        tests("RecipeHooks", ["ScoringModel", "TrainingData"]),
        tests(
            "ModelTraining",
            [
                "Evaluation", "JSONBytes", "ModelFile", "ModelImport", "ScoringEngine", "ScoringModel", "Tables",
                "TestSupport", "TrainingData",
            ],
            exclude: ["Fixtures"]),
        tests("SchemaInference", ["JSONBytes", "ModelTraining", "ScoringModel", "TestSupport", "TrainingData"]),
        tests(
            "ModelReport",
            ["Evaluation", "JSONBytes", "ModelFile", "ScoringModel", "TestSupport", "TrainingData"]),
        tests(
            "Monitoring",
            ["JSONBytes", "JobQueue", "Keyspace", "ModelRegistry", "Redis", "ScoringModel", "TestSupport"]),
        tests(
            "Dashboard",
            [
                "Drawing", "JSONBytes", "JobQueue", "Keyspace", "ModelRegistry", "Monitoring", "Redis", "Steering",
                "TestSupport", "scoreline",
            ]),
        tests("ScoringWorker", ["Drift", "Host", "Redis", "ScoringModel", "Telemetry"]),
        tests(
            "scoreline",
            [
                argumentParser, histogram, "JSONBytes", "JobQueue", "JobWire", "Keyspace", "ModelFile", "ModelRegistry",
                "Monitoring",
                "Redis", "ScoringEngine", "ScoringModel", "Settings", "Tables", "TestSupport",
            ]),
        .testTarget(
            name: "SystemTests",
            dependencies: [
                "JSONBytes", "Keyspace", "ModelFile", "ModelRegistry", "Redis", "ScoringEngine", "ScoringModel",
                "Settings", "TestSupport", "scoreline", "scoreline-worker", "scoreline-trainer",
            ],
            swiftSettings: settings),
        // The parity suite's driver: not shipped.
        .target(
            name: "Parity",
            dependencies: [
                "Files", "JSONBytes", "ModelFile", "ModelImport", "ModelTraining", "ScoringEngine", "ScoringModel",
                "TestSupport",
            ],
            path: "Tests/Parity", swiftSettings: settings),
        .executableTarget(
            name: "scoreline-parity", dependencies: [argumentParser, "JSONBytes", "Parity"],
            path: "Tests/parity-driver", swiftSettings: settings),
        tests("Parity", ["ModelImport", "ScoringEngine", "ScoringModel"]),
        // For Benchmarks/read: not shipped.
        .executableTarget(
            name: "scoreline-read", dependencies: [argumentParser, "TrainingData"], path: "Tests/read-driver",
            swiftSettings: settings),
        // For scripts/count-job-instructions.py: not shipped.
        .executableTarget(
            name: "scoreline-wire", dependencies: ["Files", "JobWire", "ModelFile", "ScoringEngine", "ScoringModel"],
            path: "Tests/wire-driver",
            swiftSettings: settings),
        .target(
            name: "Fuzz",
            dependencies: [
                "Checksum", "JSONBytes", "JobQueue", "JobWire", "Keyspace", "ModelFile", "ModelImport", "ModelRegistry",
                "ModelTraining", "Redis", "ScoringEngine", "ScoringModel", "Settings", "Tables", "TestSupport",
                "TrainingData",
            ],
            path: "Tests/Fuzz", exclude: ["Corpora"], swiftSettings: settings),
        .executableTarget(
            name: "scoreline-fuzz", dependencies: [argumentParser, "Fuzz"], path: "Tests/fuzz-driver",
            swiftSettings: settings),
        .testTarget(
            name: "FuzzTests", dependencies: ["Fuzz", "TestSupport", "scoreline-fuzz"], swiftSettings: settings),
    ]
)
