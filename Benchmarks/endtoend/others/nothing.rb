# A Sidekiq job that does nothing: what the queue alone costs.
require "sidekiq"

Sidekiq.configure_server do |config|
  config.redis = { path: ENV.fetch("BENCH_SOCKET"), db: Integer(ENV.fetch("BENCH_DATABASE")) }
  config.logger.level = Logger::WARN
end

class Nothing
  include Sidekiq::Worker
  sidekiq_options retry: false

  def perform(_job); end
end
