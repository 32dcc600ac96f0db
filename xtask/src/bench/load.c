/* Makes system calls, as many as it is told, and says how long they took.
 *
 * Standard input has a command a line, `LOAD OPERATIONS`; standard output answers `CALLS NANOSECONDS`, where CALLS is what was
 * really made. All of it runs on one CPU, so that a hand-over from one process to the other is a context switch and not the
 * wake-up of an idle CPU, whose time varies tenfold in virtual machines.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void need(int good, const char *what) {
    if (!good) {
        perror(what);
        exit(1);
    }
}

static long now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

/* The last CPU that is ours: the first has most of the interrupts. */
static void stay_on_one_cpu(void) {
    cpu_set_t allowed, one;
    need(sched_getaffinity(0, sizeof allowed, &allowed) == 0, "sched_getaffinity");
    int last = -1;
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &allowed)) last = cpu;
    CPU_ZERO(&one);
    CPU_SET(last, &one);
    need(sched_setaffinity(0, sizeof one, &one) == 0, "sched_setaffinity");
}

static pid_t child(void) {
    pid_t pid = fork();
    need(pid >= 0, "fork");
    if (pid == 0) prctl(PR_SET_PDEATHSIG, SIGKILL);
    return pid;
}

static long getppids(long operations) {
    for (long i = 0; i < operations; i++) syscall(SYS_getppid);
    return operations;
}

/* So many in a second, for five of them: in each millisecond its share, and then a rest, if time is left. */
static long paced(long rate) {
    long begin = now_ns(), calls = 0;
    for (long ms = 1; ms <= 5000; ms++) {
        for (; calls < rate * ms / 1000; calls++) syscall(SYS_getppid);
        long left = begin + ms * 1000000 - now_ns();
        if (left > 0) {
            struct timespec rest = {.tv_nsec = left};
            nanosleep(&rest, NULL);
        }
    }
    return calls;
}

static long reads(long operations) {
    char byte;
    int fd = open("/dev/zero", O_RDONLY);
    need(fd >= 0, "/dev/zero");
    for (long i = 0; i < operations; i++) need(read(fd, &byte, 1) == 1, "read");
    close(fd);
    return operations;
}

static long writes(long operations) {
    char byte = 0;
    int fd = open("/dev/null", O_WRONLY);
    need(fd >= 0, "/dev/null");
    for (long i = 0; i < operations; i++) need(write(fd, &byte, 1) == 1, "write");
    close(fd);
    return operations;
}

static long opens(long operations) {
    for (long i = 0; i < operations; i++) {
        int fd = open("/dev/null", O_RDONLY);
        need(fd >= 0, "open");
        close(fd);
    }
    return 2 * operations;
}

/* What the two ends of an exchange do; they begin when both are there. */
static long exchange(long operations, int ours, int theirs_in, int theirs_out, int ours_in, int with_epoll) {
    char byte = 0;
    pid_t pid = child();
    if (pid == 0) {
        int epoll = -1;
        if (with_epoll) {
            struct epoll_event event = {.events = EPOLLIN};
            epoll = epoll_create1(0);
            need(epoll_ctl(epoll, EPOLL_CTL_ADD, theirs_in, &event) == 0, "epoll_ctl");
        }
        for (long i = 0; i < operations; i++) {
            struct epoll_event event;
            if (with_epoll) need(epoll_wait(epoll, &event, 1, -1) == 1, "epoll_wait");
            if (read(theirs_in, &byte, 1) != 1 || write(theirs_out, &byte, 1) != 1) _exit(1);
        }
        _exit(0);
    }
    for (long i = 0; i < operations; i++) {
        need(write(ours, &byte, 1) == 1, "write");
        need(read(ours_in, &byte, 1) == 1, "read");
    }
    waitpid(pid, NULL, 0);
    return (with_epoll ? 5 : 4) * operations;
}

static long pipes(long operations) {
    int there[2], back[2];
    need(pipe(there) == 0 && pipe(back) == 0, "pipe");
    long calls = exchange(operations, there[1], there[0], back[1], back[0], 0);
    close(there[0]), close(there[1]), close(back[0]), close(back[1]);
    return calls;
}

static long echoes(long operations) {
    int ends[2];
    need(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0, "socketpair");
    long calls = exchange(operations, ends[0], ends[1], ends[1], ends[0], 1);
    close(ends[0]), close(ends[1]);
    return calls;
}

/* Two threads take turns; each waits for the other by futex. */
struct side {
    uint32_t *turn;
    uint32_t mine, other;
    long operations, calls;
};

static void *take_turns(void *argument) {
    struct side *side = argument;
    for (long i = 0; i < side->operations; i++) {
        while (__atomic_load_n(side->turn, __ATOMIC_ACQUIRE) != side->mine) {
            syscall(SYS_futex, side->turn, FUTEX_WAIT_PRIVATE, side->other, NULL, NULL, 0);
            side->calls++;
        }
        __atomic_store_n(side->turn, side->other, __ATOMIC_RELEASE);
        syscall(SYS_futex, side->turn, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
        side->calls++;
    }
    return NULL;
}

static long futexes(long operations) {
    uint32_t turn = 0;
    struct side first = {&turn, 0, 1, operations, 0}, second = {&turn, 1, 0, operations, 0};
    pthread_t thread;
    need(pthread_create(&thread, NULL, take_turns, &second) == 0, "pthread_create");
    take_turns(&first);
    pthread_join(thread, NULL);
    return first.calls + second.calls;
}

/* A process and a program each, which is this one again, and ends at once. Counts processes. */
static long spawns(long operations) {
    for (long i = 0; i < operations; i++) {
        pid_t pid = fork();
        need(pid >= 0, "fork");
        if (pid == 0) {
            execl("/proc/self/exe", "bench-load", "end", (char *)NULL);
            _exit(1);
        }
        int status;
        need(waitpid(pid, &status, 0) == pid && status == 0, "exec");
    }
    return operations;
}

/* A crowd of processes that are there, and make eight different calls each time they are told. */
static pid_t crowd_group;

static void eight_calls(void) {
    static const long calls[] = {SYS_getpid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_gettid, SYS_getpgrp, SYS_sched_yield};
    for (unsigned i = 0; i < sizeof calls / sizeof *calls; i++) syscall(calls[i]);
}

static void told(int signal) { (void)signal; }

static long crowd(long size) {
    int ready[2];
    char byte = 0;
    need(pipe(ready) == 0, "pipe");
    for (long i = 0; i < size; i++) {
        pid_t pid = child();
        if (pid != 0) {
            if (i == 0) crowd_group = pid;
            need(setpgid(pid, crowd_group) == 0, "setpgid");
            need(read(ready[0], &byte, 1) == 1, "a process of the crowd");
            continue;
        }
        signal(SIGUSR1, told);
        eight_calls();
        need(write(ready[1], &byte, 1) == 1, "write");
        for (;;) {
            pause();
            eight_calls();
        }
    }
    close(ready[0]), close(ready[1]);
    return size;
}

static long crowd_again(long times) {
    for (long i = 0; i < times; i++) need(kill(-crowd_group, SIGUSR1) == 0, "kill");
    return times;
}

static void *wait_forever(void *argument) {
    for (;;) pause();
    return argument;
}

static long threads(long size) {
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 * 1024);
    for (long i = 0; i < size; i++) {
        pthread_t thread;
        need(pthread_create(&thread, &small, wait_forever, NULL) == 0, "pthread_create");
    }
    return size;
}

static const struct {
    const char *name;
    long (*run)(long);
} LOADS[] = {{"getppid", getppids}, {"read", reads},     {"write", writes},   {"open", opens},        {"pipe", pipes},
             {"epoll", echoes},     {"futex", futexes},  {"spawn", spawns},   {"crowd", crowd},       {"again", crowd_again},
             {"threads", threads},   {"paced", paced}};

int main(int count, char **arguments) {
    char name[32];
    long operations;
    if (count > 1 && strcmp(arguments[1], "end") == 0) return 0;
    stay_on_one_cpu();
    while (scanf("%31s %ld", name, &operations) == 2) {
        long calls = -1, begin = now_ns();
        for (unsigned i = 0; i < sizeof LOADS / sizeof *LOADS; i++)
            if (strcmp(name, LOADS[i].name) == 0) calls = LOADS[i].run(operations);
        printf("%ld %ld\n", calls, now_ns() - begin);
        fflush(stdout);
    }
    if (crowd_group) kill(-crowd_group, SIGKILL);
    return 0;
}
