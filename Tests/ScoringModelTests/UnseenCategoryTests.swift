import ScoringModel
import Testing

@Suite struct UnseenCategoryTests {
    @Test(
        "A category that training never saw is missing, and says so in both precisions", arguments: Precision.allCases)
    func marked(precision: Precision) throws {
        let encoder = RowEncoder(
            features: [Feature(name: "island", kind: .categorical, categories: ["Biscoe"])], precision: precision)
        let unseen = try encoder.encode(text: Array("Atlantis".utf8).span, at: 0)
        #expect(unseen.isNaN && unseen.bitPattern == RowEncoder.unseenCategory.bitPattern)
        let missing = try encoder.encode(field: Array("".utf8).span, at: 0)
        #expect(missing.isNaN && missing.bitPattern != RowEncoder.unseenCategory.bitPattern)
        #expect(try encoder.encode(text: Array("Biscoe".utf8).span, at: 0) == 0)
    }
}
