#!/usr/bin/env bash
# Brings an environment to a version by Helm, scores a sample job there, and rolls back when that gets no answer.
#
#   jenkins/deploy.sh [upgrade|sample …]      without a word both, in this order
#   jenkins/deploy.sh rollback                to the revision before the last upgrade
#
# Helm itself rolls back an upgrade that does not become ready (--atomic), and removes a first installation that
# does not. When the sample job of a first installation fails there is no revision to go back to: the installation stays,
# and the script fails.
#
# variable           default                 meaning
# ENVIRONMENT        required                staging, production, …: jenkins/environments/ENVIRONMENT.yaml has its
#                                            values, and ENVIRONMENT.env says where its Redis is
# VALUES                                     another values file instead
# IMAGES                                     images.json of jenkins/build-image.sh: deploys exactly these digests
# TAG                                        a tag instead; without both the chart's version
# RELEASE            scoreline               name of the release
# NAMESPACE          scoreline-ENVIRONMENT   its namespace
# CHART              helm/scoreline          the chart: a folder, an archive or oci://…
# TIMEOUT            5m                      how long the pods may take to become ready
# SAMPLE             redis                   redis: push a sample job and wait for its answer, from here. helm-test: let
#                                            `helm test` do it, in the cluster. none: trust the probes
# RECIPE             penguins                of SAMPLE=redis: whose sample job; the model of that name must be served
# SAMPLE_TIMEOUT     60                      of SAMPLE=redis: seconds until the answer must be there
# SCORELINE_REDIS                            of SAMPLE=redis: another Redis instead, without a password
# SCORELINE_REDIS_USER, SCORELINE_REDIS_PASSWORD_FILE   of SAMPLE=redis: the login
# PROGRAMS                                   of SAMPLE=redis: folder with `scoreline`; without it that of PATH
# KUBECONFIG                                 how to reach the cluster
# OUT                .build/deployments/ENVIRONMENT   where logs go, and what roll-backs need to know
set -euo pipefail
# shellcheck source=jenkins/shared.sh
. "$(dirname "$0")/shared.sh"

environment=${ENVIRONMENT:-}
release=${RELEASE:-scoreline}
namespace=${NAMESPACE:-scoreline-$environment}
chart=${CHART:-helm/scoreline}
timeout=${TIMEOUT:-5m}
values=${VALUES:-jenkins/environments/$environment.yaml}
out=${OUT:-.build/deployments/$environment}
how=${SAMPLE:-redis}
recipe=${RECIPE:-penguins}

check_call() {
    need_programs helm python3
    read_environment "$environment"
    # As Kubernetes and Helm have them; helm would take a leading dash for an option.
    [[ $release =~ ^[a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?$ ]] ||
        refuse "RELEASE is a name such as scoreline, not '$release'"
    [[ $namespace =~ ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$ ]] ||
        refuse "NAMESPACE is a name such as scoreline-staging, not '$namespace'"
    [[ $timeout =~ ^([0-9]+[hms])+$ ]] || refuse "TIMEOUT is a time such as 5m or 90s, not '$timeout'"
    [[ $how =~ ^(redis|helm-test|none)$ ]] || refuse "SAMPLE is redis, helm-test or none, not '$how'"
    check_recipe_name "$recipe"
    check_number SAMPLE_TIMEOUT "${SAMPLE_TIMEOUT:-60}"
    [ -f "$values" ] || refuse "there is no values file $values"
    [ "$how" != redis ] || [ -n "${SCORELINE_REDIS:-}" ] ||
        refuse "neither SCORELINE_REDIS nor jenkins/environments says where Redis is"
    mkdir -p "$out"
}

# The number of the deployed revision; nothing when there is no release yet.
deployed_revision() {
    local history
    history=$(helm history "$release" --namespace "$namespace" --output json 2>"$out/history.log") || {
        grep -qi 'not found' "$out/history.log" ||
            fail "helm can't tell the history of $release: $(cat "$out/history.log")"
        return 0
    }
    python3 -c 'import json, sys
deployed = [entry["revision"] for entry in json.load(sys.stdin) if entry["status"] == "deployed"]
print(max(deployed, default=""))' <<<"$history"
}

# Fills `images` with helm's options for what shall run.
choose_images() {
    images=()
    if [ -n "${IMAGES:-}" ]; then
        [ -z "${TAG:-}" ] || refuse "IMAGES and TAG are both set: which images shall run?"
        [ -f "$IMAGES" ] || refuse "there is no $IMAGES: IMAGES is the images.json of jenkins/build-image.sh"
        local line
        while IFS= read -r line; do
            images+=(--set-string "$line")
        done < <(jenkins/image_values.py "$IMAGES" || echo failed)
        [ "${#images[@]}" = 6 ] || exit 2
    elif [ -n "${TAG:-}" ]; then
        [[ $TAG =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ ]] || refuse "'$TAG' is no tag"
        images=(--set-string "image.tag=$TAG")
    fi
}

step_upgrade() {
    check_call
    choose_images
    deployed_revision >"$out/revision-before"
    helm upgrade "$release" "$chart" --install --atomic --wait --timeout "$timeout" --namespace "$namespace" \
        --create-namespace --values "$values" "${images[@]}" 2>&1 | tee "$out/upgrade.log" ||
        fail "helm refused the upgrade or rolled it back; $environment is as before"
}

step_sample() {
    check_call
    local client=${PROGRAMS:+$PROGRAMS/}scoreline status=0
    case $how in
        redis)
            need_programs "$client"
            score_sample "$recipe" "recipes/$recipe/sample_job.json" "$out/sample" "$client" || status=1
            ;;
        helm-test) helm test "$release" --namespace "$namespace" --timeout "$timeout" || status=1 ;;
        none) return ;;
    esac
    [ "$status" = 1 ] || return 0
    step_rollback
    fail "the sample job failed on $environment; the revision before serves again"
}

step_rollback() {
    check_call
    local before
    before=$(cat "$out/revision-before" 2>/dev/null) ||
        fail "$out/revision-before is not there: nothing was upgraded from here"
    [ -n "$before" ] || fail "this was the first revision of $release: there is none to go back to"
    helm rollback "$release" "$before" --namespace "$namespace" --wait --timeout "$timeout" 2>&1 |
        tee "$out/rollback.log"
    echo "$script: rolled back to revision $before"
}

if [ $# = 0 ]; then
    set -- upgrade sample
fi
run_steps "upgrade sample rollback" "$@"
