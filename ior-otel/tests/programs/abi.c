/* Calls through the 32-bit table, from a 64-bit program: int 0x80 takes numbers and registers of i386. */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static long int80(long number, long a, long b, long c) {
  long result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory", "r8", "r9", "r10", "r11");
  return result;
}

int main(void) {
  static char text[] = "hello\n"; /* in the lower 2 GiB only without PIE */
  printf("%ld", int80(20, 0, 0, 0) == getpid() ? 1L : 0L); /* getpid */
  printf(" %ld", int80(4, 1, 0, 0));                       /* write of nothing */
  printf(" %ld", int80(4, -1, (long)text & 0x7fffffff, 6)); /* write: EBADF */
  printf(" %ld", int80(162, 1, 0, 0));                     /* nanosleep: EFAULT */
  printf(" %ld\n", int80(999, 0, 0, 0));                   /* none: ENOSYS */
  return 0;
}
