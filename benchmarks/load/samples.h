/* A growing heap of measured times, told as percentiles. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include <stddef.h>
#include <stdint.h>

struct samples {
    int64_t *us;
    size_t count, room;
};

void samples_add(struct samples *, int64_t us);

/* Print `"name": {"count": …, "p50": …, "p95": …, "p99": …, "max": …}` in milliseconds. */
void samples_print(struct samples *, const char *name);

#endif
