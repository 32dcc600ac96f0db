// Publishes a thread's active span as OTEP 4947 says: a thread-local pointer to its record.
#include "publisher.h"

#ifndef VISIBILITY
#define VISIBILITY "default"
#endif

__attribute__((visibility(VISIBILITY))) __thread struct context *otel_thread_ctx_v1;

#ifdef LARGE
// So much that it finds no room in the static block of a thread when it is loaded later.
static __thread char much[1 << 20];
char *touch(unsigned long at) { return &much[at % sizeof much]; }
#endif

void publish(struct context *context) { otel_thread_ctx_v1 = context; }
