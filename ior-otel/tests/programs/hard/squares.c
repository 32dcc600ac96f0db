/* Threads that ask processes for squares until standard input ends. Prints how many answers came, and how many were wrong, as were calls that
   failed and sleeps that were short. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 2 };

static atomic_ulong answers, mistakes;
static atomic_int stop;

static void square(int with) {
  for (unsigned long number; read(with, &number, sizeof number) == sizeof number;) {
    number *= number;
    if (write(with, &number, sizeof number) != sizeof number) _exit(1);
  }
  _exit(0);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void *ask(void *with) {
  for (unsigned long number = 1; !stop; number++, answers++) {
    unsigned long answer = 0;
    if (write(*(int *)with, &number, sizeof number) != sizeof number) mistakes++;
    if (read(*(int *)with, &answer, sizeof answer) != sizeof answer) mistakes++;
    mistakes += answer != number * number;
    if (number % 16) continue;
    double begin = now();
    mistakes += nanosleep(&(struct timespec){.tv_nsec = 500000}, 0) != 0;
    mistakes += now() - begin < 0.0005;
  }
  return 0;
}

int main(void) {
  pthread_t threads[THREADS];
  int pairs[THREADS][2], status;
  for (int number = 0; number < THREADS; number++) {
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pairs[number])) abort();
    if (!fork()) {
      for (int other = 0; other <= number; other++) close(pairs[other][0]);
      square(pairs[number][1]);
    }
    close(pairs[number][1]);
  }
  for (int number = 0; number < THREADS; number++) pthread_create(&threads[number], 0, ask, pairs[number]);
  char byte;
  while (read(0, &byte, 1) > 0) {}
  stop = 1;
  for (int number = 0; number < THREADS; number++) {
    pthread_join(threads[number], 0);
    close(pairs[number][0]);
  }
  while (wait(&status) > 0) mistakes += status != 0;
  printf("%lu %lu\n", answers, mistakes);
  return 0;
}
