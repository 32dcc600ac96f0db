//go:build pin

// Pins Tempo: it is built as it is.
package main

import _ "github.com/grafana/tempo/cmd/tempo"
