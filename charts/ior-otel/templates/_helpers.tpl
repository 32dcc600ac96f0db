{{/* Name of the chart's objects. */}}
{{- define "ior-otel.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "ior-otel.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- $name := include "ior-otel.name" . }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "ior-otel.selectorLabels" -}}
app.kubernetes.io/name: {{ include "ior-otel.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "ior-otel.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "ior-otel.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "ior-otel.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "ior-otel.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/*
The configuration: what the shape needs, and above it what the values say. The port is not 13133, which a collector in the same pod would have.
*/}}
{{- define "ior-otel.config" -}}
{{- $shape := dict "health" (dict "listen" "0.0.0.0:13134") }}
{{- if eq .Values.mode "daemonset" }}
{{- $shape = merge $shape (dict "target" (dict "all" true) "metrics" (dict "per" "container")) }}
{{- else }}
{{- $shape = merge $shape (dict "target" (dict "pid_namespace" "self")) }}
{{- end }}
{{- /* Targets add up: those that the values name shall be all. */}}
{{- if hasKey .Values.config "target" }}
{{- $_ := unset $shape "target" }}
{{- end }}
{{- toYaml (mergeOverwrite $shape (deepCopy .Values.config)) }}
{{- end }}

{{/* The port of /healthz and /readyz; empty where nothing listens, or only for the pod itself. */}}
{{- define "ior-otel.healthPort" -}}
{{- $listen := dig "health" "listen" "" (include "ior-otel.config" . | fromYaml) | default "" }}
{{- if not (regexMatch "^(127\\.|\\[::1\\])" $listen) }}
{{- regexFind "[0-9]+$" $listen }}
{{- end }}
{{- end }}

{{- define "ior-otel.resourceAttributes" -}}
{{- $attributes := list "k8s.node.name=$(K8S_NODE_NAME)" "host.name=$(K8S_NODE_NAME)" }}
{{- if eq .Values.mode "sidecar" }}
{{- $attributes = concat $attributes (list "k8s.namespace.name=$(K8S_NAMESPACE_NAME)" "k8s.pod.name=$(K8S_POD_NAME)" "k8s.pod.uid=$(K8S_POD_UID)") }}
{{- end }}
{{- /* Percent-encoded, as the OpenTelemetry specification has it. */}}
{{- range $key, $value := .Values.resourceAttributes }}
{{- $attributes = append $attributes (printf "%s=%s" $key (urlquery $value | replace "+" "%20")) }}
{{- end }}
{{- join "," $attributes }}
{{- end }}
