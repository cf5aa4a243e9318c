# shellcheck shell=bash
# What the scripts of this folder share. They source it, and it takes them to the repository's root.

script=$(basename "$0" .sh)
source_of_usage=$(realpath "$0")
cd "$(dirname "$source_of_usage")/.." || exit 1

# A parameter that is left empty in Jenkins is a variable without text; the programs shall not see it.
for variable in "${!SCORELINE_@}"; do
    [ -n "${!variable}" ] || unset "$variable"
done

# The header comment of a script is its help.
usage() { awk 'NR == 1 { next } /^#/ { sub(/^# ?/, ""); print; next } { exit }' "$source_of_usage"; }

# What went wrong, in one sentence; status 1.
fail() {
    echo "$script: $*" >&2
    exit 1
}

# A call that can't be right; status 2.
refuse() {
    echo "$script: $* (jenkins/$script.sh --help explains)" >&2
    exit 2
}

say() { printf '\n%s: %s\n' "$script" "$*"; }

# check_number NAME VALUE: refuses what is no number from 0 on. Arithmetic would run the text of anything else.
check_number() {
    [[ $2 =~ ^(0|[1-9][0-9]{0,8})$ ]] || refuse "$1 is a whole number from 0 on, not '$2'"
}

# check_recipe_name NAME: it becomes part of paths.
check_recipe_name() {
    [[ $1 =~ ^[A-Za-z0-9_-]+$ ]] || refuse "RECIPE is the name of a folder in recipes/, not '$1'"
}

need_programs() {
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null || fail "$program is not on PATH: install it on this agent"
    done
}

# Runs the steps named on the command line, or all of them: run_steps "ALL STEPS" "$@".
run_steps() {
    local known=" $1 " step
    shift
    for step in "$@"; do
        if [ "$step" = --help ] || [ "$step" = -h ]; then
            usage
            exit 0
        fi
    done
    for step in "$@"; do
        [[ $known == *" $step "* ]] || refuse "there is no step '$step'; the steps are${known% }"
    done
    # shellcheck disable=SC2086 # the list of the steps is words
    [ $# -gt 0 ] || set -- $known
    for step in "$@"; do
        say "$step"
        "step_$step"
    done
}

# Sets the SCORELINE_… variables of jenkins/environments/NAME.env that are not set yet.
read_environment() {
    local file=jenkins/environments/$1.env name value
    [[ $1 =~ ^[a-z0-9-]+$ ]] || refuse "ENVIRONMENT is a name such as staging, not '$1'"
    [ -f "$file" ] || return 0
    while IFS='=' read -r name value; do
        [[ $name =~ ^(#.*)?$ ]] && continue
        [[ $name =~ ^SCORELINE_[A-Z_]+$ ]] || refuse "$file has a line that is not SCORELINE_NAME=VALUE: '$name'"
        [ -n "${!name:-}" ] || export "$name=$value"
    done <"$file"
}

# Sets `programs` to the folder with the three programs: PROGRAMS, or the optimised build, which is made if need be.
find_programs() {
    programs=${PROGRAMS:-.build/dist}
    local program
    for program in scoreline scoreline-worker scoreline-trainer; do
        [ -x "$programs/$program" ] && continue
        [ -z "${PROGRAMS:-}" ] || refuse "PROGRAMS is $PROGRAMS, which has no program $program"
        make release
        return
    done
}

# Waits until a command succeeds, at most 60 seconds.
until_true() {
    local deadline=$((SECONDS + 60))
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$deadline" ] || fail "gave up after 60 seconds waiting for: $*"
        sleep 0.1
    done
}

# score_sample MODEL SAMPLE_JOB FOLDER COMMAND …: pushes the job with COMMAND, which is the client, and waits for its
# answer on a reply list of its own. Fails unless every row was answered.
score_sample() {
    local model=$1 sample=$2 folder=$3 patience=${SAMPLE_TIMEOUT:-60} deadline reply
    shift 3
    check_number SAMPLE_TIMEOUT "$patience"
    deadline=$((SECONDS + patience))
    reply=sample-$(python3 -c 'import uuid; print(uuid.uuid4().hex)')
    mkdir -p "$folder"
    jenkins/sample_job.py make "$sample" --reply "$reply" >"$folder/job.json"
    "$@" enqueue "$model" - <"$folder/job.json" >/dev/null || return 1
    until "$@" results "$model" --reply "$reply" --count 1 >"$folder/result.json" && [ -s "$folder/result.json" ]; do
        if [ "$SECONDS" -ge "$deadline" ]; then
            echo "$script: the sample job of $model got no answer within $patience seconds" >&2
            return 1
        fi
        sleep 0.2
    done
    jenkins/sample_job.py check "$folder/job.json" "$folder/result.json"
}
