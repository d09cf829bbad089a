/* A load client that is never the limit: one thread, epoll, loopback only.
 *
 *     client -h PORT -u FILE [-n USERS] [-s SECONDS] [-p FILE -r RATE] [-t TOKENS] [-l SECONDS]
 *     client -h PORT -n USERS ...            without -u: asks an endpoint itself
 *
 * USERS post a message each, all in one instant or spread evenly over SECONDS, and read their
 * streams; meanwhile pages are loaded over other connections at RATE a second, each timed from
 * the moment it was due. A turn counts when it was saved, brought TOKENS tokens and was done.
 * Prints one JSON line. Ends by itself after -l seconds, whoever has not finished has failed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clock.h"
#include "link.h"
#include "requests.h"

enum { PAGE_LINKS = 128 };

static struct options {
    int port, users, rate, tokens, limit;
    double spread;
    const char *people, *pages;
} options = {.users = 50, .rate = 20, .tokens = 128, .limit = 60};

static struct requests messages, pages;
static struct link *links, page_links[PAGE_LINKS];
static struct turn *turns;
static struct times times;
static struct samples page_times;
static int epoll, begun, ended, failed, pages_due, pages_busy, pages_failed;
static char why[128];

static void turn_over(struct link *link, enum heard heard)
{
    struct turn *turn = link->turn;
    int good = heard == ANSWERED && link->answer.status == 200 && turn->saved && turn->done &&
               turn->tokens == options.tokens;
    if (!good && !failed++)
        snprintf(why, sizeof why, "status %d, saved %d, tokens %d, done %d, %s",
                 link->answer.status, turn->saved, turn->tokens, turn->done,
                 heard == CUT ? "cut" : "whole");
    link->busy = 0;
    ended++;
}

static void turn_start(int which, int64_t now)
{
    struct link *link = &links[which];
    struct request *asked = &messages.all[which];
    if (link->fd < 0)
        link_open(link, epoll, options.port);
    turn_begin(link->turn, !options.people, now, &times);
    if (!link_ask(link, asked->text, asked->length, now))
        turn_over(link, CUT);
}

static void page_over(struct link *link, enum heard heard, int64_t now)
{
    pages_busy--;
    link->busy = 0;
    if (heard == ANSWERED && link->answer.status == 200)
        samples_add(&page_times, now - link->since);
    else if (!pages_failed++ && !*why)
        snprintf(why, sizeof why, "a page answered %d", link->answer.status);
}

static void page_start(int64_t due)
{
    struct request *asked = &pages.all[(size_t)pages_due++ % pages.count];
    struct link *link = page_links;
    while (link < page_links + PAGE_LINKS && link->busy)
        link++;
    if (link == page_links + PAGE_LINKS) {
        pages_failed++; /* as many wait already as anyone would */
        return;
    }
    if (link->fd < 0)
        link_open(link, epoll, options.port);
    pages_busy++;
    if (!link_ask(link, asked->text, asked->length, due))
        page_over(link, CUT, due);
}

static void hear(struct link *link, int64_t now)
{
    int busy = link->busy;
    enum heard heard = link_hear(link, now);
    if (heard == MORE || !busy)
        return;
    if (link->turn)
        turn_over(link, heard);
    else
        page_over(link, heard, now);
}

static int64_t turn_due(int64_t start)
{
    return start + (int64_t)(options.spread * 1e6 * begun / options.users);
}

static int64_t page_due(int64_t start)
{
    return start + (int64_t)(1e6 * pages_due / options.rate);
}

/* Start all that is due. Return the microseconds until more is. */
static int64_t start_due(int64_t start)
{
    int64_t next = now_us() + 50000;
    for (; begun < options.users && turn_due(start) <= now_us(); begun++)
        turn_start(begun, now_us());
    while (pages.count && ended < options.users && page_due(start) <= now_us())
        page_start(page_due(start));
    if (begun < options.users && turn_due(start) < next)
        next = turn_due(start);
    if (pages.count && page_due(start) < next)
        next = page_due(start);
    return next > now_us() ? next - now_us() : 0;
}

static void run(void)
{
    struct epoll_event events[512];
    int64_t start = now_us();
    while ((ended < options.users || pages_busy) && now_us() < start + options.limit * 1000000LL) {
        int wait = (int)((start_due(start) + 999) / 1000);
        int ready = epoll_wait(epoll, events, 512, wait);
        for (int i = 0; i < ready; i++)
            hear(events[i].data.ptr, now_us());
    }
    failed += options.users - ended;
    pages_failed += pages_busy;
}

static void prepare(void)
{
    messages = options.people ? messages_from(options.people, options.port)
                              : completions((size_t)options.users, options.port);
    if (options.pages && options.rate > 0)
        pages = pages_from(options.pages, options.port);
    if ((int)messages.count < options.users)
        options.users = (int)messages.count;
    links = calloc((size_t)options.users, sizeof *links);
    turns = calloc((size_t)options.users, sizeof *turns);
    epoll = epoll_create1(0);
    for (int i = 0; i < options.users; i++) {
        links[i].turn = &turns[i];
        link_open(&links[i], epoll, options.port);
    }
    for (int i = 0; i < PAGE_LINKS; i++)
        page_links[i].fd = -1;
}

static void report(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("{\"users\": %d, \"failed\": %d, \"why\": \"%s\", ", options.users, failed, why);
    samples_print(&times.saved, "saved");
    printf(", "), samples_print(&times.first, "first");
    printf(", "), samples_print(&times.gap, "gap");
    printf(", "), samples_print(&times.lag, "lag");
    printf(", "), samples_print(&times.done, "done");
    printf(", "), samples_print(&page_times, "pages");
    printf(", \"pages_failed\": %d, \"client_cpu_s\": %.3f}\n", pages_failed,
           (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
               (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
}

int main(int count, char **words)
{
    for (int letter; (letter = getopt(count, words, "h:n:s:u:p:r:t:l:")) != -1;) {
        switch (letter) {
        case 'h': options.port = atoi(optarg); break;
        case 'n': options.users = atoi(optarg); break;
        case 's': options.spread = atof(optarg); break;
        case 'u': options.people = optarg; break;
        case 'p': options.pages = optarg; break;
        case 'r': options.rate = atoi(optarg); break;
        case 't': options.tokens = atoi(optarg); break;
        case 'l': options.limit = atoi(optarg); break;
        default: return 2;
        }
    }
    alarm((unsigned)options.limit + 10); /* whatever happens */
    prepare();
    run();
    report();
    return 0;
}
