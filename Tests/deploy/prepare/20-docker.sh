#!/usr/bin/env bash
# Gets ready what the test of docker/compose.yaml needs: Docker's engine, and all images in one archive.
#
#   Tests/deploy/prepare/20-docker.sh PYTHON
#
# The engine is unpacked, not installed: as a package it would start on the machine itself, with a bridge and packet
# filters. Redis' own image is out of reach of a machine without a registry: one of Debian's Redis stands in for it.
set -euo pipefail
cd "$(dirname "$0")/../../.."

work=$PWD/.build/deploy
engine=$work/docker-engine
archive=$work/compose-images.tar
images=(localhost/scoreline/worker:test localhost/scoreline/trainer:test localhost/scoreline/cli:test)
redis=localhost/redis:7-bookworm
export CONTAINERS_CONF=$PWD/Tests/deploy/containers/containers.conf

unpack_engine() {
    local packages
    packages=$(mktemp -d)
    rm -rf "$engine.new"
    mkdir -p "$engine.new"
    download() { (cd "$packages" && apt-get -q -o APT::Sandbox::User=root download docker.io containerd); }
    # The package lists may be absent or outdated.
    download >&2 || { apt-get -q -o DPkg::Lock::Timeout=300 update >&2 && download >&2; }
    for package in "$packages"/*.deb; do dpkg-deb --extract "$package" "$engine.new"; done
    rm -r "$packages"
    mv "$engine.new" "$engine"
}

[ -x "$engine/usr/sbin/dockerd" ] || unpack_engine

buildah bud --isolation chroot --network host --pull-never --format docker --layers \
    --file Tests/deploy/containers/redis.Dockerfile --tag "$redis" Tests/deploy/containers >"$work/redis-image.log" 2>&1 ||
    {
        cat "$work/redis-image.log" >&2
        exit 1
    }

wanted=$(podman image inspect --format '{{.Id}}' "${images[@]}" "$redis")
if [ ! -f "$archive" ] || [ "$(cat "$archive.images" 2>/dev/null)" != "$wanted" ]; then
    rm -f "$archive"
    podman save --quiet --multi-image-archive --output "$archive" "${images[@]}" "$redis"
    echo "$wanted" >"$archive.images"
fi
