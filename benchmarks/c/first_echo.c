// How long a server takes from its start to its first echo.
//
//   first_echo CORE PORT PROGRAM [ARGUMENT]...
//
// Starts the program on that core, connects until it is there, sends one byte, waits for it to come back, prints the milliseconds since the
// start as a JSON object, and ends the program. In C, because what asks must cost nothing beside a server that is there in a millisecond.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 10000

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static bool echoed(int port) {
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval patience = { .tv_sec = PATIENCE_MS / 1000 };
    char byte = 'x';
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    bool came = connect(fd, (void *)&to, sizeof to) == 0 && send(fd, &byte, 1, MSG_NOSIGNAL) == 1 && recv(fd, &byte, 1, 0) == 1;
    close(fd);
    return came;
}

int main(int argc, char **argv) {
    if (argc < 4) { fprintf(stderr, "usage: first_echo CORE PORT PROGRAM [ARGUMENT]...\n"); return 2; }
    int port = atoi(argv[2]);
    cpu_set_t core;
    CPU_ZERO(&core);
    CPU_SET(atoi(argv[1]), &core);
    double started = now_ms();
    pid_t parent = getpid(), child = fork();
    if (child < 0) { perror("fork"); return 1; }
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);       // it goes when this program does, however that ends
        if (getppid() != parent) _exit(1);
        sched_setaffinity(0, sizeof core, &core);
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execvp(argv[3], argv + 3);
        perror(argv[3]);
        _exit(127);
    }
    // There is no event for "another program listens now": it is asked, ten times a millisecond.
    const struct timespec pause = { .tv_nsec = 100000 };
    bool came = false, gone = false;
    while (!(came = echoed(port)) && now_ms() - started < PATIENCE_MS && !(gone = waitpid(child, NULL, WNOHANG) == child)) nanosleep(&pause, NULL);
    double took = now_ms() - started;
    if (!gone) {
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
    }
    if (!came) { fprintf(stderr, gone ? "it ended before it echoed\n" : "no echo within %d ms\n", PATIENCE_MS); return 1; }
    printf("{\"ms\":%.3f}\n", took);
    return 0;
}
