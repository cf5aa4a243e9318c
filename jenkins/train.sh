#!/usr/bin/env bash
# Trains a model by its recipe, lets it through a gate, publishes it, and makes it the repository's.
#
#   jenkins/train.sh [train|gate|publish|keep …]      without a word all four, in this order
#
#   train      trains recipes/RECIPE/RECIPE_FILE into OUT; model_bin stays as it is
#   gate       compares the new model with model_bin's and scores the recipe's rows and sample job with it; writes
#              report.json, report.html and gate.json, and refuses a model that is worse or can't score
#   publish    makes it the live version in Redis and waits for the workers; refuses any file that the gate did not pass
#   keep       puts it into model_bin, and commits it to COMMIT_BRANCH when there is one
#
# variable                       default            meaning
# RECIPE                         required           the recipe's folder in recipes/
# RECIPE_FILE                    recipe.yaml        the recipe's file in that folder
# TOLERANCE                      0.05               how much worse the metric may be than that of the model in
#                                                   model_bin, as a share of its value
# METRIC                         the recipe's       the metric that decides
# PROGRAMS                                          folder with the three programs; without it they are built
# OUT                            .build/train/RECIPE  where the model and its reports go
# ENVIRONMENT                    staging            of publish: jenkins/environments/ENVIRONMENT.env says where Redis is
# SCORELINE_REDIS                                   of publish: another Redis instead, without a password
# SCORELINE_REDIS_USER                              of publish: the user
# SCORELINE_REDIS_PASSWORD_FILE                     of publish: a file with the password and nothing else
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
    rm -f "$model" "$out"/{train.log,publish.log,report.json,report.html,gate.json,sample_rows.jsonl}
    check_recipe
    find_programs
    "$programs/scoreline-trainer" train "$recipe_path" --out "$model" 2>&1 | tee "$out/train.log"
}

step_gate() {
    check_recipe
    rm -f "$out"/{report.json,report.html,gate.json}
    find_programs
    [ -f "$model" ] || fail "there is no $model: run jenkins/train.sh train first"
    jenkins/gate.py --programs "$programs" --candidate "$model" --current "$current" --recipe "$recipe_path" \
        --tolerance "${TOLERANCE:-0.05}" --metric "${METRIC:-}" --out "$out"
}

# A model gets past this only as the very bytes that the gate saw.
require_passed() {
    [ -f "$out/gate.json" ] || fail "$model did not go through the gate: run jenkins/train.sh gate first"
    python3 - "$out/gate.json" "$model" <<'PYTHON' ||
import hashlib
import json
import pathlib
import sys

gate = json.loads(pathlib.Path(sys.argv[1]).read_text())
found = hashlib.sha256(pathlib.Path(sys.argv[2]).read_bytes()).hexdigest()
sys.exit(not (gate["passed"] is True and gate["sha256"] == found))
PYTHON
        fail "the gate refused $model, or saw other bytes: see $out/report.html"
}

step_publish() {
    check_recipe
    check_number WAIT "$patience"
    find_programs
    require_passed
    read_environment "${ENVIRONMENT:-staging}"
    [ -n "${SCORELINE_REDIS:-}" ] || refuse "neither SCORELINE_REDIS nor jenkins/environments says where Redis is"
    local wait=()
    [ "$patience" = 0 ] || wait=(--wait "$patience" --rollback-on-refusal)
    "$programs/scoreline" models publish "$recipe" "$model" "${wait[@]}" 2>&1 | tee "$out/publish.log"
}

step_keep() {
    check_recipe
    require_passed
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
report = json.load(open(sys.argv[1]))
print("\n".join(f"{name}: {value:.6g}" for name, value in report["metrics"].items()))' "$out/report.json")"
    if [ -n "${COMMIT_REMOTE:-}" ]; then
        with_git_login git -C "$copy" push -q "$COMMIT_REMOTE" "HEAD:refs/heads/$COMMIT_BRANCH"
    else
        git branch -f "$COMMIT_BRANCH" "$(git -C "$copy" rev-parse HEAD)"
    fi
    echo "$script: committed $current to $COMMIT_BRANCH"
}

# git asks jenkins/git-login.sh for name and password, so that neither stands on a command line.
with_git_login() { GIT_TERMINAL_PROMPT=0 GIT_ASKPASS=$PWD/jenkins/git-login.sh "$@"; }

run_steps "train gate publish keep" "$@"
