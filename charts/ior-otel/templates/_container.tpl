{{/* The container, without probes of its readiness: whether a pod is ready shall not depend on it in a sidecar. */}}
{{- define "ior-otel.container" -}}
{{ include "ior-otel.program" . }}
  args: [attach, --config, /etc/ior-otel/config.yaml]
  {{- with include "ior-otel.healthPort" . }}
  ports:
    - {name: ior-health, containerPort: {{ . }}}
  livenessProbe:
    httpGet: {path: /healthz, port: ior-health}
    periodSeconds: 15
    failureThreshold: 3
  {{- end }}
{{- end }}

{{/* What every container with the program has. */}}
{{- define "ior-otel.program" -}}
- name: ior-otel
  image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  env:
    {{- include "ior-otel.env" . | nindent 4 }}
  resources:
    {{- toYaml .Values.resources | nindent 4 }}
  securityContext:
    {{- include "ior-otel.securityContext" . | nindent 4 }}
  volumeMounts:
    - {name: ior-otel-config, mountPath: /etc/ior-otel, readOnly: true}
    {{- if .Values.tracefs }}
    - {name: ior-otel-tracefs, mountPath: /sys/kernel/tracing, readOnly: true}
    {{- end }}
    {{- with .Values.extraVolumeMounts }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}

{{- define "ior-otel.env" -}}
# The downward API: they are used by the variables below.
- name: NODE_IP
  valueFrom: {fieldRef: {fieldPath: status.hostIP}}
- name: K8S_NODE_NAME
  valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
{{- if eq .Values.mode "sidecar" }}
- name: K8S_NAMESPACE_NAME
  valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
- name: K8S_POD_NAME
  valueFrom: {fieldRef: {fieldPath: metadata.name}}
- name: K8S_POD_UID
  valueFrom: {fieldRef: {fieldPath: metadata.uid}}
{{- end }}
{{- /* The environment is above the file: what `config` says is not said again. */}}
{{- $otlp := dig "export" "otlp" dict .Values.config | default dict }}
{{- if not $otlp.endpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ .Values.endpoint | quote }}
{{- end }}
{{- if not $otlp.protocol }}
- name: OTEL_EXPORTER_OTLP_PROTOCOL
  value: {{ .Values.protocol | quote }}
{{- end }}
- name: OTEL_RESOURCE_ATTRIBUTES
  value: {{ include "ior-otel.resourceAttributes" . | quote }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/*
Capabilities of a user other than root come with the program's file in the image. They take effect without privilege escalation because they are
added here too: container runtimes then start the program with them permitted, and it gains nothing.
*/}}
{{- define "ior-otel.securityContext" -}}
{{- $context := dict "readOnlyRootFilesystem" true "allowPrivilegeEscalation" false "seccompProfile" (dict "type" "RuntimeDefault") }}
{{- if eq .Values.privileges "minimal" }}
{{- $capabilities := dict "drop" (list "ALL") "add" (list "BPF" "PERFMON") }}
{{- if .Values.tracefs }}
{{- $context = merge $context (dict "runAsUser" 0 "runAsGroup" 0 "capabilities" $capabilities) }}
{{- else }}
{{- $context = merge $context (dict "runAsNonRoot" true "runAsUser" 65532 "runAsGroup" 65532 "capabilities" $capabilities) }}
{{- end }}
{{- else }}
{{- $capabilities := dict "drop" (list "ALL") "add" (list "BPF" "PERFMON" "SYS_PTRACE" "DAC_READ_SEARCH") }}
{{- $context = merge $context (dict "runAsUser" 0 "runAsGroup" 0 "capabilities" $capabilities) }}
{{- end }}
{{- toYaml (mergeOverwrite $context (deepCopy .Values.securityContext)) }}
{{- end }}
