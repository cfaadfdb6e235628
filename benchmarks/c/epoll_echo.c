// A TCP echo server in plain C: one thread, level-triggered epoll, one buffer for everybody. Every ratio is taken to this one.
//
//   epoll_echo PORT
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUF (64 * 1024)
#define MAXEV 512
#define ACCEPTS 64              // at a time, so that open connections are not kept waiting

// Received, but not yet taken by the kernel. A connection that has any is not read: a peer that does not read stops being read.
struct pending { uint32_t off, len; char data[]; };

static struct pending **pend;   // by descriptor; NULL as a rule
static char buf[BUF];
static int ep;

static void die(const char *what) { perror(what); exit(1); }

static void drop(int fd) {
    free(pend[fd]);
    pend[fd] = NULL;
    close(fd);                  // and so leaves the epoll set
}

static void interest(int fd, uint32_t ev) {
    struct epoll_event e = { .events = ev, .data.fd = fd };
    if (epoll_ctl(ep, EPOLL_CTL_MOD, fd, &e) < 0) die("epoll_ctl mod");
}

static void readable(int fd) {
    ssize_t n = recv(fd, buf, BUF, 0);
    if (n <= 0) {
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
        drop(fd);
        return;
    }
    ssize_t s = send(fd, buf, n, MSG_NOSIGNAL);
    if (s == n) return;
    if (s < 0) {
        if (errno != EAGAIN && errno != EINTR) { drop(fd); return; }
        s = 0;
    }
    struct pending *p = malloc(sizeof *p + (n - s));
    if (!p) { drop(fd); return; }
    p->off = 0;
    p->len = n - s;
    memcpy(p->data, buf + s, n - s);
    pend[fd] = p;
    interest(fd, EPOLLOUT);
}

static void writable(int fd) {
    struct pending *p = pend[fd];
    ssize_t s = send(fd, p->data + p->off, p->len - p->off, MSG_NOSIGNAL);
    if (s < 0) {
        if (errno == EAGAIN || errno == EINTR) return;
        drop(fd);
        return;
    }
    p->off += s;
    if (p->off < p->len) return;
    free(p);
    pend[fd] = NULL;
    interest(fd, EPOLLIN);
}

int main(int argc, char **argv) {
    int port = argc > 1 ? atoi(argv[1]) : 0;
    if (port < 1) { fprintf(stderr, "usage: epoll_echo PORT\n"); return 2; }
    signal(SIGPIPE, SIG_IGN);
    struct rlimit rl;
    getrlimit(RLIMIT_NOFILE, &rl);
    rl.rlim_cur = rl.rlim_max;
    setrlimit(RLIMIT_NOFILE, &rl);
    pend = calloc(rl.rlim_cur, sizeof *pend);
    if (!pend) die("calloc");

    int ls = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(ls, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);   // accepted sockets inherit it
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    if (bind(ls, (void *)&a, sizeof a) < 0) die("bind");
    if (listen(ls, 4096) < 0) die("listen");
    ep = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event e = { .events = EPOLLIN, .data.fd = ls }, evs[MAXEV];
    epoll_ctl(ep, EPOLL_CTL_ADD, ls, &e);

    for (;;) {
        int n = epoll_wait(ep, evs, MAXEV, -1);
        if (n < 0) { if (errno == EINTR) continue; die("epoll_wait"); }
        for (int i = 0; i < n; i++) {
            int fd = evs[i].data.fd;
            if (fd == ls) {
                for (int k = 0; k < ACCEPTS; k++) {
                    int c = accept4(ls, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
                    if (c < 0) break;
                    struct epoll_event ce = { .events = EPOLLIN, .data.fd = c };
                    if (epoll_ctl(ep, EPOLL_CTL_ADD, c, &ce) < 0) close(c);
                }
            } else if (pend[fd]) {
                writable(fd);
            } else {
                readable(fd);
            }
        }
    }
}
