import Glibc
import ScoringModel
import Testing

@testable import ModelImport

/// Spellings that no fixture has: other versions, other objectives, parts left out.
@Suite("Variants of XGBoost models")
struct XGBoostVariantTests {
    private func read(_ replacements: [(String, String)]) throws -> ImportedModel {
        let model = try XGBoostImporter.read(Array(ModelText.replacing(ModelText.plain, replacements).utf8))
        try model.model.validate()
        return model
    }

    private static let objectives: [(String, Task, OutputTransform, Float)] = [
        ("binary:logistic", .binary, .logistic, -logf(1 / 0.25 - 1)),
        ("binary:logitraw", .binary, .identity, 0.25),
        ("reg:logistic", .regression, .logistic, -logf(1 / 0.25 - 1)),
        ("reg:squarederror", .regression, .identity, 0.25),
        ("reg:linear", .regression, .identity, 0.25),
        ("reg:absoluteerror", .regression, .identity, 0.25),
        ("reg:squaredlogerror", .regression, .identity, 0.25),
        ("reg:pseudohubererror", .regression, .identity, 0.25),
        ("count:poisson", .regression, .exponential, logf(0.25)),
        ("reg:gamma", .regression, .exponential, logf(0.25)),
        ("reg:tweedie", .regression, .exponential, logf(0.25)),
        ("rank:pairwise", .ranking, .identity, 0.25),
        ("rank:ndcg", .ranking, .identity, 0.25),
        ("rank:map", .ranking, .identity, 0.25),
    ]

    @Test("every objective has its task, its transform and its base margin", arguments: objectives)
    func objective(name: String, task: Task, transform: OutputTransform, margin: Float) throws {
        let model = try read([("binary:logistic", name), ("[5E-1]", "[2.5E-1]")])
        #expect(model.objective == name)
        #expect(model.task == task)
        #expect(model.transform == transform)
        #expect(model.classCount == (task == .binary ? 2 : 0))
        #expect(model.predictor.baseMargins == [Double(margin)])
    }

    @Test(
        "a base score is read in every spelling",
        arguments: ["2.5E-1", "0.25", ".25", " 0.25 ", "[2.5E-1]", " [ 2.5E-1 ] ", "(0.25)"])
    func baseScore(text: String) throws {
        let model = try read([("binary:logistic", "reg:squarederror"), ("[5E-1]", text)])
        #expect(model.predictor.baseMargins == [0.25])
    }

    @Test("from 3.2 a probability of 0 or 1 is moved inside, before it is refused")
    func clampedBaseScore() throws {
        #expect(try read([("[5E-1]", "1")]).predictor.baseMargins == [Double(-logf(1 / (1 - 1e-6) - 1))])
        #expect(try read([("[5E-1]", "0")]).predictor.baseMargins == [Double(-logf(1 / 1e-6 - 1))])
        #expect(throws: ModelImportError.self) { try read([("[5E-1]", "1"), ("[3,2,0]", "[3,1,9]")]) }
        #expect(throws: ModelImportError.self) { try read([("[5E-1]", "0"), ("binary:logistic", "reg:gamma")]) }
    }

    @Test("several targets have a margin each")
    func targets() throws {
        let model = try read([
            ("binary:logistic", "reg:squarederror"), (#""num_target":"1""#, #""num_target":"2""#),
            ("[5E-1]", "[1,2]"), (#""tree_info":[0]"#, #""tree_info":[1]"#),
        ])
        #expect(model.task == .multiTarget)
        #expect(model.predictor.baseMargins == [1, 2])
        #expect(model.predictor.trees?.treeGroups == [1])
    }

    @Test("parts that old versions leave out have their defaults")
    func oldLayout() throws {
        let model = try read([
            (#""cats":{"enc":[],"feature_segments":[],"sorted_idx":[]},"#, ""), (#""iteration_indptr":[0,1],"#, ""),
            (#""split_type":[0,0,0],"#, ""), (#""feature_names":["a","b"],"feature_types":["float","c"],"#, ""),
            (#","num_target":"1""#, ""), (#""attributes":{},"#, ""), (#""num_parallel_tree":"1","#, ""),
            (#""default_left":[0,0,0]"#, #""default_left":[true,false,false]"#), ("[3,2,0]", "[1,0,2]"),
        ])
        #expect(model.featureNames == ["f0", "f1"])
        #expect(model.featureKinds == [.numeric, .numeric])
        #expect(model.iterationRange == 0..<1)
        #expect(model.predictor.trees?.defaultLeft == [1, 0, 0])
        #expect(model.source.libraryVersion == "1.0.2")
    }

    @Test("a version newer than the known ones is taken with a word of warning")
    func newerVersion() throws {
        #expect(try read([("[3,2,0]", "[3,4,9]")]).notes.isEmpty)
        #expect(
            try read([("[3,2,0]", "[3,5,0]")]).notes == [
                "XGBoost 3.5.0 is newer than 3.4.0, the newest version whose files are known here: compare predictions "
                    + "before use"
            ])
    }

    private static let encodings: [(String, [String])] = [
        (#"{"type":9,"values":[-1,2]}"#, ["-1", "2"]),
        (#"{"type":10,"values":[-1,2]}"#, ["255", "2"]),
        (#"{"type":12,"values":[-1,2]}"#, ["65535", "2"]),
        (#"{"type":14,"values":[-1,4294967294]}"#, ["4294967295", "4294967294"]),
        (#"{"type":15,"values":[-1,9007199254740992]}"#, ["-1", "9007199254740992"]),
        (#"{"type":16,"values":[-1]}"#, ["18446744073709551615"]),
        (#"{"offsets":[0,1,1,3],"values":[97,98,99]}"#, ["a", "", "bc"]),
    ]

    @Test("categories are named by their text or their digits", arguments: encodings)
    func categories(encoding: String, names: [String]) throws {
        let model = try read([(#""enc":[]"#, #""enc":[{"offsets":[],"values":[]},\#(encoding)]"#)])
        #expect(model.categories == [[], names])
    }

    @Test("trees without weights are no dart")
    func emptyWeights() throws {
        #expect(try read([(#""name":"gbtree""#, #""name":"gbtree","weight_drop":[]"#)]).predictor.trees?.treeCount == 1)
    }
}
