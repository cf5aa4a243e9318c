#!/usr/bin/env bash
# Answers git's questions for a name and a password: GIT_ASKPASS=jenkins/git-login.sh git push …
#
# GIT_USERNAME, GIT_PASSWORD   what it answers
set -euo pipefail

case ${1:-} in
    Username*) echo "${GIT_USERNAME:-}" ;;
    Password*) echo "${GIT_PASSWORD:-}" ;;
    *) sed -n '2,4s/^# \{0,1\}//p' "$0" ;;
esac
