import JSONBytes
import ScoringEngine
import ScoringModel
import Testing

@testable import ModelImport

@Suite("Models of XGBoost 1.7, 2.1, 3.0 and 3.2")
struct XGBoostFixtureTests {
    @Test("every version has its fixtures")
    func count() {
        let cases = Dictionary(grouping: Fixture.all) { $0.name.prefix { $0 != "/" } }.mapValues(\.count)
        #expect(cases == ["1.7.6": 24, "2.1.4": 18, "3.0.5": 18, "3.2.0": 26])
    }

    @Test("margins equal the library's to the bit", arguments: Fixture.all, ["json", "ubj"])
    func margins(fixture: Fixture, suffix: String) throws {
        let model = try XGBoostImporter.read(fixture.bytes(suffix))
        try model.expectMargins(fixture.expected(), "margins")
    }

    @Test("predictions equal the library's to the bit", arguments: Fixture.all)
    func predictions(fixture: Fixture) throws {
        let model = try XGBoostImporter.read(fixture.bytes("ubj"))
        let expected = try fixture.expected()
        let predictions = try expected.rows("predictions")
        for (row, prediction) in zip(try expected.rows("rows"), predictions) {
            let found = predict(row.map { Double(Float(bitPattern: $0)) }, model)
            #expect(found.map { Float($0).bitPattern } == prediction)
        }
    }

    @Test("JSON and UBJSON give one model, which is valid", arguments: Fixture.all)
    func formats(fixture: Fixture) throws {
        var json = try XGBoostImporter.read(fixture.bytes("json"))
        let ubjson = try XGBoostImporter.read(fixture.bytes("ubj"))
        #expect(json.source.format == "xgboost-json")
        #expect(ubjson.source.format == "xgboost-ubjson")
        #expect(json.source.sha256 != ubjson.source.sha256)
        #expect(json.source.libraryVersion == fixture.name.prefix { $0 != "/" })
        json.source = ubjson.source
        #expect(json == ubjson)
        try json.model.validate()
    }

    @Test(
        "the objective and the columns say what kind of model it is",
        arguments: [
            ("binary", Task.binary, OutputTransform.logistic, 2, 1, 5),
            ("binary-margin", .binary, .identity, 2, 1, 2),
            ("softprob", .multiclass, .softmax, 3, 3, 9),
            ("softmax", .multiclass, .softmax, 3, 3, 6),
            ("regression", .regression, .identity, 0, 1, 5),
            ("forest", .binary, .logistic, 2, 1, 8),
            ("poisson", .regression, .exponential, 0, 1, 3),
            ("gamma", .regression, .exponential, 0, 1, 2),
            ("absolute", .regression, .identity, 0, 1, 3),
        ])
    func kinds(
        name: String, task: Task, transform: OutputTransform, classCount: Int, groupCount: Int, treeCount: Int
    ) throws {
        for version in ["1.7.6", "2.1.4", "3.0.5", "3.2.0"] {
            let model = try XGBoostImporter.read(Fixture(name: "\(version)/\(name)").bytes("ubj"))
            #expect(model.task == task)
            #expect(model.transform == transform)
            #expect(model.classCount == classCount)
            #expect(model.predictor.groupCount == groupCount)
            #expect(model.predictor.trees?.treeCount == treeCount)
            #expect(model.featureNames == ["f0", "f1", "f2", "f3", "f4"])
            #expect(model.featureKinds == Array(repeating: .numeric, count: 5))
            #expect(model.iterationRange == 0..<model.iterationCount)
            #expect(model.notes.isEmpty)
        }
    }

    @Test("feature names and kinds come from the file", arguments: ["1.7.6", "2.1.4", "3.0.5", "3.2.0"])
    func features(version: String) throws {
        let model = try XGBoostImporter.read(Fixture(name: "\(version)/categorical").bytes("json"))
        #expect(model.featureNames == ["width", "colour", "größe", "small", "large"])
        #expect(model.featureKinds == [.numeric, .categorical, .categorical, .numeric, .numeric])
        #expect(model.categories == [[], [], [], [], []])
        #expect((model.predictor.trees?.categorySetOffsets.count ?? 0) > 1)
    }

    @Test("categories of a data frame come with their names")
    func categories() throws {
        let model = try XGBoostImporter.read(Fixture(name: "3.2.0/frame-categories").bytes("json"))
        #expect(
            model.categories == [
                [], ["red", "green", "blue", "", "dark red"], ["1999", "2004", "-3", "1000000"], [], [],
            ])
        #expect(model.featureNames == ["a", "b", "c", "d", "e"])
    }

    @Test("category names that XGBoost has cut in the wrong places are refused")
    func cutCategories() throws {
        let bytes = try Fixture(name: "3.2.0/frame-accents").bytes("json")
        let error = #expect(throws: ModelImportError.self) { try XGBoostImporter.read(bytes) }
        #expect(
            error?.description
                == "learner.gradient_booster.model.cats.enc[1] has names that are not ASCII, which XGBoost cuts in the wrong "
                + "places: rename the categories or train with their codes")
    }

    @Test("early stopping's best iteration is the last that is taken", arguments: ["1.7.6", "2.1.4", "3.0.5", "3.2.0"])
    func earlyStopping(version: String) throws {
        let fixture = Fixture(name: "\(version)/early-stopped")
        let bytes = try fixture.bytes("ubj")
        let expected = try fixture.expected()
        let best = try XGBoostImporter.read(bytes)
        #expect(best.iterationRange == 0..<4)
        #expect(best.iterationCount == 7)
        #expect(best.bestIteration == 3)
        #expect(best.notes == ["iterations 0 to 3 of 7 were taken, up to the best one of early stopping"])
        let all = try XGBoostImporter.read(bytes, iterations: 0..<7)
        #expect(all.notes.isEmpty)
        try all.expectMargins(expected, "allMargins")
        try XGBoostImporter.read(bytes, iterations: 2..<4).expectMargins(expected, "middleMargins")
    }

    @Test("one iteration of a forest is all its trees", arguments: ["1.7.6", "2.1.4", "3.0.5", "3.2.0"])
    func forest(version: String) throws {
        let bytes = try Fixture(name: "\(version)/forest").bytes("ubj")
        #expect(try XGBoostImporter.read(bytes).iterationCount == 2)
        #expect(try XGBoostImporter.read(bytes, iterations: 1..<2).predictor.trees?.treeCount == 4)
    }

    @Test("pruned nodes are left out", arguments: ["1.7.6", "2.1.4", "3.0.5", "3.2.0"])
    func pruned(version: String) throws {
        let model = try XGBoostImporter.read(Fixture(name: "\(version)/pruned").bytes("json"))
        #expect(model.predictor.trees?.treeOffsets == [0, 15, 30, 43])
    }

    /// What `Booster.predict` gives: the score, all probabilities, or for softmax the class itself.
    private func predict(_ row: [Double], _ model: ImportedModel) -> [Double] {
        let margins = ReferenceScorer(model.predictor).margins(of: row.span)
        let outputs = OutputCalculator(model.model.manifest, groupCount: model.predictor.groupCount)
        var values: [Double] = []
        outputs.transform(margins.span, into: &values)
        if model.objective == "multi:softmax" { return [Double(outputs.labelIndex(values.span))] }
        return model.task == .binary ? Array(values[outputs.scoreColumns]) : values
    }
}
