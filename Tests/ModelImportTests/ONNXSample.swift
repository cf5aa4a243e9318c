/// Writes ONNX files by hand, also such as no exporter would.
struct ONNXSample {
    var operatorSets: [(domain: String, version: UInt64)] = [("", 21), ("ai.onnx.ml", 3)]
    var nodes: [[UInt8]] = []
    var initializers: [[UInt8]] = []
    /// Names with element types and shapes; a negative extent stands for the number of rows.
    var inputs: [(name: String, type: UInt64, shape: [Int])] = [("X", 1, [-1, 2])]
    var outputs = ["variable"]
    /// Appended to the graph, to the model.
    var (graphEnd, modelEnd): ([UInt8], [UInt8]) = ([], [])

    var bytes: [UInt8] {
        var graph: [UInt8] = nodes.flatMap { Self.field(1, $0) }
        graph += initializers.flatMap { Self.field(5, $0) }
        graph += inputs.flatMap { Self.field(11, Self.value($0.name, $0.type, $0.shape)) }
        graph += outputs.flatMap { Self.field(12, Self.value($0, 1, [-1, 1])) }
        let sets = operatorSets.flatMap { Self.field(8, Self.field(1, $0.domain) + Self.field(2, $0.version)) }
        return Self.field(1, 10) + Self.field(2, "by hand") + Self.field(7, graph + graphEnd) + sets + modelEnd
    }

    /// NodeProto.
    static func node(
        _ operation: String, _ inputs: [String], _ outputs: [String], domain: String = "", _ attributes: [UInt8]...
    ) -> [UInt8] {
        inputs.flatMap { field(1, $0) } + outputs.flatMap { field(2, $0) } + field(3, "the node")
            + field(4, operation) + attributes.flatMap { field(5, $0) } + field(7, domain)
    }

    // MARK: Attributes

    static func integer(_ name: String, _ value: Int) -> [UInt8] {
        field(1, name) + field(3, UInt64(bitPattern: Int64(value))) + field(20, 2)
    }
    static func text(_ name: String, _ value: String) -> [UInt8] { field(1, name) + field(4, value) + field(20, 3) }
    static func floats(_ name: String, _ values: [Float]) -> [UInt8] {
        field(1, name) + values.flatMap { key(7, 5) + little($0.bitPattern) } + field(20, 6)
    }
    static func packedFloats(_ name: String, _ values: [Float]) -> [UInt8] {
        field(1, name) + field(7, values.flatMap { little($0.bitPattern) }) + field(20, 6)
    }
    static func integers(_ name: String, _ values: [Int]) -> [UInt8] {
        field(1, name) + values.flatMap { field(8, UInt64(bitPattern: Int64($0))) } + field(20, 7)
    }
    static func packedIntegers(_ name: String, _ values: [Int]) -> [UInt8] {
        field(1, name) + field(8, values.flatMap { varint(UInt64(bitPattern: Int64($0))) }) + field(20, 7)
    }
    static func texts(_ name: String, _ values: [String]) -> [UInt8] {
        field(1, name) + values.flatMap { field(9, $0) } + field(20, 8)
    }

    /// TensorProto of Float32.
    static func tensor(_ name: String, _ shape: [Int], _ values: [Float]) -> [UInt8] {
        shape.flatMap { field(1, UInt64($0)) } + field(2, 1) + field(4, values.flatMap { little($0.bitPattern) })
            + field(8, name)
    }

    /// TensorProto of Int64.
    static func tensor(_ name: String, integers values: [Int]) -> [UInt8] {
        field(1, UInt64(values.count)) + field(2, 7)
            + field(7, values.flatMap { varint(UInt64(bitPattern: Int64($0))) }) + field(8, name)
    }

    private static func value(_ name: String, _ type: UInt64, _ shape: [Int]) -> [UInt8] {
        let dimensions = shape.flatMap { field(1, $0 < 0 ? field(2, "N") : field(1, UInt64($0))) }
        return field(1, name) + field(2, field(1, field(1, type) + field(2, dimensions)))
    }

    // MARK: Wire

    static func key(_ number: UInt64, _ type: UInt64) -> [UInt8] { varint(number << 3 | type) }
    static func field(_ number: UInt64, _ bytes: [UInt8]) -> [UInt8] {
        key(number, 2) + varint(UInt64(bytes.count)) + bytes
    }
    static func field(_ number: UInt64, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }
    static func field(_ number: UInt64, _ value: UInt64) -> [UInt8] { key(number, 0) + varint(value) }
    static func little(_ word: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    static func varint(_ value: UInt64) -> [UInt8] {
        var (value, bytes): (UInt64, [UInt8]) = (value, [])
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        return bytes + [UInt8(value)]
    }
}

extension ONNXSample {
    /// A sample of one node from `X` to `variable`.
    static func one(_ operation: String, domain: String = "", inputs: [String] = ["X"], _ attributes: [UInt8]...)
        -> ONNXSample
    {
        var sample = ONNXSample()
        sample.nodes = [
            inputs.flatMap { field(1, $0) } + field(2, "variable") + field(3, "the node") + field(4, operation)
                + attributes.flatMap { field(5, $0) } + field(7, domain)
        ]
        return sample
    }

    /// One tree of one split.
    static func tree(
        mode: String = "BRANCH_LEQ", threshold: Float = 0.5, whenTrue: Int = 1, tracksTrue: Int = 0, feature: Int = 0
    ) -> ONNXSample {
        one(
            "TreeEnsembleRegressor", domain: "ai.onnx.ml", integers("nodes_treeids", [0, 0, 0]),
            packedIntegers("nodes_nodeids", [0, 1, 2]), integers("nodes_featureids", [feature, 0, 0]),
            texts("nodes_modes", [mode, "LEAF", "LEAF"]), packedFloats("nodes_values", [threshold, 0, 0]),
            integers("nodes_truenodeids", [whenTrue, 0, 0]), integers("nodes_falsenodeids", [2, 0, 0]),
            integers("nodes_missing_value_tracks_true", [tracksTrue, 0, 0]), integers("target_treeids", [0, 0]),
            integers("target_nodeids", [1, 2]), integers("target_ids", [0, 0]), floats("target_weights", [10, 20]),
            integer("n_targets", 1))
    }
}
