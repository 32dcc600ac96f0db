/* Twenty threads that live and die with their process: half of them end just when it does. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_barrier_t all;

static void *thread(void *number) {
  for (int call = 0; call < 50; call++) getppid();
  pthread_barrier_wait(&all);
  if ((long)number % 2) pause();
  return 0;
}

int main(void) {
  pthread_t threads[20];
  pthread_barrier_init(&all, 0, 20);
  for (long number = 0; number < 20; number++)
    if (pthread_create(&threads[number], 0, thread, (void *)number)) abort();
  for (int number = 0; number < 20; number += 2) pthread_join(threads[number], 0);
  _exit(0);
}
