{{/*
For the pods of other charts, which have this one as a dependency. Each takes this chart's scope: (index .Subcharts "ior-otel").

  ior-otel.sidecar    the container: an item of `initContainers` where sidecar.native is true, else of `containers`
  ior-otel.volumes    items of `volumes`

The pod needs shareProcessNamespace: true.
*/}}
{{- define "ior-otel.sidecar" -}}
{{- include "ior-otel.container" . }}
{{- if and (eq .Values.mode "sidecar") .Values.sidecar.native }}
  restartPolicy: Always
{{- end }}
{{- end }}

{{- define "ior-otel.volumes" -}}
- name: ior-otel-config
  configMap:
    name: {{ include "ior-otel.fullname" . }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "ior-otel.container" -}}
- name: ior-otel
  image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  args: [attach, --config, /etc/ior-otel/config.yaml]
  env:
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
    - name: OTEL_EXPORTER_OTLP_ENDPOINT
      value: {{ .Values.endpoint | quote }}
    - name: OTEL_EXPORTER_OTLP_PROTOCOL
      value: {{ .Values.protocol | quote }}
    - name: OTEL_RESOURCE_ATTRIBUTES
      value: {{ include "ior-otel.resourceAttributes" . | quote }}
    {{- with .Values.extraEnv }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  ports:
    - {name: health, containerPort: 13133}
  startupProbe:
    httpGet: {path: /readyz, port: health}
    periodSeconds: 1
    failureThreshold: 30
  livenessProbe:
    httpGet: {path: /healthz, port: health}
    periodSeconds: 15
    failureThreshold: 3
  readinessProbe:
    httpGet: {path: /readyz, port: health}
  resources:
    {{- toYaml .Values.resources | nindent 4 }}
  securityContext:
    readOnlyRootFilesystem: true
    seccompProfile:
      {{- toYaml .Values.seccompProfile | nindent 6 }}
    {{- if eq .Values.privileges "minimal" }}
    runAsNonRoot: true
    runAsUser: 65532
    runAsGroup: 65532
    # The capabilities come with the program's file.
    allowPrivilegeEscalation: true
    capabilities:
      drop: [ALL]
      add: [BPF, PERFMON]
    {{- else }}
    runAsUser: 0
    runAsGroup: 0
    allowPrivilegeEscalation: false
    capabilities:
      drop: [ALL]
      add: [BPF, PERFMON, SYS_PTRACE, DAC_READ_SEARCH]
    {{- end }}
  volumeMounts:
    - {name: ior-otel-config, mountPath: /etc/ior-otel, readOnly: true}
    {{- with .Values.extraVolumeMounts }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}
