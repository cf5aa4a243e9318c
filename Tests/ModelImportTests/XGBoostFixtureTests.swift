import JSONBytes
import ScoringEngine
import ScoringModel
import Testing

@testable import ModelImport

@Suite("Models of XGBoost 1.0 to 3.4")
struct XGBoostFixtureTests {
    @Test("every version has its fixtures")
    func count() {
        let cases = Dictionary(grouping: Fixture.all) { $0.name.prefix { $0 != "/" } }.mapValues(\.count)
        #expect(
            cases == [
                "1.0.2": 4, "1.7.6": 30, "2.1.4": 28, "3.0.5": 28, "3.1.3": 18, "3.2.0": 36, "3.3.0": 20, "3.4.1": 20,
            ])
    }

    @Test(
        "margins equal the library's to the bit, of expectiles within 4 units in the last place", arguments: Fixture.all
    )
    func margins(fixture: Fixture) throws {
        let model = try XGBoostImporter.read(fixture.bytes("json"))
        try model.expectMargins(fixture.expected(), "margins", ulps: fixture.ulps)
    }

    @Test(
        "predictions equal the library's to the bit, of expectiles within 4 units in the last place",
        arguments: Fixture.all)
    func predictions(fixture: Fixture) throws {
        let model = try XGBoostImporter.read(fixture.bytes("json"))
        let expected = try fixture.expected()
        let predictions = try expected.rows("predictions")
        for (row, prediction) in zip(try expected.rows("rows"), predictions) {
            let found = predict(row.map { Double(Float(bitPattern: $0)) }, model)
            #expect(found.isNear(prediction, ulps: fixture.ulps))
        }
    }

    @Test("JSON and UBJSON give one model, which is valid", arguments: Fixture.both)
    func formats(fixture: Fixture) throws {
        var json = try XGBoostImporter.read(fixture.bytes("json"))
        let ubjson = try XGBoostImporter.read(fixture.bytes("ubj"))
        #expect(json.source.format == "xgboost-json")
        #expect(ubjson.source.format == "xgboost-ubjson")
        #expect(json.source.sha256 != ubjson.source.sha256)
        #expect(json.source.libraryVersion == fixture.version)
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

    @Test("of category names that XGBoost has cut in the wrong places only the codes are taken, which a note says")
    func cutCategories() throws {
        for version in ["3.1.3", "3.2.0", "3.4.1"] {
            let model = try XGBoostImporter.read(Fixture(name: "\(version)/frame-accents").bytes("json"))
            #expect(model.categories == [[], [], ["1999", "2004", "-3", "1000000"], [], []])
            #expect(model.featureKinds[1] == .categorical)
            #expect(
                model.notes == [
                    "the categories of b have names that are not ASCII, which XGBoost cuts in the wrong places when it reads "
                        + "them from pandas: jobs send codes, unless a schema gives the names"
                ])
        }
    }

    @Test(
        "objectives of every release say what kind of model it is",
        arguments: [
            ("hinge", Task.binary, OutputTransform.hinge, 1), ("cox", .regression, .exponential, 1),
            ("aft", .regression, .exponential, 1), ("labels", .multiTarget, .logistic, 2),
            ("pairwise", .ranking, .identity, 1), ("map", .ranking, .identity, 1),
        ])
    func laterKinds(name: String, task: Task, transform: OutputTransform, groupCount: Int) throws {
        for version in ["1.7.6", "2.1.4", "3.0.5", "3.1.3", "3.2.0", "3.3.0", "3.4.1"] {
            let model = try XGBoostImporter.read(Fixture(name: "\(version)/\(name)").bytes("ubj"))
            #expect(model.task == task && model.transform == transform && model.predictor.groupCount == groupCount)
        }
    }

    @Test("several quantiles are sorted in files of 3.4, one is not; expectiles never cross")
    func quantiles() throws {
        func transform(_ name: String) throws -> OutputTransform {
            try XGBoostImporter.read(Fixture(name: name).bytes("ubj")).transform
        }
        for version in ["2.1.4", "3.0.5", "3.1.3", "3.2.0", "3.3.0"] {
            #expect(try transform("\(version)/quantiles") == .identity)
            #expect(try transform("\(version)/quantile") == .identity)
        }
        #expect(try transform("3.4.1/quantiles") == .sorted && transform("3.4.1/quantile") == .identity)
        for version in ["3.3.0", "3.4.1"] {
            #expect(try transform("\(version)/expectiles") == .expectile)
            #expect(try transform("\(version)/expectile") == .identity)
        }
        // The rows tell the two apart.
        let expected = try Fixture(name: "3.4.1/quantiles").expected()
        #expect(try expected.rows("margins") != expected.rows("predictions"))
    }

    @Test(
        "vector leaves are read in both layouts",
        arguments: ["2.1.4", "3.0.5", "3.1.3", "3.2.0", "3.3.0", "3.4.1"], ["vector", "vector-softprob"])
    func vectors(version: String, name: String) throws {
        let fixture = Fixture(name: "\(version)/\(name)")
        let text = String(decoding: try fixture.bytes("json"), as: UTF8.self)
        #expect(text.contains("leaf_weights") == (version >= "3.2"))
        let model = try XGBoostImporter.read(fixture.bytes("ubj"))
        let trees = try #require(model.predictor.trees)
        #expect(trees.groupCount == 3 && trees.leafVectors.count == 3 * trees.leafCount)
        #expect(Set(trees.leafVectors).count > trees.leafCount && trees.treeGroups.allSatisfy { $0 == 0 })
        #expect(model.iterationRange == 0..<2)
    }

    @Test(
        "base scores of 3.1 and later, which are vectors, are read and matter", arguments: ["3.1.3", "3.2.0", "3.4.1"])
    func baseScores(version: String) throws {
        for name in ["softprob", "vector", "quantiles"] {
            let text = String(decoding: try Fixture(name: "\(version)/\(name)").bytes("json"), as: UTF8.self)
            #expect(text.contains(#""base_score":"["#))
            #expect(Set(try XGBoostImporter.read(Array(text.utf8)).predictor.baseMargins).count == 3)
        }
        // What older releases take instead.
        let fixture = Fixture(name: "\(version)/regression")
        let text = String(decoding: try fixture.bytes("json"), as: UTF8.self)
        let half = text.replacing(#/"base_score":"[^"]*"/#, with: #""base_score":"5E-1""#)
        #expect(half != text)
        let margin = try #require(try XGBoostImporter.read(Array(text.utf8)).predictor.baseMargins.first)
        #expect(try XGBoostImporter.read(Array(half.utf8)).predictor.baseMargins == [0.5] && margin > 5)
    }

    @Test("files of 1.0 have neither names nor kinds of splits nor iterations")
    func oldest() throws {
        let model = try XGBoostImporter.read(Fixture(name: "1.0.2/forest").bytes("json"))
        #expect(model.source.libraryVersion == "1.0.2" && model.featureNames == ["f0", "f1", "f2", "f3", "f4"])
        #expect(model.predictor.trees?.treeCount == 8)
        // The number of trees of an iteration is not in the file.
        #expect(model.iterationCount == 8)
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
