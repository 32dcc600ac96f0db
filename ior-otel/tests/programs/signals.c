/* Signal handlers that do not simply return: one case per run, by the first argument. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static sigjmp_buf back;
static int ends[2];

static void exits(int signal) { (void)signal; _exit(3); }
static void jumps(int signal) { (void)signal; siglongjmp(back, 1); }
static void executes(int signal) { (void)signal; execl("/bin/true", "true", (char *)0); }
static void sleeps(int signal) {
  (void)signal;
  struct timespec time = {0, 1000};
  nanosleep(&time, 0);
}
static void writes(int signal) {
  (void)signal;
  if (write(ends[1], "abc", 3) != 3) abort();
}

static void on_alarm(void (*handler)(int), int flags, int millis) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
  sigaction(SIGALRM, &action, 0);
  struct itimerval timer = {.it_value = {.tv_usec = millis * 1000}};
  setitimer(ITIMER_REAL, &timer, 0);
}

int main(int argc, char **argv) {
  const char *which = argc > 1 ? argv[1] : "";
  if (!strcmp(which, "exit")) {
    on_alarm(exits, 0, 20);
    pause();
  } else if (!strcmp(which, "jump")) {
    if (!sigsetjmp(back, 1)) {
      on_alarm(jumps, 0, 20);
      pause();
    }
    getppid();
  } else if (!strcmp(which, "exec")) {
    on_alarm(executes, 0, 20);
    pause();
  } else if (!strcmp(which, "early")) {
    /* select's timeout is taken when the call begins; the handler's nanosleep takes one too. */
    on_alarm(sleeps, 0, 20);
    struct timeval timeout = {7, 0};
    if (select(0, 0, 0, 0, &timeout) != -1 || errno != EINTR) return 1;
  } else if (!strcmp(which, "restart")) {
    /* The read is entered again after the handler has given it something to read. */
    char bytes[8];
    if (pipe(ends)) return 1;
    on_alarm(writes, SA_RESTART, 20);
    if (read(ends[0], bytes, sizeof bytes) != 3) return 1;
  } else {
    return 2;
  }
  return 0;
}
