/* Threads one after the other, each of which makes a few calls: their kernel stacks are soon another's, of this process or of one beside it. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { CALLS = 7 };

static void *thread(void *unused) {
  for (int call = 0; call < CALLS; call++) getppid();
  return unused;
}

/* churn THREADS */
int main(int count, char **arguments) {
  if (count != 2) return 2;
  for (int left = atoi(arguments[1]); left > 0; left--) {
    pthread_t one, other;
    if (pthread_create(&one, 0, thread, 0) || pthread_create(&other, 0, thread, 0)) abort();
    pthread_join(one, 0);
    pthread_join(other, 0);
  }
  return 0;
}
