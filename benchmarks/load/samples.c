#include "samples.h"

#include <stdio.h>
#include <stdlib.h>

void samples_add(struct samples *all, int64_t us)
{
    if (all->count == all->room) {
        all->room = all->room ? all->room * 2 : 1024;
        all->us = realloc(all->us, all->room * sizeof *all->us);
        if (!all->us)
            abort();
    }
    all->us[all->count++] = us;
}

static int by_size(const void *one, const void *other)
{
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return (a > b) - (a < b);
}

/* The smallest sample that at least `share` percent do not exceed (nearest rank). */
static double percentile(const struct samples *all, size_t share)
{
    return (double)all->us[(all->count * share + 99) / 100 - 1] / 1000;
}

void samples_print(struct samples *all, const char *name)
{
    printf("\"%s\": {\"count\": %zu", name, all->count);
    if (all->count) {
        qsort(all->us, all->count, sizeof *all->us, by_size);
        printf(", \"p50\": %.3f, \"p95\": %.3f, \"p99\": %.3f, \"max\": %.3f", percentile(all, 50),
               percentile(all, 95), percentile(all, 99), percentile(all, 100));
    }
    printf("}");
}
