/* Children that have their parent's memory for a while: by vfork, which execute, exit or are killed, and by posix_spawn. The parent makes two calls
   before and after each, a child seven. Prints the ids of parent and children. */
#define _GNU_SOURCE
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void calls(int count) {
  while (count-- > 0) getppid();
}

static pid_t borrow(int how, char **program) {
  pid_t child = vfork();
  if (child) return child;
  calls(7);
  nanosleep(&(struct timespec){.tv_nsec = 30000000}, 0);
  if (how == 0) execv("/proc/self/exe", program);
  if (how == 1) kill(getpid(), SIGKILL);
  _exit(how);
}

int main(int count, char **arguments) {
  if (count == 2) {
    calls(atoi(arguments[1]));
    return 0;
  }
  char *nothing[] = {arguments[0], "0", 0}, *seven[] = {arguments[0], "7", 0};
  printf("%d", getpid());
  for (int how = 0; how < 4; how++) {
    pid_t child;
    calls(2);
    if (how < 3) child = borrow(how, nothing);
    else if (posix_spawn(&child, "/proc/self/exe", 0, 0, seven, 0)) abort();
    calls(2);
    waitpid(child, 0, 0);
    printf(" %d", child);
  }
  puts("");
  return 0;
}
