import ScoringModel
import Testing

@testable import Steering

@Suite struct ManifestChangesTests {
    private static let features = [
        Feature(name: "island", kind: .categorical, categories: ["Biscoe", "Dream"]), Feature(name: "length"),
    ]

    private static func manifest(
        _ task: Task = .binary, _ features: [Feature] = features, classes: [String] = ["no", "yes"]
    ) -> Manifest {
        Manifest(
            name: "m", task: task, createdAt: "2026-01-01T00:00:00Z", features: features, classLabels: classes,
            transform: .identity, iterationRange: 0..<1,
            source: Source(library: "none", libraryVersion: "0", format: "none", sha256: ""), goldenOrigin: .reference)
    }

    private static func sentences(
        _ now: Manifest, after former: Manifest = manifest()
    ) -> [String] { ManifestChanges(from: former, to: now).sentences }

    /// The sentences of a model with these features after one with `former`.
    private static func sentences(_ now: [Feature], after former: [Feature] = features) -> [String] {
        sentences(manifest(.binary, now), after: manifest(.binary, former))
    }

    @Test("Of a model that was only trained anew nothing is told")
    func none() {
        var manifest = Self.manifest()
        manifest.createdAt = "2027-01-01T00:00:00Z"
        manifest.decisionThreshold = 0.4
        manifest.features[1].statistics = FeatureStatistics(count: 7, missing: 1)
        manifest.features[0].categories = ["Dream", "Torgersen", "Biscoe"]
        #expect(Self.sentences(manifest) == [])
    }

    @Test("What results mean otherwise is told: another task, other classes, the score of another class")
    func results() {
        #expect(Self.sentences(Self.manifest(.regression, classes: [])) == ["the task is regression, not binary"])
        #expect(
            Self.sentences(Self.manifest(classes: ["yes", "no"])) == ["the classes are yes, no; they were no, yes"])
        var other = Self.manifest()
        other.positiveClass = 0
        #expect(Self.sentences(other) == ["the score is that of no, not of yes"])
        // Nobody has checked the former one.
        other.positiveClass = 7
        #expect(Self.sentences(Self.manifest(), after: other) == [])
    }

    @Test("Features that are new, gone or required are told, and what that makes of array rows")
    func fields() {
        let (island, length) = (Self.features[0], Self.features[1])
        #expect(
            Self.sentences(Self.features + [Feature(name: "sex", required: true), Feature(name: "mass")])
                == [
                    "rows fail without sex", "new features, missing in rows that do not send them: mass",
                    "array rows must have 4 values, not 2",
                ])
        #expect(
            Self.sentences([length, Feature(name: "mass")]) == [
                "new features, missing in rows that do not send them: mass",
                "features it no longer has, ignored in rows that send them: island",
                "value 1 of array rows is read as length, not as island",
            ])
        var required = Self.features
        required[1].required = true
        #expect(Self.sentences(required) == ["rows fail without length"])
        #expect(Self.sentences(Self.features, after: required) == [])
        #expect(Self.sentences([length, island]) == ["value 1 of array rows is read as length, not as island"])
    }

    @Test("Values that a feature takes otherwise are told")
    func values() {
        var (island, length) = (Self.features[0], Self.features[1])
        length.kind = .boolean
        island.categories = ["Dream", "Torgersen"]
        #expect(
            Self.sentences([island, length]) == [
                "island no longer knows the categories Biscoe", "length is boolean, not numeric",
            ])
        island.categories = []
        #expect(Self.sentences([island, Self.features[1]]) == ["island takes codes of categories, not names"])
        #expect(
            Self.sentences(Self.features, after: [island, Self.features[1]])
                == ["island takes names of categories, not codes"])
    }

    @Test("However much is otherwise and whatever names are, it stays readable")
    func bounded() throws {
        let former = (0..<100).map { Feature(name: "a\($0)\u{1B}[2J" + String(repeating: "x", count: 1_000)) }
        let now = former.map { Feature(name: $0.name, kind: .boolean) }
        let kinds = Self.sentences(now, after: former)
        #expect(kinds.count == 11 && kinds.last == "90 more")
        let gone = try #require(Self.sentences([Feature(name: "b")], after: former).dropFirst().first)
        #expect(gone.hasSuffix("… and 95 more") && gone.contains(#"a4\u{1b}[2Jxx"#) && gone.utf8.count < 500)
    }
}
