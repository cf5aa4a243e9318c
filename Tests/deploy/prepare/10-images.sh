#!/usr/bin/env bash
# Builds the images from docker/Dockerfile and copies the three programs out of them.
#
#   Tests/deploy/prepare/10-images.sh PYTHON
#
# Makes localhost/scoreline/{toolchain,worker,trainer,cli}:test and .build/deploy/programs; at once when both stand and
# nothing that goes into them has changed. The Dockerfile's base images are trees of mmdebstrap from the host's apt sources,
# under the names that the Dockerfile asks for. Their Swift is the toolchain on PATH, mounted for the
# build; so are the local mirrors of packages that git's insteadOf names.
set -euo pipefail
cd "$(dirname "$0")/../../.."

work=$PWD/.build/deploy
programs=$work/programs
stamp=$work/images.inputs
images=(toolchain worker trainer cli)
mkdir -p "$work/bases" "$programs"
export CONTAINERS_CONF=$PWD/Tests/deploy/containers/containers.conf

# What Swift's own image holds beside Swift, as far as the build counts on it.
swift_packages=binutils,ca-certificates,git,libc6-dev,libcurl4,libedit2,libgcc-12-dev,libncurses6,libsqlite3-0
swift_packages+=,libstdc++-12-dev,libxml2,pkg-config,tzdata,zlib1g-dev

# base IMAGE PACKAGES [PODMAN_IMPORT_OPTION …]: a Debian tree as a local image; the tree stays beside it as an archive.
base() {
    local image=$1 packages=$2 archive sources=/etc/apt/sources.list.d/debian.sources
    shift 2
    archive=$work/bases/${image%%:*}.tar
    [ -f "$sources" ] || sources=/etc/apt/sources.list
    if [ ! -f "$archive" ]; then
        mmdebstrap --quiet --format=tar --variant=minbase ${packages:+--include="$packages"} \
            --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
            --dpkgopt='path-exclude=/usr/share/locale/*' bookworm "$archive.new" - <"$sources"
        mv "$archive.new" "$archive"
    fi
    podman image exists "$image" || podman import --quiet "$@" "$archive" "$image" >&2
}

# Prints a line for each file that can change an image, with its checksum.
inputs() {
    {
        git ls-files -z --cached --others --exclude-standard Package.swift Sources Tests model_bin recipes ':!Tests/deploy'
        printf '%s\0' .dockerignore docker/Dockerfile docker/build.sh scripts/{build-release,check-worker,version}.sh
        printf '%s\0' scripts/make-manuals.py
        printf '%s\0' Tests/deploy/prepare/10-images.sh
    } | sort -z | xargs -0 sha256sum --
    swift --version 2>&1
}

built() {
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] || return 1
    local image
    for image in "${images[@]}"; do podman image exists "localhost/scoreline/$image:test" || return 1; done
    [ -x "$programs/scoreline" ] && [ -x "$programs/scoreline-worker" ] && [ -x "$programs/scoreline-trainer" ]
}

# Fills the array `options`: the engine's, which build without a container runtime, with the network of the machine and
# without asking a registry, and the mounts.
build_options() {
    local toolchain mirrors=$work/mirrors.gitconfig key url number=0
    toolchain=$(dirname "$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")")
    options=(--isolation chroot --network host --pull=never --volume "$toolchain:/opt/toolchain:ro")
    : >"$mirrors"
    while read -r key url; do
        local folder=${key#url.}
        folder=${folder%.insteadof}
        # A replacement that is no folder of this machine needs no mount.
        [ -d "$folder" ] || continue
        number=$((number + 1))
        git config --file "$mirrors" --add "url./opt/mirrors/$number/.insteadOf" "$url"
        options+=(--volume "$folder:/opt/mirrors/$number:ro")
    done < <(git config --get-regexp '^url\..*\.insteadof$')
    options+=(--volume "$mirrors:/etc/gitconfig:ro")
    # For tests that build the images again: with the same options every layer is there already.
    echo "${options[*]}" >"$work/build-options"
}

# program IMAGE NAME: copies a program out of an image.
program() {
    local container
    container=$(podman create "localhost/scoreline/$1:test")
    podman cp "$container:/usr/bin/$2" "$programs/$2"
    podman rm "$container" >/dev/null
}

wanted=$(inputs)
build_options
if built; then exit; fi
rm -f "$stamp"
base debian:bookworm-slim "" &
debian=$!
base swift:6.3-bookworm "$swift_packages" \
    --change "ENV PATH=/opt/toolchain/usr/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
wait "$debian"
log=$work/images.log
SCORELINE_BUILD_OPTIONS="${options[*]}" docker/build.sh --engine buildah --registry localhost --tag test \
    "${images[@]}" >"$log" 2>&1 || {
    tail -n 60 "$log" >&2
    exit 1
}
program worker scoreline-worker
program trainer scoreline-trainer
program cli scoreline
echo "$wanted" >"$stamp"
