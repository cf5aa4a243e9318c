{{/*
What every pod has. Service links stay off: a Service named scoreline-redis would put variables beside our settings.
Arguments: root, further node labels, further tolerations, uid.
*/}}
{{- define "scoreline.pod" -}}
{{- $root := index . 0 -}}
{{- $uid := index . 3 -}}
serviceAccountName: {{ include "scoreline.serviceAccountName" $root }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: {{ $uid }}
  runAsGroup: {{ $uid }}
  fsGroup: {{ $uid }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with $root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with merge (deepCopy (index . 1)) $root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with concat $root.Values.tolerations (index . 2) }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{- define "scoreline.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Resources without what was set to null, which Kubernetes would not take. */}}
{{- define "scoreline.resources" -}}
{{- $resources := dict -}}
{{- range $kind, $amounts := . -}}
{{- $kept := dict -}}
{{- range $name, $amount := $amounts -}}
{{- if not (kindIs "invalid" $amount) -}}{{- $_ := set $kept $name $amount -}}{{- end -}}
{{- end -}}
{{- if $kept -}}{{- $_ := set $resources $kind $kept -}}{{- end -}}
{{- end -}}
{{- toYaml $resources -}}
{{- end }}
