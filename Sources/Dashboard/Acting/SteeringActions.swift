package import Access
package import Keyspace
package import Redis

/// The acts that pages offer, and what they lead to.
package struct SteeringActions: Actions {
    /// Where versions are promoted from.
    package struct Source: Sendable {
        let redis: RedisConfiguration
        let keyspace: Keyspace

        package init(redis: RedisConfiguration, keyspace: Keyspace) {
            self.redis = redis
            self.keyspace = keyspace
        }
    }

    let keeper: Gatekeeper
    let keyspace: Keyspace
    /// Nil where nothing can be promoted from.
    let source: Source?
    /// Bytes of a model file that is uploaded.
    let maximumUpload: Int
    let thread: SteeringThread
    let uploads = UploadPermit()

    package init(
        keeper: Gatekeeper, redis: RedisConfiguration, keyspace: Keyspace, source: Source? = nil, maximumUpload: Int
    ) {
        self.keeper = keeper
        self.keyspace = keyspace
        self.source = source
        self.maximumUpload = maximumUpload
        thread = SteeringThread(redis)
    }
}
