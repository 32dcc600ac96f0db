/* filtered errno|trap|thread|process: a seccomp filter does that to getppid, which is then called a hundred times, or until it kills. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile int trapped;

static void trap(int signal) {
  (void)signal;
  trapped++;
}

static void filter(unsigned action) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, action),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof code / sizeof *code, code};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) abort();
}

static void *killed(void *unused) {
  filter(SECCOMP_RET_KILL_THREAD);
  getppid();
  abort();
  return unused;
}

int main(int count, char **arguments) {
  const char *action = count == 2 ? arguments[1] : "";
  signal(SIGSYS, trap);
  for (int left = 10; left > 0; left--) getppid();
  if (!strcmp(action, "thread")) {
    pthread_t thread;
    pthread_create(&thread, 0, killed, 0);
    pthread_join(thread, 0);
    for (int left = 100; left > 0; left--) getppid();
    return 0;
  }
  if (!strcmp(action, "errno")) filter(SECCOMP_RET_ERRNO | ENOTNAM);
  else if (!strcmp(action, "trap")) filter(SECCOMP_RET_TRAP);
  else filter(SECCOMP_RET_KILL_PROCESS);
  for (int left = 100; left > 0; left--) {
    int answer = syscall(SYS_getppid);
    if (!strcmp(action, "errno") && (answer != -1 || errno != ENOTNAM)) return 1;
  }
  return trapped == (strcmp(action, "trap") ? 0 : 100) ? 0 : 1;
}
