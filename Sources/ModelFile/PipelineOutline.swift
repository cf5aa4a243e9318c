import JSONBytes
import ScoringModel

/// What the manifest says of a pipeline: its steps with the number of their columns and constants, which follow one
/// another in the tensors `pipeline.columns` and `pipeline.constants`, and trees, which do in `ensemble.*`.
struct PipelineOutline {
    struct Step {
        var operation: PipelineOperation
        var inputs: Int
        var outputs: Int
        var constants: Int
        var trees: Int
        var hasVectors: Bool
    }

    var steps: [Step] = []
    var outputs: Int

    init(_ pipeline: Pipeline) {
        var ensembles = pipeline.ensembles.makeIterator()
        steps = pipeline.steps.map { step in
            let ensemble = step.operation == .trees ? ensembles.next() : nil
            return Step(
                operation: step.operation, inputs: step.inputs.count, outputs: step.outputCount,
                constants: step.constants.count, trees: ensemble?.treeCount ?? 0,
                hasVectors: ensemble?.leafVectors.isEmpty == false)
        }
        outputs = pipeline.outputs.count
    }

    init(_ field: ManifestField) throws(ModelFileError) {
        try field.requireMembers(["steps", "outputs"])
        outputs = try field["outputs"].integer()
        for step in try field["steps"].elements() {
            try step.requireMembers(["operation", "inputs", "outputs", "constants", "trees", "vectors"])
            let operation: PipelineOperation = try step["operation"].choice()
            guard operation == .trees || (step.optional("trees") == nil && step.optional("vectors") == nil) else {
                throw step.error("only the operation trees has trees")
            }
            steps.append(
                Step(
                    operation: operation,
                    inputs: try step.optional("inputs")?.integer() ?? 0,
                    outputs: try step["outputs"].integer(),
                    constants: try step.optional("constants")?.integer() ?? 0,
                    trees: try step.optional("trees")?.integer() ?? 0,
                    hasVectors: try step.optional("vectors")?.boolean() ?? false))
        }
    }

    var json: JSONValue {
        .object([
            .init("steps", .array(steps.map(\.json))), .init("outputs", .integer(outputs)),
        ])
    }
}

extension PipelineOutline.Step {
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [.init("operation", .string(operation.rawValue))]
        if inputs > 0 { members.append(.init("inputs", .integer(inputs))) }
        members.append(.init("outputs", .integer(outputs)))
        if constants > 0 { members.append(.init("constants", .integer(constants))) }
        if trees > 0 { members.append(.init("trees", .integer(trees))) }
        if hasVectors { members.append(.init("vectors", .boolean(true))) }
        return .object(members)
    }
}
