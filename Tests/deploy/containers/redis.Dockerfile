# Stands in for redis:7-bookworm, as far as docker/compose.yaml counts on it: Redis 7, and the user 999 who owns /data.
FROM debian:bookworm-slim
RUN groupadd --gid 999 redis && useradd --uid 999 --gid 999 --home-dir /data --shell /usr/sbin/nologin redis \
    && apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends redis-server \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=redis --group=redis /data
WORKDIR /data
VOLUME /data
