import ScoringModel

/// The ensembles of a pipeline, one after another, as a file has them.
extension Pipeline {
    var joinedEnsembles: TreeEnsemble {
        var joined = TreeEnsemble(precision: precision, treeOffsets: ensembles.isEmpty ? [] : [0], baseMargins: [])
        for ensemble in ensembles {
            let start = Int32(joined.nodeCount)
            joined.treeOffsets += ensemble.treeOffsets.dropFirst().map { $0 + start }
            joined.treeGroups += ensemble.treeGroups
            joined.baseMargins += ensemble.baseMargins
            joined.features += ensemble.features
            joined.values += ensemble.values
            joined.leftChildren += ensemble.leftChildren
            joined.rightChildren += ensemble.rightChildren
            joined.defaultLeft += ensemble.defaultLeft
            joined.leafVectors += ensemble.leafVectors
        }
        return joined
    }
}

extension PipelineOutline {
    /// The pipeline whose steps share out the tensors, each of which must be used up. What the steps hold is left to
    /// `Model.validate`.
    func pipeline(
        _ precision: Precision, featureCount: Int, columns: [Int32], constants: [Double], _ joined: TreeEnsemble
    ) throws(ModelFileError) -> Pipeline {
        var pipeline = Pipeline(precision: precision, featureCount: featureCount)
        var columns = columns[...]
        var constants = constants[...]
        var trees = try JoinedTrees(joined)
        for (position, step) in steps.enumerated() {
            guard step.inputs <= columns.count, step.constants <= constants.count else {
                throw ModelFileError(
                    "manifest: pipeline.steps[\(position)] needs more columns or constants than there are")
            }
            pipeline.steps.append(
                PipelineStep(
                    step.operation, Array(columns.prefix(step.inputs)), outputs: step.outputs,
                    constants: Array(constants.prefix(step.constants))))
            columns = columns.dropFirst(step.inputs)
            constants = constants.dropFirst(step.constants)
            if step.operation == .trees {
                pipeline.ensembles.append(
                    try trees.next(step.trees, groupCount: step.outputs, hasVectors: step.hasVectors, position))
            }
        }
        guard columns.count == outputs, constants.isEmpty, trees.isAtEnd else {
            throw ModelFileError(
                "manifest: pipeline: the steps leave \(columns.count) columns for \(outputs) outputs, \(constants.count) "
                    + "constants and \(trees.isAtEnd ? "no" : "some") trees")
        }
        pipeline.outputs = Array(columns)
        return pipeline
    }
}

/// Takes ensembles from those that were joined.
private struct JoinedTrees {
    private let joined: TreeEnsemble
    private var (tree, node, margin, vector) = (0, 0, 0, 0)

    init(_ joined: TreeEnsemble) throws(ModelFileError) {
        self.joined = joined
        let lengths = [joined.values, joined.baseMargins].map(\.count)
        let nodes = [joined.leftChildren.count, joined.rightChildren.count, joined.defaultLeft.count, lengths[0]]
        guard nodes.allSatisfy({ $0 == joined.nodeCount }),
            joined.treeOffsets.count
                == (joined.treeGroups.isEmpty && joined.treeOffsets.isEmpty
                    ? 0 : joined.treeGroups.count + 1)
        else { throw ModelFileError("the tensors ensemble.* of the pipeline have different lengths") }
    }

    var isAtEnd: Bool {
        tree == joined.treeCount && node == joined.nodeCount && margin == joined.baseMargins.count
            && vector == joined.leafVectors.count
    }

    mutating func next(
        _ treeCount: Int, groupCount: Int, hasVectors: Bool, _ position: Int
    ) throws(ModelFileError) -> TreeEnsemble {
        func failure(_ problem: String) -> ModelFileError {
            ModelFileError("manifest: pipeline.steps[\(position)] \(problem)")
        }
        guard treeCount <= joined.treeCount - tree, groupCount <= joined.baseMargins.count - margin,
            tree + treeCount < joined.treeOffsets.count
        else { throw failure("needs more trees than there are") }
        let end = Int(joined.treeOffsets[tree + treeCount])
        guard Int(joined.treeOffsets[tree]) == node, end >= node, end <= joined.nodeCount else {
            throw failure("has trees whose offsets are out of order")
        }
        let leaves = joined.features[node..<end].count { $0 < 0 }
        guard !hasVectors || (groupCount > 0 && leaves <= (joined.leafVectors.count - vector) / groupCount) else {
            throw failure("needs more vectors of leaves than there are")
        }
        let vectorEnd = hasVectors ? vector + leaves * groupCount : vector
        let start = Int32(node)
        let ensemble = TreeEnsemble(
            precision: joined.precision,
            treeOffsets: joined.treeOffsets[tree...tree + treeCount].map { $0 &- start },
            treeGroups: Array(joined.treeGroups[tree..<tree + treeCount]), groupCount: groupCount,
            baseMargins: Array(joined.baseMargins[margin..<margin + groupCount]),
            features: Array(joined.features[node..<end]), values: Array(joined.values[node..<end]),
            leftChildren: Array(joined.leftChildren[node..<end]),
            rightChildren: Array(joined.rightChildren[node..<end]),
            defaultLeft: Array(joined.defaultLeft[node..<end]),
            categorySets: Array(repeating: -1, count: end - node),
            leafVectors: Array(joined.leafVectors[vector..<vectorEnd]))
        (tree, node, margin, vector) = (tree + treeCount, end, margin + groupCount, vectorEnd)
        return ensemble
    }
}
