/* reuse GENERATIONS OTHER: a thread, and then processes one after the other, all of the same id, which is printed. The one of generation N makes N
   calls, executes this program or the program OTHER by turns, with a service name of its own, makes as many calls again and ends with N. */
#define _GNU_SOURCE
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void calls(int count) {
  while (count-- > 0) getppid();
}

static void *thread(void *tid) {
  *(pid_t *)tid = gettid();
  calls(1000);
  return 0;
}

static pid_t fork_as(pid_t pid) {
  struct clone_args how = {.exit_signal = SIGCHLD, .set_tid = (uintptr_t)&pid, .set_tid_size = 1};
  /* Who had it may still be on its way out. */
  for (int looks = 0; looks < 1000; looks++, usleep(1000)) {
    pid_t child = syscall(SYS_clone3, &how, sizeof how);
    if (child >= 0) return child;
  }
  perror("clone3");
  exit(1);
}

static void live(int generation, const char *program) {
  char name[64], number[16];
  calls(generation);
  snprintf(name, sizeof name, "OTEL_SERVICE_NAME=generation-%d", generation);
  snprintf(number, sizeof number, "%d", generation);
  execle(program, program, number, (char *)0, (char *[]){name, 0});
  _exit(127);
}

int main(int count, char **arguments) {
  if (count == 2) {
    calls(atoi(arguments[1]));
    /* /proc knows when a process began by hundredths of a second. */
    usleep(12000);
    return atoi(arguments[1]);
  }
  pid_t pid = 0;
  pthread_t first;
  pthread_create(&first, 0, thread, &pid);
  pthread_join(first, 0);
  for (int generation = 1; generation <= atoi(arguments[1]); generation++) {
    pid_t child = fork_as(pid);
    if (!child) live(generation, arguments[generation % 2 ? 0 : 2]);
    waitpid(child, 0, 0);
  }
  printf("%d\n", pid);
  return 0;
}
