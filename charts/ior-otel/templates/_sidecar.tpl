{{/*
For the pods of other charts, which have this one as a dependency. Each takes this chart's scope: (index .Subcharts "ior-otel").

  ior-otel.sidecar         the container: an item of `initContainers` where sidecar.native is true, else of `containers`
  ior-otel.volumes         items of `volumes`
  ior-otel.podSettings     keys of the pod's `spec`
  ior-otel.podAnnotations  annotations of the pod, by which it is replaced when the configuration changes
*/}}
{{- define "ior-otel.sidecar" -}}
{{- include "ior-otel.container" . }}
{{- if .Values.sidecar.native }}
{{- if semverCompare "<1.29.0-0" .Capabilities.KubeVersion.Version }}
{{- fail "native sidecars need Kubernetes 1.29: set sidecar.native to false, and put ior-otel.sidecar into `containers`" }}
{{- end }}
  restartPolicy: Always
{{- if .Values.sidecar.holdApplication }}
{{- if not (include "ior-otel.healthPort" .) }}
{{- fail "sidecar.holdApplication asks /readyz: config.health.listen must be an address that the kubelet reaches, such as 0.0.0.0:13134" }}
{{- end }}
  startupProbe:
    httpGet: {path: /readyz, port: ior-health}
    periodSeconds: 1
    failureThreshold: 30
{{- end }}
{{- end }}
{{- end }}

{{- define "ior-otel.volumes" -}}
- name: ior-otel-config
  configMap:
    name: {{ include "ior-otel.fullname" . }}
{{- if .Values.tracefs }}
- name: ior-otel-tracefs
  hostPath: {path: /sys/kernel/tracing, type: Directory}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* It sees the processes of the other containers. */}}
{{- define "ior-otel.podSettings" -}}
shareProcessNamespace: true
{{- end }}

{{- define "ior-otel.podAnnotations" -}}
checksum/ior-otel: {{ include "ior-otel.config" . | sha256sum }}
{{- end }}
