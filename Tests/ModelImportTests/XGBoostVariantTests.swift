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
        ("binary:hinge", .binary, .hinge, 0.25),
        ("reg:quantileerror", .regression, .identity, 0.25),
        ("reg:expectileerror", .regression, .identity, 0.25),
        ("survival:cox", .regression, .exponential, logf(0.25)),
        ("survival:aft", .regression, .exponential, logf(0.25)),
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

    /// The plain model with two outputs of an objective.
    private static func twoOutputs(_ objective: String, _ scores: String) -> [(String, String)] {
        [
            ("binary:logistic", objective), (#""num_target":"1""#, #""num_target":"2""#), ("[5E-1]", scores),
        ]
    }

    @Test("expectiles start from the distance to the one before, which is never too small")
    func expectiles() throws {
        let margins = try read(Self.twoOutputs("reg:expectileerror", "[1,3]")).predictor.baseMargins
        let distance: Float = 3 - 1 - 1e-6
        #expect(margins == [1, Double(distance + logf(-expm1f(-distance)))])
        for scores in ["[1,1]", "1", "[1,0]"] {
            let margins = try read(Self.twoOutputs("reg:expectileerror", scores)).predictor.baseMargins
            #expect(margins == [1, Double(1e-6 + logf(-expm1f(-1e-6)))])
        }
    }

    /// A model of two outputs whose tree has vectors as leaves, as 3.2 writes it.
    private static let vectors: [(String, String)] =
        twoOutputs("reg:squarederror", "[1,2]") + [
            (#""size_leaf_vector":"1""#, #""size_leaf_vector":"2""#),
            (#""sum_hessian""#, #""leaf_weights":[1E0,2E0,3E0,4E0],"sum_hessian""#),
            (#""right_children":[2,-1,-1]"#, #""right_children":[2,0,1]"#),
        ]

    @Test("vectors of leaves are found by the leaf's number, before 3.2 by the node")
    func vectors() throws {
        let trees = try #require(try read(Self.vectors).predictor.trees)
        #expect(trees.leafVectors == [1, 2, 3, 4] && trees.values == [0.5, 0, 0])
        let old = try read(
            Self.twoOutputs("reg:squarederror", "[1,2]") + [
                (#""size_leaf_vector":"1""#, #""size_leaf_vector":"2""#),
                (#""base_weights":[0E0,0E0,0E0]"#, #""base_weights":[9E0,9E0,1E0,2E0,3E0,4E0]"#),
                (#""split_conditions":[5E-1,-1E0,1E0]"#, #""split_conditions":[5E-1,NaN,NaN]"#),
                ("[3,2,0]", "[3,1,0]"),
            ])
        #expect(old.predictor.trees?.leafVectors == [1, 2, 3, 4])
        let turned = try read(Self.vectors + [("[2,0,1]", "[2,1,0]")])
        #expect(turned.predictor.trees?.leafVectors == [3, 4, 1, 2])
        let weighted = try read(Self.vectors + [(#""tree_info":[0]"#, #""tree_info":[0],"weight_drop":[5E-1]"#)])
        #expect(weighted.predictor.trees?.leafVectors == [0.5, 1, 1.5, 2])
    }

    @Test(
        "broken vectors of leaves are refused",
        arguments: [
            ("[1E0,2E0,3E0,4E0]", "[1E0,2E0,3E0]", ".leaf_weights has 3 elements, expected 4"),
            ("[1E0,2E0,3E0,4E0]", "[1E0,2E0,3E0,NaN]", " node 2 has the leaf value nan, which is not finite"),
            (
                #""size_leaf_vector":"2""#, #""size_leaf_vector":"4""#,
                " has leaves of 4 numbers, expected 2, one per output"
            ),
            (#""leaf_weights":[1E0,2E0,3E0,4E0],"#, "", ".base_weights has 3 elements, expected 6"),
            ("[2,0,1]", "[2,0,2]", " node 2 is the leaf 2, expected each of 0 to 1 once"),
            ("[2,0,1]", "[2,0,0]", " node 2 is the leaf 0, expected each of 0 to 1 once"),
            ("[2,0,1]", "[2,-1,1]", " node 1 is the leaf -1, expected each of 0 to 1 once"),
            (#""tree_info":[0]"#, #""tree_info":[1]"#, " has vector leaves and is of the output 1, expected 0"),
        ])
    func brokenVectors(old: String, new: String, problem: String) {
        let text = ModelText.replacing(ModelText.plain, Self.vectors + [(old, new)])
        let error = #expect(throws: ModelImportError.self) { try XGBoostImporter.read(Array(text.utf8)) }
        #expect(error?.description == "learner.gradient_booster.model.trees[0]\(problem)")
    }

    @Test("a model whose trees have leaves of both kinds is refused")
    func mixedLeaves() throws {
        let vector = ModelText.replacing(ModelText.plain, Self.vectors)
        let tree = try #require(vector.firstMatch(of: #/"trees":\[(.*)\]\},"name":"gbtree"/#)).1
        let scalar = tree.replacing(#""size_leaf_vector":"2""#, with: #""size_leaf_vector":"1""#)
            .replacing(#""leaf_weights":[1E0,2E0,3E0,4E0],"#, with: "").replacing("[2,0,1]", with: "[2,-1,-1]")
            .replacing(#""id":0"#, with: #""id":1"#)
        let mixed = ModelText.replacing(
            vector,
            [
                (String(tree), "\(tree),\(scalar)"), (#""num_trees":"1""#, #""num_trees":"2""#),
                (#""tree_info":[0]"#, #""tree_info":[0,0]"#),
                (#""iteration_indptr":[0,1]"#, #""iteration_indptr":[0,2]"#),
            ])
        let error = #expect(throws: ModelImportError.self) { try XGBoostImporter.read(Array(mixed.utf8)) }
        #expect(
            error?.description
                == "learner.gradient_booster.model.trees[1] has scalar leaves, the trees before it have others")
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
        (#"{"type":11,"values":[-32768,7]}"#, ["-32768", "7"]),
        (#"{"type":13,"values":[-2147483648]}"#, ["-2147483648"]),
        // Neighbours that no Double tells apart.
        (
            #"{"type":15,"values":[9007199254740993,9007199254740992,-9223372036854775808]}"#,
            ["9007199254740993", "9007199254740992", "-9223372036854775808"]
        ),
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
