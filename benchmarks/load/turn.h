/* One turn as its reader sees it: server-sent events, and the marks "@SERIAL:MS " in them. */
#ifndef TURN_H
#define TURN_H

#include <stddef.h>
#include <stdint.h>

#include "samples.h"

enum { CANDIDATES = 4, EVENT = 1 << 16 };

/* What all turns of a run add up to. Times in microseconds. */
struct times {
    struct samples saved, first, gap, lag, done;
};

struct turn {
    int64_t asked, now; /* when the message was sent; when the bytes in hand arrived */
    int plain;          /* the endpoint's own form: no event names, "[DONE]" at the end */
    int saved, done, tokens;
    char event[16];
    char line[EVENT];
    size_t held;
    struct seen {
        unsigned serial;
        int64_t update, mark; /* when the last update came; the newest mark in it */
    } seen[CANDIDATES];
    int candidates;
    struct times *times;
};

void turn_begin(struct turn *, int plain, int64_t asked, struct times *);

/* Take in a piece of the body that arrived at turn->now. Fits answer.h's on_body. */
void turn_feed(void *turn, const char *bytes, size_t count);

#endif
