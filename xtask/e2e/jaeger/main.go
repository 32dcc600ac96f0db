//go:build pin

// Pins Jaeger: it is built as it is.
package main

import _ "github.com/jaegertracing/jaeger/cmd/jaeger"
