#!/usr/bin/env bash
# Makes the host that the playbooks are applied to: a minimal Debian tree with systemd and sshd, and the packages
# that the playbooks install, in it, as an apt repository that needs no network.
#
#   Tests/deploy/prepare/10-host.sh PYTHON        fills .build/deploy/host/tree
set -euo pipefail
cd "$(dirname "$0")/../../.."

host=.build/deploy/host
# What the host starts with, and what the roles install on it.
included=systemd,systemd-sysv,dbus,python3,python3-apt,ca-certificates,iproute2,procps,openssh-server,sudo
installed=(redis-server libhiredis0.14 libssl3 libstdc++6 snapd)
installed+=(curl docker.io git make openjdk-17-jre-headless python3-venv rsync shellcheck)

sources=/etc/apt/sources.list.d/debian.sources
[ -s "$sources" ] || sources=/etc/apt/sources.list

made_from=$(cat "$0" "$sources" | sha256sum)
if [ "$(cat "$host/made-from" 2>/dev/null)" = "$made_from" ]; then exit 0; fi

rm -rf "$host"
mkdir -p "$host"
tree=$host/tree
quietly() {
    "$@" >"$host/log" 2>&1 </dev/null || {
        cat "$host/log" >&2
        echo "test-deploy: $1 failed while the host was made" >&2
        exit 1
    }
}

quietly mmdebstrap --variant=minbase --include="$included" bookworm "$tree" "$sources"
cp "$sources" "$tree/etc/apt/sources.list.d/"
quietly chroot "$tree" apt-get update
quietly chroot "$tree" apt-get install --yes --no-install-recommends --download-only "${installed[@]}"

# From here on the host knows no other packages, as it will have no network.
mkdir "$tree/srv/packages"
mv "$tree"/var/cache/apt/archives/*.deb "$tree/srv/packages/"
(cd "$tree/srv/packages" && dpkg-scanpackages . >Packages 2>/dev/null)
rm -f "$tree/etc/apt/sources.list" "$tree"/etc/apt/sources.list.d/*
echo 'deb [trusted=yes] file:/srv/packages ./' >"$tree/etc/apt/sources.list.d/packages.list"
quietly chroot "$tree" apt-get update

# Playbooks log in as this user and become root, as they do on real hosts.
chroot "$tree" useradd --create-home --shell /bin/bash deploy
echo 'deploy ALL=(ALL) NOPASSWD: ALL' >"$tree/etc/sudoers.d/deploy"

echo "$made_from" >"$host/made-from"
