import Redis

/// The scripts of the queue. Each file starts with its keys, arguments and answers.
enum QueueScript {
    static let claim = script("claim", PackageResources.claim_lua)
    static let commit = script("commit", PackageResources.commit_lua)
    static let release = script("release", PackageResources.release_lua)
    static let extend = script("extend", PackageResources.extend_lua)
    static let sweep = script("sweep", PackageResources.sweep_lua)
    static let recover = script("recover", PackageResources.recover_lua)
    static let pause = script("pause", PackageResources.pause_lua)
    static let deadRead = script("dead-read", PackageResources.dead_read_lua)
    static let deadRetry = script("dead-retry", PackageResources.dead_retry_lua)
    static let history = script("history", PackageResources.history_lua)
    static let historyRead = script("history-read", PackageResources.history_read_lua)
    static let depth = script("depth", PackageResources.depth_lua)
    static let listHeads = script("list-heads", PackageResources.list_heads_lua)

    /// Seconds that a lane's fence lives: longer than any copy of a request can be on its way.
    static let fenceLife = 3600
    /// Seconds that a reply list lives after its last push.
    static let replyLife = 3600

    private static func script(_ name: String, _ embedded: [UInt8]) -> RedisScript {
        #if FAULT_HOOKS
            let bytes = ScriptFault.replacement(of: name) ?? embedded
        #else
            let bytes = embedded
        #endif
        return RedisScript(name: name, source: String(decoding: bytes, as: UTF8.self))
    }
}
