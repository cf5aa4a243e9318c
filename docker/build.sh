#!/usr/bin/env bash
# Builds Scoreline's images with docker, podman or buildah, and pushes them when told to.
#
#   docker/build.sh [OPTION …] [IMAGE …]
#
#   IMAGE            worker, trainer, cli (these three when none is named), toolchain
#   --engine ENGINE  docker, podman or buildah; without it the first of them that is there
#   --registry NAME  where the images belong, such as registry.example:5000/team; a part of their names
#   --tag TAG        instead of the version, which is that of scripts/version.sh at the commit tagged v<version>, and
#                    <version>-g<commit> elsewhere, with -dirty when files differ from that commit
#   --push           push each image after it was built
#   --print          print the names of the images, build nothing
#   --help           print this
#
# Prints the name of each image on standard output, everything else on standard error. The images' time of creation is
# that of the commit (or SOURCE_DATE_EPOCH), so that the same commit gives the same labels.
#
# SCORELINE_BUILD_OPTIONS and SCORELINE_PUSH_OPTIONS hold further options for the engine's build and push, separated by
# spaces: --build-arg BASE_IMAGE=mirror.example/debian:bookworm-slim, or --tls-verify=false for a registry without TLS.
set -euo pipefail

fail() {
    echo "build: $*" >&2
    exit 2
}
usage() { sed -n '2,/^set /{s/^# \{0,1\}//p;}' "$0"; }

engine='' registry='' tag='' push=no only_print=no images=()
while [ $# -gt 0 ]; do
    case $1 in
        --engine | --registry | --tag)
            [ -n "${2:-}" ] || fail "$1 needs a value; docker/build.sh --help explains it"
            declare "${1#--}=$2"
            shift
            ;;
        --push) push=yes ;;
        --print) only_print=yes ;;
        --help | -h)
            usage
            exit
            ;;
        worker | trainer | cli | toolchain) [[ " ${images[*]} " == *" $1 "* ]] || images+=("$1") ;;
        -*) fail "there is no option '$1'; docker/build.sh --help lists them" ;;
        *) fail "there is no image '$1': name worker, trainer, cli or toolchain" ;;
    esac
    shift
done
[ "${#images[@]}" -gt 0 ] || images=(worker trainer cli)
case $engine in
    '' | docker | podman | buildah) ;;
    *) fail "there is no engine '$engine': name docker, podman or buildah" ;;
esac
[[ $registry =~ ^([A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*)?$ ]] ||
    fail "'$registry' is no registry: write HOST, HOST:PORT or HOST/PATH, without a scheme"
[[ $tag =~ ^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$ ]] ||
    fail "'$tag' is no tag: it has up to 128 letters, digits, '.', '_' and '-', and starts with none of the last two"
[ "$push" = no ] || [ -n "$registry" ] || fail "--push needs --registry: it says where to push"

cd "$(dirname "$0")/.."
version=$(scripts/version.sh)
# The archive of a release has no history; it is the version.
revision=
[ ! -e .git ] || revision=$(git rev-parse HEAD) || fail "git can't tell the commit of this checkout"
if [ -z "$tag" ]; then
    tag=$version
    if [ -n "$revision" ]; then
        changed=$(git status --porcelain)
        [ -z "$changed" ] && [ "$(git rev-parse --verify --quiet "v$version^{commit}")" = "$revision" ] ||
            tag+=-g${revision:0:12}${changed:+-dirty}
    fi
fi
name_of() { echo "${registry:+$registry/}scoreline/$1:$tag"; }
if [ "$only_print" = yes ]; then
    for image in "${images[@]}"; do name_of "$image"; done
    exit
fi

# The client alone builds nothing: it needs its daemon.
usable() { command -v "$1" >/dev/null && { [ "$1" != docker ] || docker info >/dev/null 2>&1; }; }
if [ -z "$engine" ]; then
    for candidate in docker podman buildah; do
        if usable "$candidate"; then
            engine=$candidate
            break
        fi
    done
    [ -n "$engine" ] || fail "neither docker (with its daemon), podman nor buildah is there: install one of them"
fi
usable "$engine" || fail "$engine can't be used: it is not on PATH, or its daemon does not answer"

epoch=${SOURCE_DATE_EPOCH:-$(if [ -n "$revision" ]; then git log -1 --format=%ct; else date +%s; fi)}
[[ $epoch =~ ^[0-9]+$ ]] || fail "SOURCE_DATE_EPOCH is '$epoch': it is a number of seconds since 1970"
# A path is nobody else's, and a URL may hold a login.
source=
[ -z "$revision" ] || source=$(git config --default '' --get remote.origin.url)
case $source in
    https://*@*) source=https://${source##*@} ;;
    https://*) ;;
    *) source='' ;;
esac
labels=(
    --label "org.opencontainers.image.created=$(date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ)"
    --label "org.opencontainers.image.revision=${revision:-unknown}"
    --label "org.opencontainers.image.version=$version"
)
[ -z "$source" ] || labels+=(--label "org.opencontainers.image.source=$source")
read -r -a build_options <<<"${SCORELINE_BUILD_OPTIONS:-}"
read -r -a push_options <<<"${SCORELINE_PUSH_OPTIONS:-}"

# build IMAGE NAME
build() {
    local target=(--file docker/Dockerfile --target "$1" --tag "$2") command
    case $engine in
        docker)
            docker build --build-arg "SOURCE_DATE_EPOCH=$epoch" "${build_options[@]}" "${target[@]}" "${labels[@]}" .
            return
            ;;
        podman) command=(podman build) ;;
        buildah) command=(buildah bud) ;;
    esac
    # Of the two formats only docker's has a health check.
    command+=(--format docker --layers --timestamp "$epoch" "${build_options[@]}")
    "${command[@]}" "${target[@]}" . || return
    # Not in one go: --label goes to the last stage of the file, whatever the target is.
    echo "FROM $2" | "${command[@]}" --pull=never "${labels[@]}" --tag "$2" --file - .
}

for image in "${images[@]}"; do
    name=$(name_of "$image")
    build "$image" "$name" >&2 || fail "$engine could not build $name; its messages stand above"
    if [ "$push" = yes ]; then
        "$engine" push "${push_options[@]}" "$name" >&2 || fail "$engine could not push $name; its messages stand above"
    fi
    echo "$name"
done
