import Foundation
import Keyspace
import Redis
import TestSupport

extension Fault {
    func strikeNetwork(_ scene: Scene, pick: Int) throws -> Strike {
        guard let proxy = scene.proxy else { throw TestFailure("\(self) needs a scene with a proxy") }
        var strike = Strike()
        scene.load.order(500)
        switch self {
        case .slow:
            proxy.weather.latency = .milliseconds(25)
            strike.hold = .seconds(4)
            strike.undo = { proxy.weather.latency = .zero }
        case .blackHole:
            proxy.weather.isBlackHole = true
            strike.hold = .seconds(Double(scene.plan.shapes[0].lease ?? 10) * 1.5)
            strike.isOutage = true
            strike.undo = { proxy.weather.isBlackHole = false }
        case .split:
            proxy.weather.isSplit = true
            strike.hold = .seconds(3)
            strike.undo = { proxy.weather.isSplit = false }
        case .reset: try meet(.cutReply, times: 4, proxy, scene)
        case .lostCommit: try meet(.loseCommit, times: 4, proxy, scene)
        case .lateCopy:
            try meet(.copyClaim, times: 4, proxy, scene)
            let answered = scene.load.answered
            try eventually("the copied claims are finished") {
                scene.load.answered > answered + 600 || !scene.load.hasOrders
            }
            scene.load.order(300)
            scene.note("\(try proxy.deliverCopies()) requests arrive again")
        case .lateRecover: try comeBack(scene, proxy)
        default: preconditionFailure("\(self) does not strike the network")
        }
        return strike
    }

    private func meet(_ accident: NetworkProxy.Accident, times: Int, _ proxy: NetworkProxy, _ scene: Scene) throws {
        proxy.expect(accident, times: times)
        do {
            try eventually("\(accident) happens", within: .seconds(60)) {
                if !scene.load.hasOrders, try scene.backlog() < 500 { scene.load.order(300) }
                return proxy.pending == 0
            }
        } catch {
            proxy.forget()
            throw error
        }
    }

    /// A frozen worker wakes up between the second sweep and the recover that follows it, and extends its leases.
    private func comeBack(_ scene: Scene, _ proxy: NetworkProxy) throws {
        let sleeper = scene.living[0]
        scene.load.order(3000)
        proxy.expect(.holdRecover)
        let identity = try scene.seize(sleeper)
        defer {
            sleeper.process.signal(SIGCONT)
            proxy.forget()
            proxy.release()
        }
        try eventually("the sleeper's jobs are about to be taken", within: .seconds(60)) {
            if try scene.leases(of: identity) == 0 { return true }
            return proxy.isHolding
        }
        sleeper.process.signal(SIGCONT)
        try eventually("the sleeper extends its lease", within: .seconds(5)) {
            let command = RedisCommand("ZRANGE", scene.keys.leases, "0", "-1", "WITHSCORES")
            let pairs = try scene.connection.call(command).pairs().filter { $0.key.hasPrefix(identity) }
            let time = try scene.connection.call(RedisCommand("TIME")).texts()
            let now = (Double(time[0]) ?? 0) * 1000
            return pairs.isEmpty || pairs.values.contains { (Double($0) ?? 0) > now }
        }
        scene.note("the sleeper holds \(try scene.leases(of: identity)) claims again")
    }
}
