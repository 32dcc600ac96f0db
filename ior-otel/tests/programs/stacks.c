// Calls in functions with names that a test knows.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define OWN __attribute__((noinline, noclone))

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static volatile int done;

OWN void rest(long ms) {
	struct timespec time = {0, ms * 1000000};
	nanosleep(&time, 0);
	done++;
}

OWN void save(void) {
	char name[] = "/tmp/stacks-XXXXXX";
	int fd = mkstemp(name);
	unlink(name);
	if (write(fd, "x", 1) == 1) fsync(fd);
	close(fd);
	done++;
}

OWN void wait_for_it(void) {
	pthread_mutex_lock(&mutex);
	pthread_mutex_unlock(&mutex);
	done++;
}

static void *other(void *argument) {
	wait_for_it();
	done++;
	return argument;
}

OWN void contend(void) {
	pthread_t thread;
	pthread_mutex_lock(&mutex);
	pthread_create(&thread, 0, other, 0);
	rest(30);
	pthread_mutex_unlock(&mutex);
	pthread_join(thread, 0);
	done++;
}

// More of the stack than is captured lies between the call and main.
OWN void deep(int levels) {
	volatile char room[512];
	memset((char *)room, levels, sizeof room);
	if (levels)
		deep(levels - 1);
	else
		rest(11);
	done += room[levels];
}

int main(int count, char **arguments) {
	rest(100);
	rest(10);
	save();
	contend();
	deep(40);
	return 0;
}
