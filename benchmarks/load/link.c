#include "link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

void link_open(struct link *link, int epoll, int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                             .sin_port = htons((uint16_t)port)};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = link};
    int yes = 1;
    link->busy = 0;
    link->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(link->fd, (void *)&to, sizeof to)) {
        perror("connect");
        exit(1);
    }
    setsockopt(link->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    epoll_ctl(epoll, EPOLL_CTL_ADD, link->fd, &event);
}

int link_ask(struct link *link, const char *request, size_t length, int64_t since)
{
    answer_expect(&link->answer);
    link->busy = 1;
    link->since = since;
    return send(link->fd, request, length, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)length;
}

static void nobody(void *whose, const char *bytes, size_t count)
{
    (void)whose, (void)bytes, (void)count;
}

static enum heard cut(struct link *link)
{
    close(link->fd);
    link->fd = -1;
    return CUT;
}

enum heard link_hear(struct link *link, int64_t now)
{
    static char bytes[1 << 17];
    ssize_t got = recv(link->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN)
        return MORE;
    if (got <= 0 || !link->busy)
        return cut(link);
    if (link->turn)
        link->turn->now = now;
    answer_feed(&link->answer, bytes, (size_t)got, link->turn ? turn_feed : nobody, link->turn);
    if (link->answer.at == BAD)
        return cut(link);
    if (link->answer.at != WHOLE)
        return MORE;
    link->busy = 0;
    return ANSWERED;
}
