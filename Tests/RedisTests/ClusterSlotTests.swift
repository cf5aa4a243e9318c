import TestSupport
import Testing

@testable import Redis

@Suite struct ClusterSlotTests {
    @Test("A key has the slot that Redis gives it, hash tags and their odd forms included")
    func slots() throws {
        let server = try RedisServer(["--cluster-enabled", "yes"])
        var connection = try server.connect()
        var random = SeededGenerator(seed: 1)
        var keys = [
            "", "a", "123456789", "scoreline:{penguins}:jobs", "{}", "{}a", "a{}{b}", "{", "}", "}{", "{a",
            "a}b{c}d{e}",
            "{{a}}", "{a}{b}", "ü{é}ñ",
        ]
        for _ in 0..<200 {
            let letters = Array("ab{}:é")
            keys.append(
                String((0..<Int.random(in: 0...12, using: &random)).map { _ in letters.randomElement(using: &random)! })
            )
        }
        for key in keys {
            let expected = try connection.call(RedisCommand("CLUSTER", "KEYSLOT", key)).integer()
            #expect(ClusterSlot(of: key).number == expected, "\(key)")
        }
    }

    @Test("All keys of a model have one slot")
    func model() {
        #expect(ClusterSlot(of: "scoreline:{m}:jobs") == ClusterSlot(of: "scoreline:{m}:claim:x:1"))
        #expect(ClusterSlot(of: "scoreline:{m}:jobs") != ClusterSlot(of: "scoreline:{n}:jobs"))
    }
}
