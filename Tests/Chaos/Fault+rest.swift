import Foundation
import Redis
import TestSupport

extension Fault {
    func strikeRest(_ scene: Scene, pick: Int) throws -> Strike {
        scene.load.order(500)
        switch self {
        case .models:
            for kind in 0..<4 {
                switch (pick + kind) % 4 {
                case 0: try scene.publish()
                case 1: try scene.publish(Array("no model at all".utf8))
                case 2:
                    var bytes = try [UInt8](Data(contentsOf: URL(filePath: Programs.penguins)))
                    bytes[bytes.count / 2] ^= 1
                    try scene.publish(bytes)
                default:
                    let bytes = try [UInt8](Data(contentsOf: URL(filePath: Programs.penguins)))
                    try scene.publish(Array(bytes.prefix(bytes.count / 3)))
                }
                scene.load.order(300)
                try eventually("jobs go on") { !scene.load.hasOrders }
            }
            try scene.publish()
        case .heavy:
            for _ in 0..<36 { try scene.load.push(.large, &scene.connection) }
            try eventually("the large jobs are answered", within: .seconds(180)) {
                scene.load.pushed - scene.load.answered < 200
            }
        case .workerClock: return try jump(scene)
        case .redisClock: return try jumpRedis(scene)
        case .scripts: try mixBuilds(scene)
        default: preconditionFailure("\(self) is no such fault")
        }
        return Strike()
    }

    private func jump(_ scene: Scene) throws -> Strike {
        let clock = try ShiftedClock(scene.folder)
        let worker = try scene.startWorker(scene.plan.shapes[0], environment: clock.environment())
        _ = try scene.waitForClaim(of: worker)
        for seconds in [7200, -7200, 0] {
            try clock.set(seconds: seconds)
            let answered = scene.load.answered
            scene.load.order(1000)
            try eventually("jobs are answered after a jump to \(seconds) s") { scene.load.answered > answered + 900 }
            _ = try scene.waitForClaim(of: worker)
        }
        guard worker.process.isRunning else { throw TestFailure("a jump ended the worker: \(worker.process.errors)") }
        try scene.stop(worker)
        return Strike()
    }

    /// A worker dies while the clock is ahead, so that its leases lie in the future when it is set back.
    private func jumpRedis(_ scene: Scene) throws -> Strike {
        guard let clock = scene.redisClock else { throw TestFailure("\(self) needs a Redis whose clock can jump") }
        var strike = Strike()
        func time() throws -> Int { Int(try scene.connection.call(RedisCommand("TIME")).text(at: 0) ?? "") ?? 0 }
        let before = try time()
        try clock.set(seconds: 1800)
        guard try time() > before + 1700 else { throw TestFailure("Redis' clock does not jump") }
        let answered = scene.load.answered
        scene.load.order(1000)
        try eventually("jobs are answered after the jump") { scene.load.answered > answered + 900 }
        scene.load.order(1000)
        let victim = scene.living[0]
        strike.victims.append((try scene.kill(victim), victim.shape, .now))
        try clock.set(seconds: 0)
        guard try time() < before + 1700 else { throw TestFailure("Redis' clock does not jump back") }
        try scene.startWorker(victim.shape)
        strike.isOutage = true
        return strike
    }

    /// Workers of another build take over from those that run, and drain the queue together with them before that.
    private func mixBuilds(_ scene: Scene) throws {
        func cached() throws -> Int {
            let info = try scene.connection.call(RedisCommand("INFO", "memory")).text() ?? ""
            let line = info.split(whereSeparator: \.isNewline).first { $0.hasPrefix("number_of_cached_scripts:") }
            return line.flatMap { Int($0.dropFirst("number_of_cached_scripts:".count)) } ?? 0
        }
        let folder = try ScriptFolder(scene.folder) { _, text in text + "-- another build\n" }
        let old = scene.living
        let scripts = try cached()
        for worker in old { try scene.startWorker(worker.shape, environment: folder.environment) }
        for worker in scene.living { _ = try scene.waitForClaim(of: worker) }
        try eventually("the other build runs scripts of its own") {
            if !scene.load.hasOrders { scene.load.order(100) }
            return try cached() >= scripts + 4
        }
        for worker in old {
            try scene.stop(worker, insisting: true)
            scene.load.order(300)
        }
    }
}
