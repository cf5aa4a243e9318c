import JSONBytes
import ScoringEngine
import ScoringModel
import TestSupport
import Testing

@testable import ModelImport

@Suite("Pipelines of scikit-learn in ONNX")
struct ONNXFixtureTests {
    /// 1.2e-7 was the largest difference when the fixtures were made.
    private static let tolerance = 1e-6
    private static let special = [0, -0.0, .nan, 1e-40, -1e30, 3e38, 0.5]

    @Test("every case has its fixture")
    func count() { #expect(ONNXFixture.all.count >= 80) }

    @Test("outputs and labels are ONNX Runtime's", arguments: ONNXFixture.all)
    func outputs(fixture: ONNXFixture) throws {
        let imported = try ONNXImporter.read(fixture.bytes())
        let expected = try fixture.expected()
        let rows = try imported.encode(expected.rows)
        let margins = imported.margins(of: rows)
        let groups = imported.predictor.groupCount
        let outputs = OutputCalculator(imported.onnxModel.manifest, groupCount: groups)
        for row in expected.rows.indices {
            var values: [Double] = []
            let line = Array(margins[row * groups..<(row + 1) * groups])
            outputs.transform(line.span, into: &values)
            let wanted = expected.outputs[row]
            // A score of one class stands for the pair of it and its opposite.
            let compared = values.count == wanted.count ? wanted : wanted.suffix(values.count)
            #expect(values.count == compared.count)
            for (found, wanted) in zip(values, compared) {
                #expect(abs(found - wanted) <= Self.tolerance * max(1, abs(wanted)), "row \(row)")
            }
            if !expected.labels.isEmpty {
                #expect(imported.classLabels[outputs.labelIndex(values.span)] == expected.labels[row], "row \(row)")
            }
        }
    }

    @Test("batches are scored to the bit as by the reference, whatever their size", arguments: ONNXFixture.all)
    func reference(fixture: ONNXFixture) throws {
        let imported = try ONNXImporter.read(fixture.bytes())
        let width = imported.featureNames.count
        var random = SeededGenerator(seed: 7)
        var rows = try imported.encode(fixture.expected().rows)
        for _ in 0..<600 * width {
            let number = Double(Float.random(in: -30...30, using: &random))
            let choice = Int.random(in: 0..<70, using: &random)
            rows.append(choice < Self.special.count ? Self.special[choice] : number)
        }
        let expected = imported.referenceMargins(of: rows).map(\.canonicalBits)
        #expect(imported.margins(of: rows).map(\.canonicalBits) == expected)
        let groups = imported.predictor.groupCount
        for count in [1, 3, 65] {
            let part = Array(rows.prefix(count * width))
            #expect(imported.margins(of: part).map(\.canonicalBits) == Array(expected.prefix(count * groups)))
        }
        if imported.predictor.precision == .float32 {
            var narrow: [Float] = []
            let scorer = BatchScorer(imported.predictor, featureCount: width)
            let floats = rows.map { Float($0) }
            scorer.score(floats.span, into: &narrow)
            #expect(narrow.map { Double($0).canonicalBits } == expected)
        }
    }

    @Test("an imported model is valid", arguments: ONNXFixture.all)
    func valid(fixture: ONNXFixture) throws {
        let imported = try ONNXImporter.read(fixture.bytes())
        try imported.onnxModel.validate()
        #expect(imported.source.library == "skl2onnx")
        #expect(imported.source.format == "onnx")
    }
}

extension Double {
    /// One pattern for every NaN: which of them comes out is the processor's business.
    var canonicalBits: UInt64 { isNaN ? Double.nan.bitPattern : bitPattern }
}
