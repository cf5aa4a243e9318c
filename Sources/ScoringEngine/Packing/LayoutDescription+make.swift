import ScoringModel

extension LayoutDescription {
    static func linear(_ model: LinearModel, kernel: Kernel) -> LayoutDescription {
        LayoutDescription(
            name: "linear", kernel: kernel, reason: "a linear model is summed up column by column",
            byteCount: LinearScorer.byteCount(of: model))
    }

    /// Of an ensemble all of whose rows walk.
    static func walk(
        _ ensemble: TreeEnsemble, _ walker: TreeWalker, kernel: Kernel, because reason: String
    ) -> LayoutDescription {
        var layout = LayoutDescription(
            name: "walk", kernel: kernel, reason: "rows walk down the trees one by one because \(reason)",
            byteCount: walker.packed.byteCount)
        layout.scratchByteCount = walker.packed.scratchByteCount
        layout.paths = [Path(name: "walk", treeCount: ensemble.treeCount, codeBits: 0, operationsPerTree: 0)]
        layout.general = ["all \(ensemble.treeCount) trees"]
        return layout
    }

    /// Of an ensemble whose batches are scored in blocks.
    static func blocks(
        _ packed: BlockPacker.Result, _ ensemble: TreeEnsemble, _ walker: TreeWalker, kernel: Kernel
    ) -> LayoutDescription {
        let nodes = ensemble.nodeCount
        var layout = LayoutDescription(
            name: "bit-sliced", kernel: kernel,
            reason: "\(packed.predicateCount) distinct predicates stand for the splits of \(nodes) nodes",
            byteCount: walker.packed.byteCount + packed.blocks.byteCount)
        layout.scratchByteCount = packed.blocks.scratchByteCount + walker.packed.scratchByteCount
        layout.predicateCount = packed.predicateCount
        layout.rowsPerBlock = packed.blocks.blockRows
        layout.paths = packed.paths
        layout.general = ["batches of fewer than \(TreeScorer.minimumBlockCount) rows"]
        return layout
    }
    /// Of a pipeline, with the paths of the ensembles in it.
    static func pipeline(_ pipeline: Pipeline, _ ensembles: [LayoutDescription], kernel: Kernel) -> LayoutDescription {
        var layout = LayoutDescription(
            name: "pipeline", kernel: kernel,
            reason: "\(pipeline.steps.count) steps run over the columns of a block of rows",
            byteCount: BatchScorer.byteCount(of: .pipeline(pipeline)))
        layout.scratchByteCount = ensembles.reduce(0) { $0 + $1.scratchByteCount }
        layout.predicateCount = ensembles.reduce(0) { $0 + $1.predicateCount }
        layout.paths = ensembles.flatMap(\.paths)
        layout.general = ensembles.flatMap(\.general)
        return layout
    }
}
