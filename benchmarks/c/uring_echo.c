// A TCP echo server in plain C on io_uring: one thread, completions run when it asks for them, multishot accept into direct
// descriptors, multishot receive from a ring of provided buffers, the echo sent out of the buffer that received it.
//
//   uring_echo PORT [BUFFERS] [BUFFER_SIZE]
//
// The ring gives its buffers out first in, first out, so that all of them are touched in turn. No one geometry is best: many buffers
// let 1,000 connections receive at once; for a stream of large receives few large ones stay in the cache.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <liburing.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define SQES 4096
#define CQES 16384
#define BGID 0
#define QMAX 32                 // buffers that wait for one connection's sends before it is not read any more

enum { OP_ACCEPT = 1, OP_RECV, OP_SEND, OP_CANCEL, OP_CLOSE };

struct conn {
    int16_t head, tail;         // received buffers in order; the head is being sent
    uint16_t depth;
    uint8_t receiving, starved, cancelling, eof;
};

static struct io_uring ring;
static struct io_uring_buf_ring *br;
static unsigned nbufs = 1024, bufsz = 4096, stride;
static char *bufs;
static int *blen;           // bytes received in each buffer
static int16_t *bnext;
static struct conn *conns;
static unsigned maxconn;
static int *starved_list; static unsigned nstarved;
static unsigned returned;       // put back, but not yet visible to the kernel

static void die(const char *what, int e) { fprintf(stderr, "%s: %s\n", what, strerror(e < 0 ? -e : e)); exit(1); }

static struct io_uring_sqe *sqe_get(void) {
    struct io_uring_sqe *s = io_uring_get_sqe(&ring);
    if (!s) { io_uring_submit(&ring); s = io_uring_get_sqe(&ring); if (!s) die("sqe", EBUSY); }
    return s;
}
static inline uint64_t tag(int op, unsigned slot, unsigned bid) { return (uint64_t)op << 56 | (uint64_t)bid << 32 | slot; }

static inline void buf_put(unsigned bid) {
    struct io_uring_buf *b = &br->bufs[(br->tail + returned) & (nbufs - 1)];
    b->addr = (uint64_t)(uintptr_t)(bufs + (size_t)bid * stride);
    b->len = bufsz;
    b->bid = bid;
    returned++;
}
static inline void buf_publish(void) {
    if (returned) { __atomic_store_n(&br->tail, br->tail + returned, __ATOMIC_RELEASE); returned = 0; }
}

static void recv_arm(unsigned slot) {
    struct io_uring_sqe *s = sqe_get();
    io_uring_prep_recv_multishot(s, slot, NULL, 0, 0);
    s->flags |= IOSQE_FIXED_FILE | IOSQE_BUFFER_SELECT;
    s->buf_group = BGID;
    s->user_data = tag(OP_RECV, slot, 0);
    conns[slot].receiving = 1;
}
static void send_head(unsigned slot) {
    unsigned bid = conns[slot].head;
    struct io_uring_sqe *s = sqe_get();
    io_uring_prep_send(s, slot, bufs + (size_t)bid * stride, blen[bid], MSG_NOSIGNAL | MSG_WAITALL);
    s->flags |= IOSQE_FIXED_FILE;
    s->user_data = tag(OP_SEND, slot, bid);
}
static void cancel_recv(unsigned slot) {
    struct io_uring_sqe *s = sqe_get();
    io_uring_prep_cancel64(s, tag(OP_RECV, slot, 0), 0);
    s->user_data = tag(OP_CANCEL, slot, 0);
    conns[slot].cancelling = 1;
}
static void maybe_close(unsigned slot) {
    struct conn *c = &conns[slot];
    if (!c->eof || c->receiving || c->depth || c->starved) return;
    struct io_uring_sqe *s = sqe_get();
    io_uring_prep_close_direct(s, slot);
    s->user_data = tag(OP_CLOSE, slot, 0);
    memset(c, 0, sizeof *c);
}

int main(int argc, char **argv) {
    int port = argc > 1 ? atoi(argv[1]) : 0;
    if (argc > 2) nbufs = atoi(argv[2]);
    if (argc > 3) bufsz = atoi(argv[3]);
    if (port < 1 || nbufs < 1 || nbufs > 32768 || (nbufs & (nbufs - 1)) || bufsz < 1) {
        fprintf(stderr, "usage: uring_echo PORT [BUFFERS] [BUFFER_SIZE]   (BUFFERS is a power of two, at most 32768)\n");
        return 2;
    }
    stride = bufsz + 64;        // a multiple of 4 KiB would put all of them into the same few sets of the cache
    signal(SIGPIPE, SIG_IGN);
    struct rlimit rl;
    getrlimit(RLIMIT_NOFILE, &rl);
    rl.rlim_cur = rl.rlim_max;
    setrlimit(RLIMIT_NOFILE, &rl);
    maxconn = rl.rlim_cur;
    conns = calloc(maxconn, sizeof *conns);
    starved_list = calloc(maxconn, sizeof *starved_list);

    struct io_uring_params p = { .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE, .cq_entries = CQES };
    int r = io_uring_queue_init_params(SQES, &ring, &p);
    if (r < 0) die("setup", r);
    io_uring_register_ring_fd(&ring);
    r = io_uring_register_files_sparse(&ring, maxconn);
    if (r < 0) die("files", r);

    size_t brsz = nbufs * sizeof(struct io_uring_buf);
    br = mmap(NULL, brsz, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bufs = mmap(NULL, (size_t)nbufs * stride, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    blen = calloc(nbufs, sizeof *blen);
    bnext = calloc(nbufs, sizeof *bnext);
    struct io_uring_buf_reg reg = { .ring_addr = (uint64_t)(uintptr_t)br, .ring_entries = nbufs, .bgid = BGID };
    r = io_uring_register_buf_ring(&ring, &reg, 0);
    if (r < 0) die("buf_ring", r);
    br->tail = 0;
    for (unsigned i = 0; i < nbufs; i++) buf_put(i);
    buf_publish();

    int ls = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(ls, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    if (bind(ls, (void *)&a, sizeof a) < 0) die("bind", errno);
    if (listen(ls, 4096) < 0) die("listen", errno);

    int rearm_accept = 1;
    for (;;) {
        if (rearm_accept) {
            struct io_uring_sqe *s = sqe_get();
            io_uring_prep_multishot_accept_direct(s, ls, NULL, NULL, 0);
            s->user_data = tag(OP_ACCEPT, 0, 0);
            rearm_accept = 0;
        }
        r = io_uring_submit_and_wait(&ring, 1);
        if (r < 0 && r != -EINTR && r != -EBUSY && r != -EAGAIN) die("enter", r);

        struct io_uring_cqe *cqe;
        unsigned head, seen = 0;
        io_uring_for_each_cqe(&ring, head, cqe) {
            seen++;
            unsigned slot = (uint32_t)cqe->user_data;
            struct conn *c = &conns[slot];
            int res = cqe->res;
            switch (cqe->user_data >> 56) {
            case OP_RECV:
                if (cqe->flags & IORING_CQE_F_BUFFER) {
                    unsigned bid = cqe->flags >> IORING_CQE_BUFFER_SHIFT;
                    if (res > 0) {
                        blen[bid] = res;
                        if (c->depth++ == 0) { c->head = c->tail = bid; send_head(slot); }
                        else { bnext[c->tail] = bid; c->tail = bid; }
                        if (c->depth >= QMAX && c->receiving && !c->cancelling && (cqe->flags & IORING_CQE_F_MORE)) cancel_recv(slot);
                    } else buf_put(bid);
                }
                if (!(cqe->flags & IORING_CQE_F_MORE)) {
                    c->receiving = 0;
                    if (res == -ENOBUFS) { c->starved = 1; starved_list[nstarved++] = slot; }
                    else if (res == -ECANCELED) { c->cancelling = 0; if (c->depth == 0 && !c->eof) recv_arm(slot); }
                    else if (res <= 0) c->eof = 1;
                    else if (c->depth < QMAX) recv_arm(slot);
                    maybe_close(slot);
                }
                break;
            case OP_SEND: {
                unsigned bid = cqe->user_data >> 32 & 0xffff;
                buf_put(bid);
                c->depth--;
                if (res < blen[bid]) {              // with MSG_WAITALL a short send is a failed one
                    c->eof = 1;
                    while (c->depth) { c->head = bnext[c->head]; buf_put(c->head); c->depth--; }
                    if (c->receiving && !c->cancelling) cancel_recv(slot);
                } else if (c->depth) {
                    c->head = bnext[bid];
                    send_head(slot);
                } else if (!c->receiving && !c->starved && !c->eof) {
                    c->cancelling = 0;
                    recv_arm(slot);
                }
                if (c->eof) maybe_close(slot);
                break;
            }
            case OP_ACCEPT:
                if (res >= 0) { memset(&conns[res], 0, sizeof *conns); recv_arm(res); }
                if (!(cqe->flags & IORING_CQE_F_MORE)) rearm_accept = 1;
                break;
            case OP_CANCEL: case OP_CLOSE: break;
            }
        }
        io_uring_cq_advance(&ring, seen);
        if (returned) {
            buf_publish();
            unsigned n = nstarved;
            nstarved = 0;
            for (unsigned i = 0; i < n; i++) {
                unsigned slot = starved_list[i];
                conns[slot].starved = 0;
                if (conns[slot].eof) maybe_close(slot);
                else if (conns[slot].depth == 0) recv_arm(slot);   // else its last send arms it
            }
        }
    }
}
