{{/*
Every object's name: the full name and a suffix. 52 characters leave room for what controllers append: the pods of a
CronJob's Job stay below 63. A longer name keeps its start and gets a checksum of the whole, so that two long names never
become one.
*/}}
{{- define "scoreline.name" -}}
{{- $root := index . 0 -}}
{{- $suffix := index . 1 -}}
{{- $chart := default $root.Chart.Name $root.Values.nameOverride -}}
{{- $full := $root.Values.fullnameOverride -}}
{{- if not $full -}}
{{- $full = ternary $root.Release.Name (printf "%s-%s" $root.Release.Name $chart) (contains $chart $root.Release.Name) -}}
{{- end -}}
{{- if $suffix -}}{{- $full = printf "%s-%s" $full $suffix -}}{{- end -}}
{{- if gt (len $full) 52 -}}
{{- printf "%s-%s" ($full | trunc 43 | trimSuffix "-") ($full | sha256sum | trunc 8) -}}
{{- else -}}
{{- $full -}}
{{- end -}}
{{- end }}

{{/* The labels that select the pods of one component; they never change in a release. */}}
{{- define "scoreline.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ default $root.Chart.Name $root.Values.nameOverride }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* The labels of an object. */}}
{{- define "scoreline.labels" -}}
{{- $root := index . 0 -}}
{{ include "scoreline.selector" . }}
app.kubernetes.io/part-of: scoreline
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* The labels of one group's pods: those of all workers, and the group's. */}}
{{- define "scoreline.groupSelector" -}}
{{ include "scoreline.selector" (list (index . 0) "worker") }}
scoreline/group: {{ index . 1 }}
{{- end }}

{{- define "scoreline.image" -}}
{{- $image := (index . 0).Values.image -}}
{{- $program := index . 1 -}}
{{- default (printf "%s/%s:%s" $image.repository $program (default (index . 0).Chart.AppVersion $image.tag)) (index $image $program) -}}
{{- end }}

{{- define "scoreline.serviceAccountName" -}}
{{- default (ternary (include "scoreline.name" (list . "")) "default" .Values.serviceAccount.create) .Values.serviceAccount.name -}}
{{- end }}
