/* What is asked: messages of people, pages, completions; made before the clock starts. */
#ifndef REQUESTS_H
#define REQUESTS_H

#include <stddef.h>

struct request {
    char *text;
    size_t length;
};

struct requests {
    struct request *all;
    size_t count;
};

/* One message for each line "PATH<TAB>COOKIES<TAB>CSRF TOKEN" of a file, each with its own key. */
struct requests messages_from(const char *file, int port);

/* One page for each line "PATH<TAB>COOKIES" of a file. */
struct requests pages_from(const char *file, int port);

/* The same completion of two candidates, asked of an endpoint itself. */
struct requests completions(size_t count, int port);

#endif
