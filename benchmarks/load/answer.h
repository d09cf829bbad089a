/* Reading one HTTP/1.1 answer as it arrives: status, then the body without its framing. */
#ifndef ANSWER_H
#define ANSWER_H

#include <stddef.h>

typedef void on_body(void *whose, const char *bytes, size_t count);

struct answer {
    enum { IN_HEAD, IN_LENGTH, IN_SIZE, IN_CHUNK, AFTER_CHUNK, IN_TRAILER, WHOLE, BAD } at;
    int status, chunked;
    size_t left, held;
    char line[8192]; /* the header or chunk-size line that is being read */
};

void answer_expect(struct answer *);

/* Take in what arrived. A body without a length or chunks is not understood: BAD. */
void answer_feed(struct answer *, const char *bytes, size_t count, on_body *, void *whose);

#endif
