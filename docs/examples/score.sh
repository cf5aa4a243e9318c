#!/bin/sh
# Scores one penguin. Arguments, if any, go to redis-cli: -h HOST, -s SOCKET …
redis-cli "$@" RPUSH 'scoreline:{penguins}:jobs' \
    '{"id": "cli-1", "reply_to": "shell", "outputs": ["label"], "rows": [{"island": "Biscoe", "flipper_length_mm": 230}]}'
redis-cli "$@" BLPOP 'scoreline:{penguins}:reply:shell' 30
