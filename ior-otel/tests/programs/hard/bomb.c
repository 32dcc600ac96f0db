/* bomb flat|tree PROCESSES CALLS: so many processes that are all there at once, forked by the first or each by another, and then twenty more. Each
   makes so many calls before and after it waits for the others. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int calls, gate[2];

static void call(void) {
  for (int left = calls; left > 0; left--) getppid();
}

static void wait_for_all(void) {
  char byte;
  close(gate[1]);
  if (read(gate[0], &byte, 1)) abort();
}

static void reap(void) {
  while (wait(0) > 0) {}
}

/* So many processes, of which the first is this one's child. */
static void fork_tree(int processes) {
  for (int half; processes > 0; processes -= half) {
    half = (processes + 1) / 2;
    if (fork()) continue;
    call();
    fork_tree(half - 1);
    wait_for_all();
    call();
    reap();
    _exit(0);
  }
}

static void fork_flat(int processes) {
  for (; processes > 0; processes--) {
    if (fork()) continue;
    call();
    wait_for_all();
    call();
    _exit(0);
  }
}

static void wave(void (*forks)(int), int processes) {
  if (pipe(gate)) abort();
  forks(processes);
  close(gate[0]);
  close(gate[1]);
  reap();
}

int main(int count, char **arguments) {
  if (count != 4) return 2;
  calls = atoi(arguments[3]);
  wave(strcmp(arguments[1], "flat") ? fork_tree : fork_flat, atoi(arguments[2]));
  wave(fork_flat, 20);
  return 0;
}
