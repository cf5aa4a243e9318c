{{/*
What values.schema.json can't say, because it takes two values to see it: one sentence a line, each with the way out.
All are collected, so that nobody has to try ten times.
*/}}
{{- define "scoreline.problems" -}}
{{ include "scoreline.redisProblems" . }}
{{ include "scoreline.loginProblems" . }}
{{ include "scoreline.groupProblems" . }}
{{ include "scoreline.modelProblems" . }}
{{ include "scoreline.dashboardProblems" . }}
{{- range $label, $_ := .Values.podLabels }}
{{- if regexMatch "^(app[.]kubernetes[.]io|scoreline)/" $label }}
- podLabels sets {{ $label }}, by which the chart finds its pods: give your label another name.
{{- end }}
{{- end }}
{{- $known := list }}
{{- range (.Files.Get "files/alerts.yaml" | fromYaml).groups }}{{ range .rules }}{{ $known = append $known .alert }}{{ end }}{{ end }}
{{- range .Values.metrics.prometheusRule.disabled }}
{{- if not (has . $known) }}
- metrics.prometheusRule.disabled names {{ . }}, which is no alert: it can name {{ join ", " $known }}.
{{- end }}
{{- end }}
{{- end }}

{{- define "scoreline.redisProblems" -}}
{{- $redis := .Values.redis }}
{{- if eq $redis.mode "trial" }}
{{- if $redis.hosts }}
- redis.hosts is set, but redis.mode is trial: set redis.mode to standalone, sentinel or cluster, or leave redis.hosts empty.
{{- end }}
{{- $limit := dig "limits" "memory" nil $redis.trial.resources }}
{{- if not (kindIs "invalid" $limit) }}
{{- /* m is a million in redis.conf, and a thousandth in Kubernetes. */}}
{{- $data := regexReplaceAll "m$" $redis.trial.maxmemory "M" }}
{{- if ge (include "scoreline.bytes" $data | float64) (include "scoreline.bytes" $limit | float64) }}
- redis.trial.maxmemory is {{ $redis.trial.maxmemory }}, but resources.limits.memory of its pod is {{ $limit }}, so Kubernetes would kill Redis before it refuses jobs: lower the one to half of the other, or raise that.
{{- end }}
{{- end }}
{{- if $redis.tls.enabled }}
- redis.tls.enabled is true, but the Redis of redis.mode trial has no TLS: name a Redis of your own in redis.hosts and set redis.mode, or leave TLS off.
{{- end }}
{{- else if not $redis.hosts }}
- redis.mode is {{ $redis.mode }}, but redis.hosts is empty, so there is no Redis at all: name where it is, or set redis.mode to trial.
{{- end }}
{{- /* The value itself is not shown: it may be a URL with a password. */}}
{{- range $index, $host := $redis.hosts }}
{{- if not (regexMatch "^([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:]+\\])(:[0-9]{1,5})?$" $host) }}
- redis.hosts[{{ $index }}] is not HOST or HOST:PORT: TLS, logins, the sentinels' service and the database are values of their own, and an IPv6 address stands in brackets.
{{- else if regexMatch ":[0-9]+$" $host }}
{{- $port := regexFind "[0-9]+$" $host | atoi }}
{{- if or (lt $port 1) (gt $port 65535) }}
- redis.hosts[{{ $index }}] has the port {{ $port }}: ports go from 1 to 65535.
{{- end }}
{{- end }}
{{- end }}
{{- if and (eq $redis.mode "standalone") (gt (len $redis.hosts) 1) }}
- redis.mode is standalone, but redis.hosts names {{ len $redis.hosts }} hosts: name one, or set redis.mode to sentinel or cluster.
{{- end }}
{{- if and (eq $redis.mode "sentinel") (not $redis.sentinelService) }}
- redis.mode is sentinel, but redis.sentinelService is empty: give the name under which the sentinels know the servers, such as mymaster.
{{- end }}
{{- if and (ne $redis.mode "sentinel") (or $redis.sentinelService $redis.sentinelLogin) }}
- redis.sentinelService or redis.sentinelLogin is set, but redis.mode is {{ $redis.mode }}: set redis.mode to sentinel, or leave both out.
{{- end }}
{{- if and (eq $redis.mode "cluster") (ne (int $redis.database) 0) }}
- redis.database is {{ int $redis.database }}, but a cluster has only database 0: leave it out.
{{- end }}
{{- if and (not $redis.tls.enabled) (or $redis.tls.existingSecret $redis.tls.serverName) }}
- redis.tls has existingSecret or serverName, but redis.tls.enabled is false: set it to true, or leave the others out.
{{- end }}
{{- if ne (empty $redis.tls.certKey) (empty $redis.tls.keyKey) }}
- only one of redis.tls.certKey and redis.tls.keyKey is set: a client's certificate needs its key, so set both or none.
{{- end }}
{{- if and $redis.tls.certKey (not $redis.tls.existingSecret) }}
- redis.tls.certKey is set, but redis.tls.existingSecret is empty: name the Secret that holds the certificate.
{{- end }}
{{- end }}

{{- define "scoreline.loginProblems" -}}
{{- range $role, $login := .Values.redis.credentials }}
{{- if and (eq $.Values.redis.mode "trial") (or $login.user $login.existingSecret $login.userKey) }}
- redis.credentials.{{ $role }} is set, but the Redis of redis.mode trial has one user and makes its password itself: leave it out, or set redis.trial.existingSecret.
{{- end }}
{{- if and $login.userKey (not $login.existingSecret) }}
- redis.credentials.{{ $role }}.userKey is set, but its existingSecret is empty: name the Secret that holds the user's name.
{{- end }}
{{- if and $login.user (not $login.existingSecret) }}
- redis.credentials.{{ $role }}.user is set, but its existingSecret is empty: a user needs a password, so name the Secret that holds it.
{{- end }}
{{- if and $login.userKey $login.user }}
- redis.credentials.{{ $role }} has both user and userKey: keep one of them.
{{- end }}
{{- if and $login.existingSecret (not $login.passwordKey) }}
- redis.credentials.{{ $role }}.existingSecret is set, but its passwordKey is empty: give the key that holds the password.
{{- end }}
{{- end }}
{{- end }}

{{- define "scoreline.groupProblems" -}}
{{- $names := list }}
{{- $scaled := dict }}
{{- range $group := include "scoreline.groups" . | fromJsonArray }}
{{- $scaling := $group.autoscaling }}
{{- if has $group.name $names }}
- two groups of workers have the name {{ $group.name }}: give each a name of its own.
{{- end }}
{{- $names = append $names $group.name }}
{{- $variables := list }}
{{- range $group.extraEnv }}
{{- if has .name (include "scoreline.ownVariables" $ | fromJsonArray) }}
- extraEnv of the workers {{ $group.name }} sets {{ .name }}, which the chart makes of other values: set settings, redis, prefix or models instead.
{{- end }}
{{- if has .name $variables }}
- extraEnv of the workers {{ $group.name }} has {{ .name }} twice: keep one of them.
{{- end }}
{{- $variables = append $variables .name }}
{{- end }}
{{- if le (include "scoreline.gracePeriod" $group | int) (include "scoreline.drainTimeout" $group | int) }}
- terminationGracePeriodSeconds of the workers {{ $group.name }} is {{ include "scoreline.gracePeriod" $group }}, but settings.drainTimeout is {{ include "scoreline.drainTimeout" $group }}: Kubernetes would kill a worker that still finishes its batch. Make it longer, or leave it out.
{{- end }}
{{- if and (ne $scaling.mode "none") (gt (int $scaling.minReplicas) (int $scaling.maxReplicas)) }}
- autoscaling.minReplicas of the workers {{ $group.name }} is {{ int $scaling.minReplicas }}, more than maxReplicas {{ int $scaling.maxReplicas }}: raise the one or lower the other.
{{- end }}
{{- if eq $scaling.mode "hpa" }}
{{- if lt (int $scaling.minReplicas) 1 }}
- autoscaling.minReplicas of the workers {{ $group.name }} is 0, but the CPU of no pod can't tell when one is needed: set it to 1, or autoscaling.mode to keda.
{{- end }}
{{- if not (dig "requests" "cpu" "" $group.resources) }}
- autoscaling.mode of the workers {{ $group.name }} is hpa, which compares with resources.requests.cpu, but there is none: set it.
{{- end }}
{{- else if eq $scaling.mode "keda" }}
{{- if not (or $group.settings.lanes $scaling.keda.lanesPerReplica) }}
- autoscaling.mode of the workers {{ $group.name }} is keda, but neither settings.lanes nor autoscaling.keda.lanesPerReplica says how many batches a pod scores at a time: set settings.lanes.
{{- end }}
{{- $login := include "scoreline.login" (list $ "autoscaler") | fromJson }}
{{- $named := or $login.userKey (and $login.user (ne $login.user "default")) }}
{{- if and $named (not $.Values.redis.credentials.autoscaler.existingSecret) }}
- redis.credentials.worker names a user and redis.credentials.autoscaler.existingSecret is empty, so KEDA, which scales the workers {{ $group.name }}, would log in as the worker, who may not run its script: name the login of a user like autoscaler in docs/security.md, or the same login once more if it may do everything.
{{- end }}
{{- if $.Values.redis.tls.serverName }}
- redis.tls.serverName is set, but KEDA, which scales the workers {{ $group.name }}, only accepts a certificate with the name of redis.hosts: give the server such a certificate and leave serverName out.
{{- end }}
{{- range $model := $group.models }}
{{- if hasKey $scaled $model }}
- the model {{ $model }} is in the groups {{ get $scaled $model }} and {{ $group.name }}, which would both scale by all of its jobs: leave it in one, or set autoscaling.mode of the other to none.
{{- end }}
{{- $_ := set $scaled $model $group.name }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "scoreline.dashboardProblems" -}}
{{- $dashboard := .Values.dashboard }}
{{- if and $dashboard.allowActions (not (or $dashboard.existingSecret $dashboard.identityHeader)) }}
- dashboard.allowActions is true, but nobody has to say who acts: name a Secret with tokens in dashboard.existingSecret, or the header of a proxy in dashboard.identityHeader.
{{- end }}
{{- if and $dashboard.existingSecret $dashboard.identityHeader }}
- dashboard.existingSecret and dashboard.identityHeader exclude each other: keep one of them.
{{- end }}
{{- if and $dashboard.identityHeader (not (and .Values.networkPolicy.enabled .Values.networkPolicy.dashboardPeers)) }}
- dashboard.identityHeader believes whoever reaches the pod: set networkPolicy.enabled, and name the proxy's pods alone in networkPolicy.dashboardPeers.
{{- end }}
{{- end }}

{{- define "scoreline.modelProblems" -}}
{{- $served := include "scoreline.servedModels" . | fromJsonArray }}
{{- range include "scoreline.publishedModels" . | fromJsonArray }}
{{- if not (has . $served) }}
- publish.models names {{ . }}, which no group of workers serves: take it out, or add it to the models of a group.
{{- end }}
{{- end }}
{{- with .Values.test.model }}
{{- if not (has . $served) }}
- test.model is {{ . }}, which no group of workers serves: name one of {{ join ", " $served }}.
{{- else if and (not $.Values.test.rows) (not (has . (include "scoreline.shippedModels" $ | fromJsonArray))) }}
- test.model is {{ . }}, of which the image has no table: give some rows in test.rows.
{{- end }}
{{- end }}
{{- end }}

{{/* An amount of Kubernetes or of redis.conf as a number of bytes. */}}
{{- define "scoreline.bytes" -}}
{{- $amount := ternary . (printf "%.0f" (float64 .)) (kindIs "string" .) -}}
{{- $units := dict "" 1 "m" 0.001 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 -}}
{{- $units = merge $units (dict "kb" 1024 "mb" 1048576 "g" 1e9 "gb" 1073741824) -}}
{{- mulf (regexFind "^[0-9.]+" $amount | float64) (get $units (regexFind "[A-Za-z]*$" $amount) | float64) -}}
{{- end }}

{{/* The variables of a worker that the chart sets, or would with another value. */}}
{{- define "scoreline.ownVariables" -}}
{{- $names := list "MODEL" "ADMIN" "REDIS" "PREFIX" "REDIS_USER" "REDIS_PASSWORD_FILE" -}}
{{- $names = concat $names (list "REDIS_CA" "REDIS_CERT" "REDIS_KEY" "REDIS_SERVER_NAME") -}}
{{- $settings := list "lanes" "batchJobs" "batchBytes" "linger" "lease" "stall" "drainTimeout" "maxResults" "memoryBudget" "drift" -}}
{{- $settings = concat $settings (list "logLevel" "logFormat" "predictionLog" "predictionLogSample" "predictionLogFeatures") -}}
{{- range concat $settings (list "predictionLogClasses" "predictionLogLength") -}}
{{- $names = append $names (. | snakecase | upper) -}}
{{- end -}}
{{- $variables := list -}}
{{- range $names -}}{{- $variables = append $variables (printf "SCORELINE_%s" .) -}}{{- end -}}
{{- toJson $variables -}}
{{- end }}
