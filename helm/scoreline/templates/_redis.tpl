{{- define "scoreline.trialHost" -}}
{{- printf "%s.%s.svc" (include "scoreline.name" (list . "redis")) .Release.Namespace -}}
{{- end }}

{{/* HOST:PORT of Redis, of the sentinels or of the nodes, with commas. */}}
{{- define "scoreline.redisAddresses" -}}
{{- $port := ternary "26379" "6379" (eq .Values.redis.mode "sentinel") -}}
{{- if eq .Values.redis.mode "trial" -}}
{{- printf "%s:%s" (include "scoreline.trialHost" .) $port -}}
{{- else -}}
{{- $addresses := list -}}
{{- range .Values.redis.hosts -}}
{{- $addresses = append $addresses (ternary . (printf "%s:%s" . $port) (regexMatch ":[0-9]+$" .)) -}}
{{- end -}}
{{- join "," $addresses -}}
{{- end -}}
{{- end }}

{{/* The ports on which pods reach Redis, as a JSON array. */}}
{{- define "scoreline.redisPorts" -}}
{{- $ports := list -}}
{{- range splitList "," (include "scoreline.redisAddresses" .) -}}{{- $ports = append $ports (splitList ":" . | last | int) -}}{{- end -}}
{{- $mode := .Values.redis.mode -}}
{{- if ne $mode "trial" -}}
{{- range .Values.networkPolicy.redisPorts -}}{{- $ports = append $ports (int .) -}}{{- end -}}
{{- if and (has $mode (list "sentinel" "cluster")) (not .Values.networkPolicy.redisPorts) -}}{{- $ports = append $ports 6379 -}}{{- end -}}
{{- end -}}
{{- $ports | uniq | toJson -}}
{{- end }}

{{- define "scoreline.redisURL" -}}
{{- $redis := .Values.redis -}}
{{- $scheme := ternary "rediss" "redis" $redis.tls.enabled -}}
{{- if has $redis.mode (list "sentinel" "cluster") -}}{{- $scheme = printf "%s+%s" $scheme $redis.mode -}}{{- end -}}
{{- printf "%s://%s" $scheme (include "scoreline.redisAddresses" .) -}}
{{- if eq $redis.mode "sentinel" -}}/{{ $redis.sentinelService }}{{- end -}}
{{- if ne $redis.mode "cluster" -}}/{{ int $redis.database }}{{- end -}}
{{- end }}

{{- define "scoreline.trialSecret" -}}
{{- default (include "scoreline.name" (list . "redis")) .Values.redis.trial.existingSecret -}}
{{- end }}

{{/* The login of a role as JSON: user, existingSecret, passwordKey, userKey. */}}
{{- define "scoreline.login" -}}
{{- $root := index . 0 -}}
{{- $all := $root.Values.redis.credentials -}}
{{- $login := index $all (index . 1) -}}
{{- if eq $root.Values.redis.mode "trial" -}}
{{- dict "user" "" "existingSecret" (include "scoreline.trialSecret" $root) "passwordKey" "redis-password" "userKey" "" | toJson -}}
{{- else -}}
{{- ternary $all.worker $login (empty $login.existingSecret) | toJson -}}
{{- end -}}
{{- end }}

{{/* How a program finds Redis: [root, role]. */}}
{{- define "scoreline.redisEnv" -}}
{{- $root := index . 0 -}}
{{- $tls := $root.Values.redis.tls -}}
{{- $login := include "scoreline.login" . | fromJson -}}
- name: SCORELINE_REDIS
  value: {{ include "scoreline.redisURL" $root | quote }}
- name: SCORELINE_PREFIX
  value: {{ $root.Values.prefix | quote }}
{{- if $login.userKey }}
- name: SCORELINE_REDIS_USER
  valueFrom:
    secretKeyRef:
      name: {{ $login.existingSecret }}
      key: {{ $login.userKey }}
{{- else if $login.user }}
- name: SCORELINE_REDIS_USER
  value: {{ $login.user | quote }}
{{- end }}
{{- if $login.existingSecret }}
- name: SCORELINE_REDIS_PASSWORD_FILE
  value: /etc/scoreline/redis/password
{{- end }}
{{- if and $tls.enabled $tls.existingSecret }}
{{- if $tls.caKey }}
- name: SCORELINE_REDIS_CA
  value: /etc/scoreline/tls/ca.crt
{{- end }}
{{- if $tls.certKey }}
- name: SCORELINE_REDIS_CERT
  value: /etc/scoreline/tls/tls.crt
- name: SCORELINE_REDIS_KEY
  value: /etc/scoreline/tls/tls.key
{{- end }}
{{- end }}
{{- if and $tls.enabled $tls.serverName }}
- name: SCORELINE_REDIS_SERVER_NAME
  value: {{ $tls.serverName | quote }}
{{- end }}
{{- end }}

{{- define "scoreline.redisMounts" -}}
{{- $root := index . 0 -}}
{{- $tls := $root.Values.redis.tls -}}
{{- $login := include "scoreline.login" . | fromJson -}}
{{- if $login.existingSecret }}
- name: redis-login
  mountPath: /etc/scoreline/redis
  readOnly: true
{{- end }}
{{- if and $tls.enabled $tls.existingSecret }}
- name: redis-tls
  mountPath: /etc/scoreline/tls
  readOnly: true
{{- end }}
{{- end }}

{{- define "scoreline.redisVolumes" -}}
{{- $root := index . 0 -}}
{{- $tls := $root.Values.redis.tls -}}
{{- $login := include "scoreline.login" . | fromJson -}}
{{- if $login.existingSecret }}
- name: redis-login
  secret:
    secretName: {{ $login.existingSecret }}
    defaultMode: 0440
    items:
      - key: {{ $login.passwordKey }}
        path: password
{{- end }}
{{- if and $tls.enabled $tls.existingSecret }}
- name: redis-tls
  secret:
    secretName: {{ $tls.existingSecret }}
    defaultMode: 0440
    items:
      {{- if $tls.caKey }}
      - key: {{ $tls.caKey }}
        path: ca.crt
      {{- end }}
      {{- if $tls.certKey }}
      - key: {{ $tls.certKey }}
        path: tls.crt
      - key: {{ $tls.keyKey }}
        path: tls.key
      {{- end }}
{{- end }}
{{- end }}
