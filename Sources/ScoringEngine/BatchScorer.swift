import CScoringKernels
package import ScoringModel

/// Scores many rows at once, to the bit as `ReferenceScorer` does. Immutable; any thread.
package struct BatchScorer: Sendable {
    package let featureCount: Int
    package let groupCount: Int
    package let precision: Precision
    package let layout: LayoutDescription
    private let scorer: Scorer

    private enum Scorer: Sendable {
        case trees(TreeScorer)
        case linear(LinearScorer)
        case pipeline(PipelineScorer<Float>)
        case widePipeline(PipelineScorer<Double>)
    }

    /// Of a validated model. The kernel must be supported.
    package init(_ predictor: Predictor, featureCount: Int, kernel: Kernel = .preferred) {
        precondition(kernel.isSupported, "the kernel \(kernel.rawValue) on a processor without it")
        self.featureCount = featureCount
        groupCount = predictor.groupCount
        precision = predictor.precision
        switch predictor {
        case .trees(let ensemble):
            let trees = TreeScorer(ensemble, featureCount: featureCount, kernel: kernel)
            layout = trees.layout
            scorer = .trees(trees)
        case .linear(let model):
            layout = .linear(model, kernel: kernel)
            scorer = .linear(LinearScorer(model, featureCount: featureCount, kernel: kernel))
        case .pipeline(let pipeline):
            if precision == .float32 {
                let steps = PipelineScorer<Float>(pipeline, kernel: kernel)
                layout = .pipeline(pipeline, steps.layouts, kernel: kernel)
                scorer = .pipeline(steps)
            } else {
                let steps = PipelineScorer<Double>(pipeline, kernel: kernel)
                layout = .pipeline(pipeline, steps.layouts, kernel: kernel)
                scorer = .widePipeline(steps)
            }
        }
    }

    /// Bytes that the scorer of a predictor takes at most; known before it is made.
    package static func byteCount(of predictor: Predictor) -> Int {
        switch predictor {
        case .trees(let ensemble): TreeScorer.byteCount(of: ensemble)
        case .linear(let model): LinearScorer.byteCount(of: model)
        case .pipeline(let pipeline):
            pipeline.precision == .float32
                ? PipelineScorer<Float>.byteCount(of: pipeline) : PipelineScorer<Double>.byteCount(of: pipeline)
        }
    }

    /// Margins of rows of any number.
    /// - Parameters:
    ///   - rows: row-major, n × `featureCount`, of the predictor's precision; NaN is missing.
    ///   - margins: made n × `groupCount` and overwritten; its memory is kept.
    package func score(_ rows: Span<Double>, into margins: inout [Double]) { run(rows, &margins) }

    /// The same for rows in Float32, of a model of any precision.
    package func score(_ rows: Span<Float>, into margins: inout [Double]) { run(rows, &margins) }

    /// The same for a model of the precision `float32`.
    package func score(_ rows: Span<Float>, into margins: inout [Float]) {
        precondition(precision == .float32, "Float32 margins of a Float64 model")
        run(rows, &margins)
    }

    private func run<Value: BinaryFloatingPoint, Margin: BinaryFloatingPoint>(
        _ rows: Span<Value>, _ margins: inout [Margin]
    ) {
        let count = resize(&margins, forValues: rows.count)
        if runPipeline(rows, &margins) { return }
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe margins.withUnsafeMutableBufferPointer { margins in
                unsafe score(
                    scoreline_batch(
                        rows: rows.baseAddress, margins: margins.baseAddress, count: count,
                        rows_are_double: Value.self == Double.self ? 1 : 0,
                        margins_are_double: Margin.self == Double.self ? 1 : 0))
            }
        }
    }

    private func score(_ batch: scoreline_batch) {
        guard unsafe batch.count > 0 else { return }
        switch scorer {
        case .trees(let scorer): unsafe scorer.score(batch)
        case .linear(let scorer): unsafe scorer.score(batch)
        case .pipeline, .widePipeline: preconditionFailure("a pipeline scores columns, not a batch")
        }
    }

    /// Scores rows with a pipeline; false when the predictor is none.
    private func runPipeline<Value: BinaryFloatingPoint, Margin: BinaryFloatingPoint>(
        _ rows: Span<Value>, _ margins: inout [Margin]
    ) -> Bool {
        switch scorer {
        case .pipeline(let scorer):
            margins.removeAll(keepingCapacity: true)
            scorer.append(marginsOf: rows, to: &margins)
            return true
        case .widePipeline(let scorer):
            margins.removeAll(keepingCapacity: true)
            scorer.append(marginsOf: rows, to: &margins)
            return true
        case .trees, .linear: return false
        }
    }

    /// Makes room for the margins of rows of so many values; what it holds is overwritten. Gives the number of rows.
    private func resize<Number: BinaryFloatingPoint>(_ margins: inout [Number], forValues count: Int) -> Int {
        precondition(count.isMultiple(of: featureCount), "rows of another width than the model's")
        let rowCount = count / featureCount
        let needed = rowCount * groupCount
        if margins.count > needed {
            margins.removeLast(margins.count - needed)
        } else {
            margins.append(contentsOf: repeatElement(0, count: needed - margins.count))
        }
        return rowCount
    }
}
