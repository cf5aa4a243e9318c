#!/usr/bin/env bash
# Trains a model by its recipe and the recipe's gate, publishes it, and makes it the repository's.
#
#   jenkins/train.sh [train|publish|keep …]      without a word all three, in this order
#
#   train      trains recipes/RECIPE/RECIPE_FILE into OUT, with its report; the recipe's gate decides, beside the live model
#              where a Redis is named. Scores the sample job's rows. model_bin stays as it is
#   publish    makes it the live version in Redis and waits for the workers; refuses other bytes than were trained
#   keep       puts it into model_bin, and commits it to COMMIT_BRANCH when there is one
#
# variable                       default            meaning
# RECIPE                         required           the recipe's folder in recipes/
# RECIPE_FILE                    recipe.yaml        the recipe's file in that folder
# PROGRAMS                                          folder with the three programs; without it they are built
# OUT                            .build/train/RECIPE  where the model and its reports go
# ENVIRONMENT                    staging            jenkins/environments/ENVIRONMENT.env says where Redis is
# SCORELINE_REDIS                                   another Redis instead, without a password
# SCORELINE_REDIS_USER                              the user there
# SCORELINE_REDIS_PASSWORD_FILE                     a file with the password and nothing else; without it train does not
#                                                   ask that Redis for the live model
# PUBLISH                        true               false: publish does nothing, and train asks no Redis for the live model
# WAIT                           60                 of publish: seconds for the workers to take the version; 0: no wait
# COMMIT_BRANCH                                     of keep: the branch that gets a commit with the model
# COMMIT_REMOTE                                     of keep: the name of the checkout's remote where the branch is
#                                                   pushed to, such as origin; without it the branch stays here
# GIT_USERNAME, GIT_PASSWORD                        of keep: credentials of COMMIT_REMOTE
# The other SCORELINE_… variables of docs/operations.md (certificates, prefix) count too.
set -euo pipefail
# shellcheck source=jenkins/shared.sh
. "$(dirname "$0")/shared.sh"

recipe=${RECIPE:-}
recipe_file=${RECIPE_FILE:-recipe.yaml}
recipe_path=recipes/$recipe/$recipe_file
out=${OUT:-.build/train/$recipe}
model=$out/$recipe.safetensors
current=model_bin/$recipe.safetensors
patience=${WAIT:-60}

check_recipe() {
    check_recipe_name "$recipe"
    [[ $recipe_file =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]*$ ]] ||
        refuse "RECIPE_FILE is the name of a file in recipes/$recipe, not '$recipe_file'"
    [ -f "$recipe_path" ] || refuse "there is no recipe $recipe_path; RECIPE is one of: $(cd recipes && echo */)"
    mkdir -p "$out"
}

step_train() {
    check_recipe_name "$recipe"
    # Nothing of an earlier run may pass for this one's, however this one ends. Other files in OUT are not ours.
    rm -f "$model" "$out"/{train.log,publish.log,report.json,report.html,trained.json,sample_rows.jsonl}
    check_recipe
    find_programs
    live_redis
    "$programs/scoreline-trainer" train "$recipe_path" --out "$model" --report "$out" 2>&1 | tee "$out/train.log"
    check_sample
    "$programs/scoreline-trainer" inspect "$model" --json >"$out/trained.json"
    [ "$(trained manifest name)" = "$recipe" ] ||
        fail "the recipe must name the model as its folder: $recipe"
}

publishes() { [ "${PUBLISH:-true}" = true ]; }

# Where the live model is, for a gate that compares with it; without a password nobody is asked.
live_redis() {
    if ! publishes; then
        unset SCORELINE_REDIS
        return 0
    fi
    [ -n "${SCORELINE_REDIS_PASSWORD_FILE:-}" ] || return 0
    read_environment "${ENVIRONMENT:-staging}"
}

# The sample job is what a deployment is tried with.
check_sample() {
    local sample=recipes/$recipe/sample_job.json
    [ -f "$sample" ] || return 0
    python3 jenkins/sample_job.py rows "$sample" >"$out/sample_rows.jsonl"
    "$programs/scoreline" predict "$model" --input "$out/sample_rows.jsonl" --output /dev/null || {
        rm -f "$model"
        fail "$sample has rows that the new model can't score"
    }
}

# Something of what was trained: the path to it in the document of `inspect`.
trained() {
    python3 -c 'import json, sys
document = json.load(open(sys.argv[1]))
for name in sys.argv[2:]: document = document[name]
print(document)' "$out/trained.json" "$@"
}

# Only the very bytes that were trained get past this.
require_trained() {
    if [ ! -f "$out/trained.json" ] || [ ! -f "$model" ]; then
        fail "there is no $model: run jenkins/train.sh train first"
    fi
    [ "$(trained sha256)" = "$(sha256sum "$model" | cut -d' ' -f1)" ] ||
        fail "$model has other bytes than were trained: run jenkins/train.sh train again"
}

step_publish() {
    if ! publishes; then
        echo "$script: PUBLISH is $PUBLISH, so nothing is published"
        return 0
    fi
    check_recipe
    check_number WAIT "$patience"
    find_programs
    require_trained
    read_environment "${ENVIRONMENT:-staging}"
    [ -n "${SCORELINE_REDIS:-}" ] || refuse "neither SCORELINE_REDIS nor jenkins/environments says where Redis is"
    local wait=()
    [ "$patience" = 0 ] || wait=(--wait "$patience" --rollback-on-refusal)
    "$programs/scoreline" models publish "$recipe" "$model" "${wait[@]}" 2>&1 | tee "$out/publish.log"
}

step_keep() {
    check_recipe
    require_trained
    mkdir -p model_bin
    cp "$model" "$current"
    [ -z "${COMMIT_BRANCH:-}" ] || commit_model
}

# The commit is made in a working copy of its own, so that this one keeps its branch and its changes.
commit_model() {
    git check-ref-format --branch "$COMMIT_BRANCH" >/dev/null ||
        refuse "COMMIT_BRANCH is no name of a branch: '$COMMIT_BRANCH'"
    # An address from outside could be an option of git's, or a host that shall not have the credentials.
    [ -z "${COMMIT_REMOTE:-}" ] || git remote | grep -qxF -e "$COMMIT_REMOTE" ||
        refuse "COMMIT_REMOTE is the name of one of the checkout's remotes, not '$COMMIT_REMOTE'"
    local copy start=HEAD
    copy=$(mktemp -d)
    # There is nothing to remove when fetching or adding it failed.
    # shellcheck disable=SC2064 # the folder of now
    trap "git worktree remove --force '$copy' 2>/dev/null || true; rm -rf '$copy'" EXIT
    if [ -n "${COMMIT_REMOTE:-}" ] && with_git_login git fetch -q "$COMMIT_REMOTE" "$COMMIT_BRANCH" 2>/dev/null; then
        start=FETCH_HEAD
    fi
    git worktree add -q --detach "$copy" "$start"
    mkdir -p "$copy/model_bin"
    cp "$model" "$copy/$current"
    git -C "$copy" add "$current"
    if git -C "$copy" diff --cached --quiet; then
        echo "$script: $COMMIT_BRANCH has this model already"
        return
    fi
    local identity=()
    # An agent's user may have none.
    git config user.email >/dev/null || identity=(-c user.name="$script" -c user.email="$script@localhost")
    git -C "$copy" "${identity[@]}" commit -q -m "Train $recipe again" -m "$(python3 -c '
import json, sys
training = json.load(open(sys.argv[1]))["manifest"]["training"]
print("\n".join(f"{name}: {value:.6g}" for name, value in training["metrics"].items()))' "$out/trained.json")"
    if [ -n "${COMMIT_REMOTE:-}" ]; then
        with_git_login git -C "$copy" push -q "$COMMIT_REMOTE" "HEAD:refs/heads/$COMMIT_BRANCH"
    else
        git branch -f "$COMMIT_BRANCH" "$(git -C "$copy" rev-parse HEAD)"
    fi
    echo "$script: committed $current to $COMMIT_BRANCH"
}

# git asks jenkins/git-login.sh for name and password, so that neither stands on a command line.
with_git_login() { GIT_TERMINAL_PROMPT=0 GIT_ASKPASS=$PWD/jenkins/git-login.sh "$@"; }

run_steps "train publish keep" "$@"
