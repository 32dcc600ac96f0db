/* execs CASE: another thread than the first executes this program again, and ends the others by it.
   one: the first is blocked. gone: the first has ended. race: ten threads execute at once, and one of them wins. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_barrier_t all;
static const char *program;

static void calls(int count) {
  while (count-- > 0) getppid();
}

static void *thread(void *unused) {
  calls(4);
  pthread_barrier_wait(&all);
  /* Until the first has ended, or is blocked. */
  usleep(20000);
  execl(program, "after", (char *)0);
  /* Another was first. */
  for (;;) pause();
  return unused;
}

int main(int count, char **arguments) {
  if (count == 1) {
    calls(5);
    printf("%d\n", getpid() == gettid());
    return 0;
  }
  int threads = strcmp(arguments[1], "race") ? 1 : 10;
  pthread_t other;
  program = arguments[0];
  calls(3);
  pthread_barrier_init(&all, 0, threads + 1);
  for (int number = 0; number < threads; number++) pthread_create(&other, 0, thread, 0);
  pthread_barrier_wait(&all);
  if (!strcmp(arguments[1], "gone")) pthread_exit(0);
  for (;;) pause();
}
