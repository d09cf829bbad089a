/* A stub of an OpenAI-compatible endpoint on 127.0.0.1: one thread, epoll.
 *
 *     endpoint SECONDS [FIRST TOKENS]   prints the port it took; ends after SECONDS or with its parent
 *
 * POST /v1/chat/completions answers with n streams of TOKENS (64) tokens, one every PERIOD ms, the
 * first after FIRST (100) ms. The tokens of all n candidates leave in one write, each as a "data:"
 * line of its own, as batching servers send them. A token's text is "@SERIAL:MS ": which stream
 * of the run it belongs to and when it was sent, so that whoever reads it at the far end knows
 * how long it travelled and needs to know nothing of what it travelled through.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "clock.h"

enum { PERIOD = 20, CANDIDATES = 4, SLOTS = 256, BODY = 1 << 20 };

struct conn {
    int fd;             /* -1: gone, freed when its slot comes round */
    int n, step;        /* n = 0: waits for a request */
    unsigned serial;    /* of candidate 0; the others follow */
    int64_t start;      /* ms */
    size_t have;
    char *in;
    struct conn *next;  /* in its slot */
};

static struct conn *wheel[SLOTS]; /* streams by the millisecond they are due in */
static int epoll_fd;
static unsigned serials;
static int first = 100, count = 64;

static const char HEAD[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                           "Transfer-Encoding: chunked\r\n\r\n";
static const char MODELS[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                             "Content-Length: 57\r\n\r\n"
                             "{\"object\":\"list\",\"data\":[{\"id\":\"stub\",\"object\":\"model\"}]}";

static void leave(struct conn *conn)
{
    close(conn->fd);
    conn->fd = -1;
    if (conn->n == 0) {
        free(conn->in);
        free(conn);
    }
}

/* Send all or give the connection up: a reader 1 MB behind is not what is measured here. */
static int put(struct conn *conn, const char *text, size_t length)
{
    return send(conn->fd, text, length, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)length;
}

static void wait_until(struct conn *conn, int64_t due)
{
    conn->next = wheel[due % SLOTS];
    wheel[due % SLOTS] = conn;
}

static size_t tokens(struct conn *conn, char *out)
{
    size_t size = 0;
    int64_t now = now_us();
    for (int i = 0; i < conn->n; i++)
        size += (size_t)sprintf(
            out + size,
            "data: {\"choices\":[{\"index\":%d,\"delta\":{\"content\":\"@%u:%ld.%03ld \"}}]}\n\n", i,
            conn->serial + (unsigned)i, now / 1000, now % 1000);
    return size;
}

static size_t ending(struct conn *conn, char *out)
{
    size_t size = 0;
    for (int i = 0; i < conn->n; i++)
        size += (size_t)sprintf(
            out + size,
            "data: {\"choices\":[{\"index\":%d,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n", i);
    return size + (size_t)sprintf(out + size,
                                  "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":20,"
                                  "\"completion_tokens\":%d,\"total_tokens\":%d}}\n\n"
                                  "data: [DONE]\n\n",
                                  conn->n * count, conn->n * count + 20);
}

/* One step of a stream. Return whether it goes on. */
static int advance(struct conn *conn)
{
    char text[4096], chunk[4200];
    size_t size = tokens(conn, text);
    int last = ++conn->step == count;
    if (last)
        size += ending(conn, text + size);
    size_t all = (size_t)sprintf(chunk, "%zx\r\n%.*s\r\n%s", size, (int)size, text,
                                 last ? "0\r\n\r\n" : "");
    int sent = put(conn, chunk, all);
    if (last || !sent)
        conn->n = 0;
    if (!sent)
        leave(conn);
    return sent && !last;
}

static void serve_slot(int64_t at)
{
    struct conn *conn = wheel[at % SLOTS];
    wheel[at % SLOTS] = NULL;
    while (conn) {
        struct conn *next = conn->next;
        if (conn->fd < 0) {
            free(conn->in);
            free(conn);
        } else if (advance(conn)) {
            int64_t due = conn->start + first + (int64_t)conn->step * PERIOD;
            wait_until(conn, due > at ? due : at + 1);
        }
        conn = next;
    }
}

static int candidates(const char *body)
{
    const char *found = strstr(body, "\"n\":");
    int n = found ? atoi(found + 4) : 1;
    return n < 1 ? 1 : n > CANDIDATES ? CANDIDATES : n;
}

/* Answer the request if it is whole. Without pipelining there is at most one. */
static void answer(struct conn *conn)
{
    conn->in[conn->have] = 0;
    char *body = strstr(conn->in, "\r\n\r\n");
    if (!body || conn->n)
        return;
    body += 4;
    char *length = strcasestr(conn->in, "\r\ncontent-length:");
    size_t wanted = length && length < body ? strtoul(length + 17, NULL, 10) : 0;
    if (conn->have - (size_t)(body - conn->in) < wanted)
        return;
    conn->have = 0;
    if (strncmp(conn->in, "POST", 4) != 0) {
        put(conn, MODELS, sizeof MODELS - 1);
        return;
    }
    conn->n = candidates(body);
    conn->step = 0;
    conn->serial = serials;
    serials += (unsigned)conn->n;
    conn->start = now_us() / 1000;
    put(conn, HEAD, sizeof HEAD - 1);
    wait_until(conn, conn->start + first);
}

static void hear(struct conn *conn)
{
    ssize_t got = recv(conn->fd, conn->in + conn->have, BODY - conn->have, MSG_DONTWAIT);
    if (got > 0) {
        conn->have += (size_t)got;
        answer(conn);
    } else if (got == 0 || errno != EAGAIN) {
        leave(conn);
    }
}

static void welcome(int listener)
{
    int fd, yes = 1, room = BODY;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct conn *conn = calloc(1, sizeof *conn);
        conn->fd = fd;
        conn->in = malloc(BODY + 1);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = conn};
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
    }
}

static int listen_on_loopback(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    if (bind(fd, (void *)&at, size) || listen(fd, 1024) || getsockname(fd, (void *)&at, &size))
        exit(1);
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    return fd;
}

/* Milliseconds until some stream is due, at most a wheel's turn. */
static int idle_for(int64_t now)
{
    int wait = 1;
    while (wait < SLOTS && !wheel[(now + wait) % SLOTS])
        wait++;
    return wait;
}

int main(int given, char **words)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    alarm(given > 1 ? (unsigned)atoi(words[1]) : 60);
    if (given > 3) {
        first = atoi(words[2]);
        count = atoi(words[3]);
    }
    int listener = listen_on_loopback();
    epoll_fd = epoll_create1(0);
    struct epoll_event events[512], own = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &own);
    for (int64_t served = now_us() / 1000;;) {
        int ready = epoll_wait(epoll_fd, events, 512, idle_for(served));
        for (int64_t now = now_us() / 1000; served < now;) /* new streams count from now */
            serve_slot(++served);
        for (int i = 0; i < ready; i++)
            events[i].data.ptr ? hear(events[i].data.ptr) : welcome(listener);
    }
}
