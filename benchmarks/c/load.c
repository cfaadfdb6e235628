// Load generator for TCP echo servers: one thread, epoll, loopback only.
//
//   load pingpong PORT -c CONNECTIONS -m BYTES [-p IN_FLIGHT]   a message comes back, the next one goes
//   load stream   PORT -c CONNECTIONS -m BYTES -W WINDOW        bytes without pause, at most WINDOW of them on their way
//   load connect  PORT -c AT_ONCE -m BYTES                      connect, one echo, close
//   load idle     PORT -m BYTES                                 a number on stdin: that many connections, one echo each, then quiet
//   all: [-d SECONDS] [-w WARM_UP_SECONDS] [-s SERVER_PID] [-a SOURCE_ADDRESSES]
//
// What a connection sends is a fixed pseudo-random pattern from a place of its own, so every byte that comes back is compared. After the
// measured window everything that is still on its way has to arrive, too. One JSON object on stdout says what was measured; what went
// wrong is told on stderr and makes the exit code 1.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PATTERN 65536u
#define RECEIVE (256 * 1024)
#define EVENTS 512
#define MAX_IN_FLIGHT 64
#define MAX_ERRORS 1000
#define OPENING_AT_ONCE 256
#define SECOND 1000000000ull
#define PATIENCE (2 * SECOND)   // how long nothing may move before bytes count as lost

static char pattern[PATTERN * 2 + RECEIVE], received[RECEIVE];

struct connection {
    int fd;                     // -1: none
    uint32_t phase;             // where in the pattern it begins
    uint64_t sent, back;        // positions in its stream
    uint64_t allowed;           // how far it may send
    bool connecting, wants_out;
    unsigned slot;              // of the oldest message in flight, in sent_at
    uint64_t sent_at[MAX_IN_FLIGHT];
};

static int port, connections = 1, message = 64, in_flight = 1, addresses = 1, server;
static uint64_t window;
static double seconds = 1, warm_up = 0.2;
static struct connection *all;
static int loop;
static uint64_t echoes, bytes, errors;

static uint64_t clock_ns(clockid_t id) {
    struct timespec t;
    return clock_gettime(id, &t) < 0 ? 0 : t.tv_sec * SECOND + t.tv_nsec;
}
static uint64_t now(void) { return clock_ns(CLOCK_MONOTONIC); }

// The CPU time of all threads of the server, also of those that have ended.
static uint64_t server_cpu(void) {
    clockid_t id;
    return server && clock_getcpuclockid(server, &id) == 0 ? clock_ns(id) : 0;
}

// Latencies, in a histogram whose steps are a 64th of a power of two.
#define STEPS 64
static uint64_t histogram[64 * STEPS];
static void note(uint64_t ns) {
    int exponent = ns < STEPS ? 0 : 63 - __builtin_clzll(ns) - 5;
    histogram[exponent == 0 ? (int)ns : exponent * STEPS + (int)(ns >> (exponent - 1)) - STEPS]++;
}
static double percentile(double share) {
    uint64_t total = 0, seen = 0;
    for (int i = 0; i < 64 * STEPS; i++) total += histogram[i];
    for (int i = 0; i < 64 * STEPS; i++)
        if ((seen += histogram[i]) > share * total)
            return (i < STEPS ? i : (double)((uint64_t)(i % STEPS + STEPS) << (i / STEPS - 1))) / 1e3;
    return 0;
}

// The measured window: [begin, end) on the clocks.
static uint64_t window_begin, window_end, cpu_begin, cpu_end, own_begin, own_end, counted, counted_bytes;
static void begin_window(void) {
    memset(histogram, 0, sizeof histogram);
    echoes = bytes = 0;
    cpu_begin = server_cpu();
    own_begin = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    window_begin = now();
}
static void end_window(void) {
    window_end = now();
    own_end = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    cpu_end = server_cpu();
    counted = echoes;
    counted_bytes = bytes;
}
static void report(void) {
    double time = (window_end - window_begin) / 1e9, cpu = (cpu_end - cpu_begin) / 1e3;
    printf("{\"echoes\":%llu,\"seconds\":%.4f,\"rps\":%.1f,\"megabytes_per_second\":%.2f,\"cpu_us\":%.4f,\"server_utilization\":%.3f,"
           "\"load_utilization\":%.3f,\"p50_us\":%.1f,\"p99_us\":%.1f,\"errors\":%llu}\n",
           (unsigned long long)counted, time, counted / time, counted_bytes / time / 1e6, counted ? cpu / counted : 0, cpu / 1e6 / time,
           (own_end - own_begin) / 1e9 / time, percentile(.5), percentile(.99), (unsigned long long)errors);
    fflush(stdout);
}

static void complain(const char *what, int error) {
    if (errors++ < 5) fprintf(stderr, "%s%s%s\n", what, error ? ": " : "", error ? strerror(error) : "");
}
static void fail(struct connection *c, const char *what, int error) {
    complain(what, error);
    close(c->fd);
    c->fd = -1;
}

static void watch(struct connection *c, int operation, bool out) {
    struct epoll_event e = { .events = EPOLLIN | (out ? EPOLLOUT : 0), .data.u32 = c - all };
    if (epoll_ctl(loop, operation, c->fd, &e) < 0) { perror("epoll_ctl"); exit(2); }
    c->wants_out = out;
}
static bool dial(struct connection *c, unsigned number) {
    static const int one = 1;
    memset(c, 0, sizeof *c);
    c->phase = number * 7919u;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0) { complain("socket", errno); return false; }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (addresses > 1) {        // ports of 127.0.0.1 alone would run out in TIME_WAIT
        struct sockaddr_in from = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f010001u + number % addresses) };
        setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
        if (bind(c->fd, (void *)&from, sizeof from) < 0) { fail(c, "bind", errno); return false; }
    }
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    if (connect(c->fd, (void *)&to, sizeof to) < 0 && errno != EINPROGRESS) { fail(c, "connect", errno); return false; }
    c->connecting = true;
    watch(c, EPOLL_CTL_ADD, true);
    return true;
}

// Sends what is allowed. What the kernel does not take waits for EPOLLOUT.
static void push(struct connection *c) {
    while (c->sent < c->allowed) {
        uint64_t n = c->allowed - c->sent;
        if (n > PATTERN) n = PATTERN;
        ssize_t s = send(c->fd, pattern + (uint32_t)(c->phase + c->sent) % PATTERN, n, MSG_NOSIGNAL);
        if (s < 0 && errno != EAGAIN) { fail(c, "send", errno); return; }
        if (s > 0) c->sent += s;
        if (s < (ssize_t)n) break;
    }
    if (c->wants_out != (c->sent < c->allowed)) watch(c, EPOLL_CTL_MOD, !c->wants_out);
}
// Receives and compares. Gives the bytes that came, 0 if none did or the connection is over.
static ssize_t pull(struct connection *c) {
    ssize_t n = recv(c->fd, received, RECEIVE, 0);
    if (n < 0) { if (errno != EAGAIN) fail(c, "recv", errno); return 0; }
    if (n == 0) { fail(c, "the server closed the connection", 0); return 0; }
    if (c->back + n > c->sent) { fail(c, "more bytes came back than were sent", 0); return 0; }
    if (memcmp(received, pattern + (uint32_t)(c->phase + c->back) % PATTERN, n)) { fail(c, "other bytes came back than were sent", 0); return 0; }
    c->back += n;
    bytes += n;
    return n;
}

// One turn of the loop: finishes connects, receives, tells `came` of what did, sends. Gives whether anything happened.
static bool turn(void (*came)(struct connection *c, uint64_t before)) {
    struct epoll_event events[EVENTS];
    int n = epoll_wait(loop, events, EVENTS, 100);
    for (int i = 0; i < n; i++) {
        struct connection *c = &all[events[i].data.u32];
        if (c->fd < 0) continue;
        if (c->connecting) {
            int error = 0;
            socklen_t size = sizeof error;
            getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
            if (error) { fail(c, "connect", error); continue; }
            c->connecting = false;
        } else if (events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) {
            uint64_t before = c->back;
            if (pull(c) > 0) came(c, before);
        }
        if (c->fd >= 0 && (c->sent < c->allowed || c->wants_out)) push(c);
    }
    return n > 0;
}
// Whatever was sent has to come back.
static void settle(void (*came)(struct connection *c, uint64_t before), int count) {
    uint64_t moved = now();
    for (;;) {
        uint64_t missing = 0;
        for (int i = 0; i < count; i++)
            if (all[i].fd >= 0) missing += all[i].sent - all[i].back;
        if (missing == 0) return;
        if (turn(came)) moved = now();
        else if (now() - moved > PATIENCE) {
            fprintf(stderr, "%llu bytes never came back\n", (unsigned long long)missing);
            errors++;
            return;
        }
    }
}

static bool open_window;        // whether what comes back makes room for more

static void message_back(struct connection *c, uint64_t before) {
    uint64_t complete = c->back / message - before / message;
    if (complete == 0) return;
    uint64_t t = now();
    for (uint64_t k = 0; k < complete; k++) {
        note(t - c->sent_at[c->slot]);
        c->sent_at[c->slot] = t;
        c->slot = (c->slot + 1) % in_flight;
    }
    echoes += complete;
    if (open_window) c->allowed += complete * message;
}
static void stream_back(struct connection *c, uint64_t before) {
    echoes += c->back / message - before / message;
    uint64_t room = c->back + window - c->allowed;
    if (open_window && room >= window / 4) c->allowed += room;      // smaller sends would measure the sender
}
static void quiet_back(struct connection *c, uint64_t before) { (void)c; (void)before; }

// Opens connections [from, to), each with one echo, a bounded number at a time.
static void open_all(int from, int to) {
    int next = from, first_busy = from;
    uint64_t moved = now();
    while (first_busy < to && errors < MAX_ERRORS) {
        for (; next < to && next - first_busy < OPENING_AT_ONCE; next++)
            if (dial(&all[next], next)) all[next].allowed = message;
        if (turn(quiet_back)) moved = now();
        else if (now() - moved > PATIENCE) { complain("a connection got no answer", 0); return; }
        while (first_busy < next && (all[first_busy].fd < 0 || all[first_busy].back == (uint64_t)message)) first_busy++;
    }
}

static void run_messages(bool streaming) {
    void (*came)(struct connection *, uint64_t) = streaming ? stream_back : message_back;
    open_all(0, connections);
    uint64_t depth = streaming ? window : (uint64_t)in_flight * message, t = now(), end = 0, start = t + (uint64_t)(warm_up * SECOND), moved = t;
    open_window = true;
    for (int i = 0; i < connections; i++) {
        struct connection *c = &all[i];
        if (c->fd < 0) continue;
        for (int k = 0; k < in_flight; k++) c->sent_at[k] = t;
        c->allowed += depth;
        push(c);
    }
    for (;;) {
        bool some = turn(came);
        t = now();
        if (some) moved = t;
        else if (t - moved > PATIENCE || errors) break;
        if (!end && t >= start) { begin_window(); end = window_begin + (uint64_t)(seconds * SECOND); }
        if (end && t >= end) break;
    }
    if (!window_begin) begin_window();
    end_window();
    open_window = false;
    settle(came, connections);
}

static void connect_back(struct connection *c, uint64_t before) {
    (void)before;
    if (c->back < (uint64_t)message) return;
    close(c->fd);
    c->fd = -1;
    echoes++;
    note(now() - c->sent_at[0]);
}
static void run_connect(void) {
    unsigned number = getpid() * 977u;
    uint64_t t = now(), end = 0, start = t + (uint64_t)(warm_up * SECOND), moved = t;
    for (int i = 0; i < connections; i++) all[i].fd = -1;
    while (errors < MAX_ERRORS) {
        for (int i = 0; i < connections; i++)
            if (all[i].fd < 0 && dial(&all[i], number++)) { all[i].allowed = message; all[i].sent_at[0] = now(); }
        bool some = turn(connect_back);
        t = now();
        if (some) moved = t;
        else if (t - moved > PATIENCE) break;
        if (!end && t >= start) { begin_window(); end = window_begin + (uint64_t)(seconds * SECOND); }
        if (end && t >= end) break;
    }
    if (!window_begin) begin_window();
    end_window();
    settle(connect_back, connections);
}

static void run_idle(int limit) {
    char line[32];
    int open = 0;
    while (fgets(line, sizeof line, stdin)) {
        int wanted = atoi(line);
        if (wanted > limit) { fprintf(stderr, "no more than %d connections\n", limit); exit(2); }
        open_all(open, wanted);
        open = wanted;
        int established = 0;
        for (int i = 0; i < open; i++) established += all[i].fd >= 0 && all[i].back == (uint64_t)message;
        printf("{\"open\":%d,\"errors\":%llu}\n", established, (unsigned long long)errors);
        fflush(stdout);
    }
}

static int usage(void) {
    fprintf(stderr, "usage: load pingpong|stream|connect|idle PORT [-c CONNECTIONS] [-m BYTES] [-p IN_FLIGHT] [-W WINDOW] [-d SECONDS] [-w WARM_UP_SECONDS] [-s SERVER_PID] [-a SOURCE_ADDRESSES]\n");
    return 2;
}

int main(int argc, char **argv) {
    if (argc < 3) return usage();
    const char *mode = argv[1];
    port = atoi(argv[2]);
    optind = 3;
    for (int option; (option = getopt(argc, argv, "c:m:p:d:w:W:s:a:")) != -1;)
        switch (option) {
        case 'c': connections = atoi(optarg); break;
        case 'm': message = atoi(optarg); break;
        case 'p': in_flight = atoi(optarg); break;
        case 'd': seconds = atof(optarg); break;
        case 'w': warm_up = atof(optarg); break;
        case 'W': window = strtoull(optarg, NULL, 10); break;
        case 's': server = atoi(optarg); break;
        case 'a': addresses = atoi(optarg); break;
        default: return usage();
        }
    if (port < 1 || connections < 1 || message < 1 || in_flight < 1 || in_flight > MAX_IN_FLIGHT || addresses < 1) return usage();
    if (window < (uint64_t)message) window = message;

    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    signal(SIGPIPE, SIG_IGN);
    uint64_t x = 88172645463325252ull;
    for (unsigned i = 0; i < PATTERN; i++) { x ^= x << 13; x ^= x >> 7; x ^= x << 17; pattern[i] = (char)(x >> 32); }
    for (unsigned i = PATTERN; i < sizeof pattern; i++) pattern[i] = pattern[i - PATTERN];
    loop = epoll_create1(EPOLL_CLOEXEC);

    bool idle = !strcmp(mode, "idle");
    int places = idle ? (int)limit.rlim_max - 16 : connections;
    all = calloc(places, sizeof *all);
    if (!all || loop < 0) { perror("load"); return 2; }
    if (idle) { run_idle(places); return errors != 0; }
    if (!strcmp(mode, "pingpong")) run_messages(false);
    else if (!strcmp(mode, "stream")) run_messages(true);
    else if (!strcmp(mode, "connect")) run_connect();
    else return usage();
    report();
    return errors != 0;
}
