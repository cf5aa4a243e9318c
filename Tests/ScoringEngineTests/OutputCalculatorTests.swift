import ScoringModel
import Testing

@testable import ScoringEngine

@Suite struct OutputCalculatorTests {
    private static func calculator(
        _ task: ScoringModel.Task, _ transform: OutputTransform, labels: [String] = [], positive: Int = 1,
        threshold: Float = 0.5, calibration: Calibration? = nil, groups: Int? = nil
    ) -> OutputCalculator {
        OutputCalculator(
            Manifest(
                name: "m", task: task, createdAt: "", features: [], classLabels: labels, positiveClass: positive,
                decisionThreshold: threshold, transform: transform, calibration: calibration, iterationRange: 0..<1,
                source: Source(library: "", libraryVersion: "", format: "", sha256: ""), goldenOrigin: .reference),
            groupCount: groups)
    }

    private static func values(_ calculator: OutputCalculator, _ margins: [Float]) -> [Double] {
        var values: [Double] = []
        let wide = margins.map { Double($0) }
        calculator.transform(wide.span, into: &values)
        return values
    }

    @Test("Each task answers the kinds and defaults that the protocol names")
    func kinds() {
        let binary = Self.calculator(.binary, .logistic, labels: ["no", "yes"])
        #expect(binary.kinds == OutputKind.allCases)
        #expect(binary.defaults == [.label, .score, .probabilities])
        #expect((binary.margins, binary.probabilities, binary.valueColumns) == (1, 2, 2))
        #expect(binary.scoreColumns == 1..<2)
        let raw = Self.calculator(.binary, .identity, labels: ["no", "yes"])
        #expect(raw.kinds == [.score, .label, .margin])
        let multiclass = Self.calculator(.multiclass, .softmax, labels: ["a", "b", "c"])
        #expect(multiclass.defaults == [.label, .probabilities])
        #expect((multiclass.margins, multiclass.probabilities, multiclass.valueColumns) == (3, 3, 3))
        #expect(multiclass.scoreColumns.isEmpty)
        #expect(Self.calculator(.regression, .exponential).defaults == [.score])
        #expect(Self.calculator(.ranking, .identity).kinds == [.score, .margin])
        let targets = Self.calculator(.multiTarget, .identity, groups: 3)
        #expect((targets.margins, targets.valueColumns, targets.scoreColumns) == (3, 3, 0..<3))
    }

    @Test("Logistic is Float32 with its argument cut at 88.7, so that no margin gives zero or NaN")
    func logistic() {
        let calculator = Self.calculator(.regression, .logistic)
        #expect(Self.values(calculator, [0]) == [0.5])
        #expect(Self.values(calculator, [1]).map { Float($0).bitPattern } == [0x3f3b_26a8])
        #expect(Self.values(calculator, [-1e9]) == Self.values(calculator, [-88.7]))
        #expect(Self.values(calculator, [-1e9])[0] > 0)
        #expect(Self.values(calculator, [1e9]) == [1])
    }

    @Test("Binary probabilities stand in the order of the labels, whichever is the positive class", arguments: [0, 1])
    func binary(positive: Int) {
        let calculator = Self.calculator(.binary, .logistic, labels: ["x", "y"], positive: positive)
        let values = Self.values(calculator, [2])
        #expect(values[positive] > 0.8 && values[1 - positive] == 1 - values[positive])
        #expect(calculator.scoreColumns == positive..<positive + 1)
        #expect(calculator.labelIndex(values.span) == positive)
    }

    @Test(
        "The positive label is given from the threshold on",
        arguments: [(0.3, 1), (0.30001, 0), (0.29999, 1)] as [(Float, Int)])
    func threshold(threshold: Float, label: Int) {
        let calculator = Self.calculator(.binary, .logistic, labels: ["no", "yes"], threshold: threshold)
        #expect(calculator.labelIndex([0.7, Double(Float(0.3))].span) == label)
        let raw = Self.calculator(.binary, .identity, labels: ["no", "yes"], positive: 0, threshold: threshold)
        #expect(raw.labelIndex([Double(Float(0.3))].span) == 1 - label)
    }

    @Test("A calibration moves the probabilities, and with them the label, of either class", arguments: [0, 1])
    func calibration(positive: Int) {
        let calibrated = Self.calculator(
            .binary, .logistic, labels: ["x", "y"], positive: positive,
            calibration: Calibration(slope: 0.5, intercept: -1.25))
        let plain = Self.calculator(.binary, .logistic, labels: ["x", "y"], positive: positive)
        for margin in [-3, 0, 2, 2.5, 100] as [Float] {
            #expect(Self.values(calibrated, [margin]) == Self.values(plain, [0.5 * margin - 1.25]))
        }
        #expect(plain.labelIndex(Self.values(plain, [2]).span) == positive)
        #expect(calibrated.labelIndex(Self.values(calibrated, [2]).span) == 1 - positive)
        #expect(calibrated.labelIndex(Self.values(calibrated, [2.5]).span) == positive)
        #expect(calibrated.kinds == plain.kinds)
    }

    @Test("A calibrated margin is computed in Float64 and rounded once")
    func calibratedMargin() {
        // In Float32 the product is 1 already.
        #expect(Calibration(slope: 1 + 0x1p-30, intercept: -1).margin(of: 1) == 0x1p-30)
        #expect(Calibration(slope: 1e300, intercept: 0).margin(of: -3e38) == -.infinity)
    }

    @Test("Softmax does not overflow, sums in Double and appends behind earlier rows")
    func softmax() {
        let calculator = Self.calculator(.multiclass, .softmax, labels: ["a", "b", "c"])
        #expect(Self.values(calculator, [1000, 1000, -1000]) == [0.5, 0.5, 0])
        #expect(Self.values(calculator, [0, 0, 0]) == Array(repeating: Double(1 / Float(3)), count: 3))
        var values: [Double] = [9]
        calculator.transform([1.0, 2, 3].span, into: &values)
        #expect(values.map { Float($0).bitPattern } == [0x4110_0000, 0x3db8_61f3, 0x3e7a_9a1a, 0x3f2a_4d3b])
    }

    @Test("Of equal values the first class wins")
    func ties() {
        let calculator = Self.calculator(.multiclass, .softmax, labels: ["a", "b", "c"])
        #expect(calculator.labelIndex([0.2, 0.4, 0.4].span) == 1)
        #expect(calculator.labelIndex([0.2, 0.3, 0.5].span) == 2)
        #expect(calculator.labelIndex([1, 1, 1].span) == 0)
    }
}
