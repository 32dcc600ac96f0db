//go:build pin

// Pins Prometheus: it is built as it is.
package main

import _ "github.com/prometheus/prometheus/cmd/prometheus"
