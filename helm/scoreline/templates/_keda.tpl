{{/* Not empty when a group scales by KEDA. */}}
{{- define "scoreline.usesKeda" -}}
{{- range include "scoreline.groups" . | fromJsonArray -}}{{- if eq .autoscaling.mode "keda" -}}yes{{- end -}}{{- end -}}
{{- end }}

{{/*
Pods wanted by a group. The models of one pod share its cores, so what waits adds up; each has lanes of its own in every
pod, so the busiest model says how many pods are busy. KEDA drops what is below a thousandth, also where it decides whether
to leave zero: the second part keeps a single entry from counting as none.
*/}}
{{- define "scoreline.kedaFormula" -}}
{{- $keda := .autoscaling.keda -}}
{{- $waiting := list -}}
{{- $leases := list -}}
{{- range $index, $model := .models -}}
{{- $waiting = append $waiting (printf "jobs_%d + handoff_%d + suspects_%d" $index $index $index) -}}
{{- $leases = append $leases (printf "leases_%d" $index) -}}
{{- end -}}
{{- $busy := first $leases -}}
{{- if gt (len $leases) 1 -}}{{- $busy = printf "max(%s)" (join ", " $leases) -}}{{- end -}}
{{- $sum := join " + " $waiting -}}
{{- $lanes := default .settings.lanes $keda.lanesPerReplica | int64 -}}
{{- printf "max((%s) / %d + %s / %d, min(%s + %s, 0.001))" $sum (int64 $keda.jobsPerReplica) $busy $lanes $sum $busy -}}
{{- end }}

{{- define "scoreline.kedaType" -}}
{{- get (dict "trial" "redis" "standalone" "redis" "sentinel" "redis-sentinel" "cluster" "redis-cluster") .Values.redis.mode -}}
{{- end }}

{{/* Where a trigger finds Redis. */}}
{{- define "scoreline.kedaRedis" -}}
{{- $redis := .Values.redis -}}
{{- $login := include "scoreline.login" (list . "autoscaler") | fromJson -}}
{{- $address := include "scoreline.redisAddresses" . -}}
{{- if has $redis.mode (list "sentinel" "cluster") }}
addresses: {{ $address | quote }}
{{- else }}
address: {{ $address | quote }}
{{- end }}
{{- if eq $redis.mode "sentinel" }}
sentinelMaster: {{ $redis.sentinelService | quote }}
{{- end }}
{{- if ne $redis.mode "cluster" }}
databaseIndex: {{ $redis.database | int | quote }}
{{- end }}
{{- if and $login.user (not $login.userKey) }}
username: {{ $login.user | quote }}
{{- if and (eq $redis.mode "sentinel") $redis.sentinelLogin }}
sentinelUsername: {{ $login.user | quote }}
{{- end }}
{{- end }}
enableTLS: {{ $redis.tls.enabled | quote }}
{{- end }}

{{/* What KEDA reads from Secrets; empty when that is nothing. */}}
{{- define "scoreline.kedaSecrets" -}}
{{- $redis := .Values.redis -}}
{{- $tls := $redis.tls -}}
{{- $login := include "scoreline.login" (list . "autoscaler") | fromJson -}}
{{- $references := list -}}
{{- if $login.existingSecret -}}
{{- $keys := dict "password" $login.passwordKey "username" $login.userKey -}}
{{- range $parameter := list "username" "password" -}}
{{- with get $keys $parameter -}}
{{- $references = append $references (dict "parameter" $parameter "name" $login.existingSecret "key" .) -}}
{{- if and (eq $redis.mode "sentinel") $redis.sentinelLogin -}}
{{- $references = append $references (dict "parameter" (printf "sentinel%s" (title $parameter)) "name" $login.existingSecret "key" .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and $tls.enabled $tls.existingSecret -}}
{{- $files := dict "ca" $tls.caKey "cert" $tls.certKey "key" $tls.keyKey -}}
{{- range $parameter := list "ca" "cert" "key" -}}
{{- with get $files $parameter -}}
{{- $references = append $references (dict "parameter" $parameter "name" $tls.existingSecret "key" .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $references -}}{{- toYaml $references -}}{{- end -}}
{{- end }}
