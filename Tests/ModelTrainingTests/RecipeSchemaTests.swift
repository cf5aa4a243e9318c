import Foundation
import ScoringModel
import TestSupport
import Testing
import TrainingData

@testable import ModelTraining

/// `docs/recipe.schema.json` and the reader say the same.
@Suite struct RecipeSchemaTests {
    private static let path = Programs.root + "/docs/recipe.schema.json"

    /// Keys by place in the schema.
    static let places: [(place: [String], keys: [String])] = [
        ([], Recipe.keys), (["card"], CardTexts.keys), (["data", "oneOf", "2"], DataChoices.keys),
        (["threshold", "oneOf", "1"], ThresholdChoice.keys), (["features"], FeatureChoices.keys),
        (["split"], SplitChoices.keys), (["cross_validation"], CrossValidationChoices.keys),
        (["gate", "items", "oneOf", "1"], GateCondition.keys), (["publish"], PublishChoices.keys),
        (["$defs", "derived"], DerivedChoice.keys),
    ]

    @Test(arguments: places)
    func `the schema has the reader's keys and no others`(place: [String], keys: [String]) throws {
        let data = try Data(contentsOf: URL(filePath: Self.path))
        let document = try JSONSerialization.jsonObject(with: data)
        var node = try #require(document as? [String: Any])
        var steps = place
        // Keys of the recipe are properties; the rest are the schema's own words.
        if let first = steps.first, first != "$defs" { steps.insert("properties", at: 0) }
        while !steps.isEmpty {
            let step = steps.removeFirst()
            let next = node[step]
            if let list = next as? [[String: Any]], let index = steps.first.flatMap(Int.init) {
                steps.removeFirst()
                node = list[index]
            } else {
                node = try #require(next as? [String: Any], "\(step)")
            }
        }
        let properties = try #require(node["properties"] as? [String: Any])
        #expect(Set(properties.keys) == Set(keys))
        #expect(node["additionalProperties"] as? Bool == false)
    }

    private static let checker = """
        import json, sys, yaml, jsonschema
        schema = json.load(open(sys.argv[1]))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        class Loader(yaml.SafeLoader):
            # YAML 1.2 has no dates of its own.
            yaml_implicit_resolvers = {
                first: [entry for entry in entries if not entry[0].endswith(":timestamp")]
                for first, entries in yaml.SafeLoader.yaml_implicit_resolvers.items()}
        for path in sys.argv[2:]:
            text = open(path).read()
            for document in text.split("\\n%%\\n"):
                errors = [e.message for e in validator.iter_errors(yaml.load(document, Loader))]
                print("bad" if errors else "good", *errors[:1])
        """

    private func judge(_ documents: [String], _ paths: [String] = []) throws -> [String] {
        let folder = try TemporaryFolder()
        let file = folder.path("recipes.txt")
        try documents.joined(separator: "\n%%\n").write(toFile: file, atomically: false, encoding: .utf8)
        let files = paths + (documents.isEmpty ? [] : [file])
        return try TrainingPython.run(["-c", Self.checker, Self.path] + files, in: folder).split(separator: "\n").map {
            String($0)
        }
    }

    @Test func `shipped recipes are right by the schema`() throws {
        let recipes = try #require(
            FileManager.default.enumerator(atPath: Programs.root + "/recipes")?.compactMap { $0 as? String })
        let paths = recipes.filter { $0.hasSuffix(".yaml") }.map { Programs.root + "/recipes/" + $0 }
        #expect(try judge([], paths) == paths.map { _ in "good" })
    }

    @Test func `what the reader takes the schema takes, and what it refuses by shape the schema refuses`() throws {
        let good = RecipeTests.good.map { TrainingFolder.recipe + $0 }
        for text in good { _ = try Recipe.parse(text, path: "r.yaml") }
        #expect(try judge(good) == good.map { _ in "good" })
        let bad = RecipeTests.bad.filter { RecipeTests.isWhole($0.text) == false && !$0.isBeyondShape }.map {
            TrainingFolder.recipe + $0.text
        }
        let found = try judge(bad)
        #expect(found.count == bad.count)
        for (text, verdict) in zip(bad, found) { #expect(verdict.hasPrefix("bad"), "\(text)") }
    }
}
