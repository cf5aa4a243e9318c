import Foundation
import TestSupport

/// A deliberate bug in a queue script, and the faults that bring it to light.
package struct Mutant: Sendable {
    package let script: String
    /// What is wrong with it.
    package let bug: String
    let original: String
    let replacement: String
    let faults: [Fault]

    package static let all: [Mutant] = [
        Mutant(
            "claim", "takes no notice of the fence", "if finished >= counter then", "if false then", [.lateCopy]),
        Mutant("claim", "leaves the jobs it takes in the queue", "redis.call('LTRIM', jobs, got, -1)", "", [.flushed]),
        Mutant(
            "claim", "hands a suspect out as a first delivery", "return 1, math.max(1, tonumber(deliveries))",
            "return 1, 0", [.killed]),
        Mutant(
            "commit", "pushes before it checks", "local cid, counter = ARGV[1], ARGV[2]\n",
            """
            local cid, counter = ARGV[1], ARGV[2]
            local place = 9
            for key = 7, #KEYS do
                for index = place + 1, place + ARGV[place] do redis.call('RPUSH', KEYS[key], ARGV[index]) end
                place = place + 1 + ARGV[place]
            end
            if redis.call('ZSCORE', KEYS[1], cid) then
                redis.call('HINCRBY', KEYS[5], 'committed', redis.call('LLEN', KEYS[3]))
                redis.call('UNLINK', KEYS[3])
                redis.call('ZREM', KEYS[1], cid)
                redis.call('HDEL', KEYS[2], cid)
                redis.call('SET', KEYS[4], counter, 'EX', ARGV[3])
                return {'OK'}
            end

            """, [.frozen, .lostCommit]),
        Mutant(
            "commit", "sets no fence", "redis.call('SET', KEYS[4], counter, 'EX', ARGV[3])", "", [.lateCopy]),
        Mutant("commit", "keeps the claim's jobs", "redis.call('UNLINK', KEYS[3])", "", [.flushed]),
        Mutant("commit", "keeps the claim's lease", "redis.call('ZREM', KEYS[1], cid)", "", [.flushed]),
        Mutant(
            "release", "counts as a delivery", "while redis.call('LMOVE', claim, jobs, 'RIGHT', 'LEFT') do end",
            """
            while true do
                local job = redis.call('LPOP', claim)
                if not job then break end
                redis.call('RPUSH', suspects, '1:' .. job)
            end
            """, [.rolling]),
        Mutant(
            "release", "turns the order round", "while redis.call('LMOVE', claim, jobs, 'RIGHT', 'LEFT') do end",
            "while redis.call('LMOVE', claim, jobs, 'LEFT', 'LEFT') do end", [.rolling]),
        Mutant(
            "recover", "forgets the suspect's count", "local mark = math.min(deliveries + 1, 999) .. ':'",
            "local mark = '1:'", [.poisoned]),
        Mutant(
            "recover", "does not compare the deadline",
            "if redis.call('ZSCORE', KEYS[4], cid) ~= ARGV[2] then return -1 end", "", [.lateRecover]),
        Mutant(
            "recover", "gives the jobs back and keeps them", "job = redis.call('LPOP', claim)\nend",
            "job = nil\nend", [.killed]),
        Mutant("sweep", "never finds anything", "\nreturn found", "\nreturn {}", [.killed]),
        Mutant(
            "sweep", "believes a lease that lies in the future", "> now + lease(last[index]) then", "> now + 1e12 then",
            [.redisClock]),
        Mutant(
            "extend", "extends nothing", "redis.call('ZADD', KEYS[1], 'XX', deadline, ARGV[index])", "",
            [.heavy]),
    ]

    private init(_ script: String, _ bug: String, _ original: String, _ replacement: String, _ faults: [Fault]) {
        self.script = script
        self.bug = bug
        self.original = original
        self.replacement = replacement
        self.faults = faults
    }

    /// What caught it first; nil when nothing did.
    package func hunt(lease: Int) throws -> (fault: Fault, violation: Violation)? {
        let folder = try TemporaryFolder()
        let scripts = try ScriptFolder(folder) { name, text in
            guard name == script else { return text }
            let parts = text.components(separatedBy: original)
            guard parts.count == 2 else {
                throw TestFailure("\(script).lua has \(parts.count - 1) places like \(original), expected one")
            }
            return parts.joined(separator: replacement)
        }
        for fault in faults {
            var trial = Trial(fault, lease: lease)
            trial.workerEnvironment = scripts.environment
            trial.patience = .seconds(15)
            let verdict = try trial.run()
            let telling = verdict.violations.first { $0.invariant != .effect } ?? verdict.violations.first
            if let telling { return (fault, telling) }
        }
        return nil
    }
}
