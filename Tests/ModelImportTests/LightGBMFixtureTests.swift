import ScoringEngine
import ScoringModel
import Testing

@testable import ModelImport

@Suite("Models of LightGBM 2.2, 2.3, 3.2, 3.3 and 4.6")
struct LightGBMFixtureTests {
    @Test("every version has its fixtures")
    func count() {
        let cases = Dictionary(grouping: LightGBMFixture.all) { $0.name.prefix { $0 != "/" } }.mapValues(\.count)
        #expect(cases == ["2.2.3": 14, "2.3.1": 14, "3.2.1": 16, "3.3.5": 16, "4.6.0": 37])
    }

    @Test("raw scores equal the library's to the bit", arguments: LightGBMFixture.all)
    func scores(fixture: LightGBMFixture) throws {
        let model = try LightGBMImporter.read(fixture.bytes)
        try model.wideModel.validate()
        let rows = try fixture.numbers("rows")
        let scores = try fixture.numbers("scores")
        let width = model.featureNames.count
        #expect(rows.count / width >= 40 && scores.count == rows.count / width * model.predictor.groupCount)
        let reference = ReferenceScorer(model.predictor)
        let found = stride(from: 0, to: rows.count, by: width).flatMap {
            reference.margins(of: rows.span.extracting($0..<$0 + width))
        }
        #expect(found.bitPatterns == scores.bitPatterns)
        var batch: [Double] = []
        BatchScorer(model.predictor, featureCount: width).score(rows.span, into: &batch)
        #expect(batch.bitPatterns == scores.bitPatterns)
    }

    @Test("predictions are at most two units in the last place from the library's", arguments: LightGBMFixture.all)
    func predictions(fixture: LightGBMFixture) throws {
        let model = try LightGBMImporter.read(fixture.bytes)
        let scores = try fixture.numbers("scores")
        let predictions = try fixture.numbers("predictions")
        #expect(predictions.count == scores.count)
        let groups = model.predictor.groupCount
        let outputs = OutputCalculator(model.wideModel.manifest, groupCount: groups)
        var found: [Double] = []
        for start in stride(from: 0, to: scores.count, by: groups) {
            var values: [Double] = []
            outputs.transform(scores.span.extracting(start..<start + groups), into: &values)
            found += model.task == .binary ? Array(values[outputs.scoreColumns]) : values
        }
        for (mine, theirs) in zip(found, predictions) {
            let isSame = mine == theirs || mine.isNaN && theirs.isNaN
            #expect(isSame || (mine - theirs).magnitude <= 2 * max(mine.ulp, theirs.ulp))
        }
    }

    @Test("a file that went through Windows gives the same model", arguments: LightGBMFixture.all)
    func returns(fixture: LightGBMFixture) throws {
        let bytes = try fixture.bytes
        var other = try LightGBMImporter.read(bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] })
        let model = try LightGBMImporter.read(bytes)
        #expect(other.source.sha256 != model.source.sha256)
        other.source = model.source
        #expect(other == model)
    }

    @Test(
        "the objective says what kind of model it is",
        arguments: [
            ("binary", Task.binary, OutputTransform.logistic, 1.0, 1.0),
            ("binary-sigmoid", .binary, .logistic, 0.7, 1),
            ("multiclass", .multiclass, .softmax, 1, 1),
            ("multiclassova", .multiclass, .logistic, 1.5, 1),
            ("regression_l1", .regression, .identity, 1, 1),
            ("huber", .regression, .identity, 1, 1),
            ("fair", .regression, .identity, 1, 1),
            ("quantile", .regression, .identity, 1, 1),
            ("mape", .regression, .identity, 1, 1),
            ("sqrt", .regression, .signedSquare, 1, 1),
            ("l1-sqrt", .regression, .signedSquare, 1, 1),
            ("poisson", .regression, .exponential, 1, 1),
            ("gamma", .regression, .exponential, 1, 1),
            ("tweedie", .regression, .exponential, 1, 1),
            ("cross-entropy", .regression, .logistic, 1, 1),
            ("cross-entropy-lambda", .regression, .log1pExp, 1, 1),
            ("lambdarank", .ranking, .identity, 1, 1),
            ("xendcg", .ranking, .identity, 1, 1),
            ("forest", .binary, .logistic, 1, 6),
            ("forest-multiclass", .multiclass, .softmax, 1, 6),
        ])
    func kinds(name: String, task: Task, transform: OutputTransform, sigmoid: Double, divisor: Double) throws {
        let model = try LightGBMImporter.read(LightGBMFixture(name: "4.6.0/\(name)").bytes)
        #expect(model.task == task)
        #expect(model.transform == transform)
        #expect(model.sigmoid == sigmoid)
        #expect(model.marginDivisor == divisor)
        #expect(model.predictor.precision == .float64)
        #expect(model.predictor.groupCount == (task == .multiclass ? 3 : 1))
        #expect(model.classCount == (task == .multiclass ? 3 : task == .binary ? 2 : 0))
        #expect(model.source.library == "lightgbm" && model.source.libraryVersion == "v4")
        #expect(model.featureNames == (0..<5).map { "Column_\($0)" })
        #expect(model.notes.isEmpty)
    }

    @Test("some iterations are those trees, and a forest's mean is over them")
    func iterations() throws {
        let bytes = try LightGBMFixture(name: "4.6.0/forest-multiclass").bytes
        let model = try LightGBMImporter.read(bytes, iterations: 2..<5)
        #expect(model.iterationRange == 2..<5 && model.iterationCount == 6)
        #expect(model.marginDivisor == 3)
        let all = try #require(try LightGBMImporter.read(bytes).predictor.trees)
        let some = try #require(model.predictor.trees)
        #expect(some.treeGroups == [0, 1, 2, 0, 1, 2, 0, 1, 2])
        #expect(some.values[...] == all.values[Int(all.treeOffsets[6])..<Int(all.treeOffsets[15])])
    }

    @Test(
        "a column is categorical if training saw categories", arguments: ["2.2.3", "2.3.1", "3.2.1", "3.3.5", "4.6.0"])
    func categorical(version: String) throws {
        let model = try LightGBMImporter.read(LightGBMFixture(name: "\(version)/categorical").bytes)
        #expect(model.featureKinds == [.numeric, .categorical, .numeric, .categorical, .numeric])
        #expect(model.categories == [[], [], [], [], []])
    }

    @Test("categories of a data frame come with their names", arguments: ["2.2.3", "2.3.1", "3.2.1", "3.3.5", "4.6.0"])
    func frame(version: String) throws {
        let model = try LightGBMImporter.read(LightGBMFixture(name: "\(version)/frame").bytes)
        #expect(model.featureNames == ["width", "colour", "size", "weight", "only", "flag"])
        #expect(
            model.categories == [
                [], ["rot", "grün", "dark blue", ""], ["10", "20", "-30"], ["0.5", "1", "2.25"], ["same"],
                ["false", "true"],
            ])
        #expect(model.featureKinds == [.numeric] + Array(repeating: .categorical, count: 5))
        #expect(model.notes.contains { $0.hasPrefix("pandas_categorical also names categories") })
    }

    @Test("unordered categories need no guess")
    func plainFrame() throws {
        let model = try LightGBMImporter.read(LightGBMFixture(name: "4.6.0/frame-plain").bytes)
        #expect(model.categories.map(\.count) == [0, 4, 3, 3, 1, 2])
        #expect(model.notes.isEmpty)
    }

    @Test("what releases before 3.3 may do with missing categories is said", arguments: ["2.2.3", "2.3.1", "3.2.1"])
    func oldCategories(version: String) throws {
        let model = try LightGBMImporter.read(LightGBMFixture(name: "\(version)/categorical").bytes)
        #expect(model.notes.count == 1 && model.notes[0].hasPrefix("LightGBM before 3.3 sends a missing value"))
        for other in ["3.3.5", "4.6.0"] {
            #expect(try LightGBMImporter.read(LightGBMFixture(name: "\(other)/categorical").bytes).notes.isEmpty)
        }
    }
}

extension [Double] {
    /// Equal for equal numbers: what is not a number has one pattern here, but processors give it either sign.
    fileprivate var bitPatterns: [UInt64] { map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern } }
}
