// Threads that sleep, in spans and outside of any. Says for each sleep what is true: thread id, number of the sleep in its thread, trace and
// span id, or "-" outside of any. With a library's path as first argument, that is loaded and publishes.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#ifdef LOADS
#include <dlfcn.h>
#endif
#include "publisher.h"

enum { THREADS = 4, SLEEPS = 40 };

static void (*say_span)(struct context *);

static void nap(void) {
	struct timespec time = {0, 1000000};
	syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &time, 0);
}

static void *work(void *argument) {
	long thread = (long)argument;
	int tid = syscall(SYS_gettid);
	struct context *context = calloc(1, sizeof *context);
	for (int sleep = 0; sleep < SLEEPS; sleep++) {
		int in_span = sleep % 4 != 3;
		memset(context->trace, 0x10 + thread, 16);
		for (int byte = 0; byte < 8; byte++) context->span[byte] = byte < 4 ? tid >> 8 * byte : sleep + 1;
		context->flags = 1;
		context->valid = 1;
		say_span(in_span ? context : 0);
		nap();
		flockfile(stdout);
		printf("%d %d ", tid, sleep);
		if (in_span) {
			for (int byte = 0; byte < 16; byte++) printf("%02x", context->trace[byte]);
			printf(" ");
			for (int byte = 0; byte < 8; byte++) printf("%02x", context->span[byte]);
		} else {
			printf("- -");
		}
		printf("\n");
		funlockfile(stdout);
	}
	say_span(0);
	return 0;
}

int main(int count, char **arguments) {
#ifdef LOADS
	void *library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
	if (!library) {
		fprintf(stderr, "%s\n", dlerror());
		return 1;
	}
	say_span = (void (*)(struct context *))dlsym(library, "publish");
#else
	say_span = publish;
#endif
#ifdef SLOWLY
	// Time to be attached to.
	sleep(2);
#endif
	// Time to be looked at.
	usleep(300000);
	pthread_t threads[THREADS];
	for (long thread = 0; thread < THREADS; thread++) pthread_create(&threads[thread], 0, work, (void *)thread);
	for (long thread = 0; thread < THREADS; thread++) pthread_join(threads[thread], 0);
	return 0;
}
