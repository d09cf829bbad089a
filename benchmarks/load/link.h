/* A kept connection to 127.0.0.1 with one request on it at a time. */
#ifndef LINK_H
#define LINK_H

#include <stddef.h>
#include <stdint.h>

#include "answer.h"
#include "turn.h"

struct link {
    int fd;            /* -1: not connected */
    int busy;          /* an answer is awaited */
    int64_t since;     /* when it was, or should have been, asked for (us) */
    struct answer answer;
    struct turn *turn; /* who reads the answer; NULL: nobody, it is a page */
};

enum heard { MORE, ANSWERED, CUT };

/* Connect, and have `epoll` report on it. Exits if the port does not listen. */
void link_open(struct link *, int epoll, int port);

/* Send a request whole. Return 0 if the connection would not take it. */
int link_ask(struct link *, const char *request, size_t length, int64_t since);

/* Read what there is. CUT closes the connection, in the middle of an answer or between two. */
enum heard link_hear(struct link *, int64_t now);

#endif
