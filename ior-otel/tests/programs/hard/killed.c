/* killed ROUNDS: processes of many threads, each killed in the middle of its calls. Prints how many getppid calls had surely returned, how
   many had begun at most, and how many threads were blocked. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BUSY = 6, BLOCKED = 20 };

static struct {
  atomic_ulong begun, returned;
  atomic_int tids[BLOCKED];
} *shared;
static int never[2];

static void *busy(void *unused) {
  for (;;) {
    shared->begun++;
    getppid();
    shared->returned++;
  }
  return unused;
}

static void *blocked(void *number) {
  char byte;
  shared->tids[(long)number] = gettid();
  if (read(never[0], &byte, 1)) abort();
  return 0;
}

static void target(void) {
  pthread_t thread;
  for (long number = 0; number < BLOCKED; number++) pthread_create(&thread, 0, blocked, (void *)number);
  for (int number = 0; number < BUSY; number++) pthread_create(&thread, 0, busy, 0);
  for (;;) pause();
}

/* Whether a thread of a process sleeps: one that has said who it is does so in its read only. */
static int sleeps(int pid, int tid) {
  char path[64], text[256] = "";
  snprintf(path, sizeof path, "/proc/%d/task/%d/stat", pid, tid);
  int file = open(path, O_RDONLY);
  if (read(file, text, sizeof text - 1) <= 0) abort();
  close(file);
  return strstr(text, ") S") != 0;
}

int main(int count, char **arguments) {
  int rounds = count == 2 ? atoi(arguments[1]) : 0;
  shared = mmap(0, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (pipe(never)) abort();
  for (int round = 0; round < rounds; round++) {
    memset((void *)shared->tids, 0, sizeof shared->tids);
    int pid = fork();
    if (!pid) target();
    for (int number = 0; number < BLOCKED;) {
      int tid = shared->tids[number];
      if (tid && sleeps(pid, tid)) number++;
      else usleep(200);
    }
    usleep(2000 + rand() % 5000);
    kill(pid, SIGKILL);
    waitpid(pid, 0, 0);
  }
  printf("%lu %lu %d\n", shared->returned, shared->begun, rounds * BLOCKED);
  return 0;
}
