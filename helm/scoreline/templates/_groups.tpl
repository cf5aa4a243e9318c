{{/* The groups of workers as a JSON array: each is `worker` with what the group overrides. */}}
{{- define "scoreline.groups" -}}
{{- $groups := list -}}
{{- range .Values.workers -}}
{{- $groups = append $groups (mergeOverwrite (deepCopy $.Values.worker) .) -}}
{{- end -}}
{{- toJson $groups -}}
{{- end }}

{{/* The models that any group serves, as a JSON array without duplicates. */}}
{{- define "scoreline.servedModels" -}}
{{- $models := list -}}
{{- range .Values.workers -}}{{- $models = concat $models .models -}}{{- end -}}
{{- $models | uniq | toJson -}}
{{- end }}

{{/* Those of them that the images carry. */}}
{{- define "scoreline.shippedModels" -}}
{{- $models := list -}}
{{- $served := include "scoreline.servedModels" . | fromJsonArray -}}
{{- range list "penguins" "breast_cancer" "diabetes" "flights" -}}
{{- if has . $served -}}{{- $models = append $models . -}}{{- end -}}
{{- end -}}
{{- toJson $models -}}
{{- end }}

{{- define "scoreline.publishedModels" -}}
{{- if not .Values.publish.enabled -}}
[]
{{- else if kindIs "invalid" .Values.publish.models -}}
{{- include "scoreline.shippedModels" . -}}
{{- else -}}
{{- .Values.publish.models | uniq | toJson -}}
{{- end -}}
{{- end }}

{{- define "scoreline.testModel" -}}
{{- $shipped := include "scoreline.shippedModels" . | fromJsonArray -}}
{{- if .Values.test.model -}}
{{- .Values.test.model -}}
{{- else if $shipped -}}
{{- first $shipped -}}
{{- end -}}
{{- end }}

{{/* A part of an object's name from a model's, which may hold capitals, underscores and dots: a checksum keeps A and a apart. */}}
{{- define "scoreline.modelPart" -}}
{{- $plain := regexReplaceAll "[^a-z0-9]+" (lower .) "-" | trimAll "-" -}}
{{- if eq $plain . -}}{{- . -}}{{- else -}}{{- printf "%s-%s" ($plain | trunc 20 | trimSuffix "-") (sha256sum . | trunc 5) | trimPrefix "-" -}}{{- end -}}
{{- end }}

{{/* The program's own default where a group sets none. */}}
{{- define "scoreline.drainTimeout" -}}
{{- default 25 .settings.drainTimeout | int -}}
{{- end }}

{{- define "scoreline.gracePeriod" -}}
{{- if kindIs "invalid" .terminationGracePeriodSeconds -}}
{{- add (include "scoreline.drainTimeout" .) 10 -}}
{{- else -}}
{{- .terminationGracePeriodSeconds | int64 -}}
{{- end -}}
{{- end }}

{{/* A setting as a text: whole numbers come as floating-point ones, which would print a million as 1e+06. */}}
{{- define "scoreline.setting" -}}
{{- if or (kindIs "string" .) (kindIs "bool" .) -}}{{- . -}}
{{- else if eq (floor .) (float64 .) -}}{{- . | int64 -}}
{{- else -}}{{- . -}}{{- end -}}
{{- end }}

{{/* Values come as floating-point numbers, which would print a million as 1e+06. */}}
{{- define "scoreline.numberOrPercent" -}}
{{- if kindIs "string" . -}}{{- . -}}{{- else -}}{{- . | int64 -}}{{- end -}}
{{- end }}
