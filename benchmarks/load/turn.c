#include "turn.h"

#include <stdlib.h>
#include <string.h>

void turn_begin(struct turn *turn, int plain, int64_t asked, struct times *times)
{
    *turn = (struct turn){.asked = asked, .plain = plain, .saved = plain, .times = times};
}

static struct seen *candidate(struct turn *turn, unsigned serial)
{
    for (int i = 0; i < turn->candidates; i++)
        if (turn->seen[i].serial == serial)
            return &turn->seen[i];
    if (turn->candidates == CANDIDATES)
        return NULL;
    struct seen *fresh = &turn->seen[turn->candidates++];
    fresh->serial = serial;
    return fresh;
}

/* An update is what one read brought of one candidate, however many tokens that is. */
static void token(struct turn *turn, unsigned serial, int64_t mark)
{
    struct seen *seen = candidate(turn, serial);
    if (!seen || mark <= seen->mark)
        return; /* shown before: some events carry the text so far */
    if (!turn->tokens++)
        samples_add(&turn->times->first, turn->now - turn->asked);
    samples_add(&turn->times->lag, turn->now - mark);
    if (seen->update && seen->update != turn->now)
        samples_add(&turn->times->gap, turn->now - seen->update);
    seen->update = turn->now;
    seen->mark = mark;
}

static void marks(struct turn *turn, char *at)
{
    while ((at = strchr(at, '@')) != NULL) {
        unsigned serial = (unsigned)strtoul(at + 1, &at, 10);
        if (*at == ':')
            token(turn, serial, (int64_t)(strtod(at + 1, &at) * 1000 + 0.5));
    }
}

static void happened(struct turn *turn, int *once, struct samples *when)
{
    if (!*once)
        samples_add(when, turn->now - turn->asked);
    *once = 1;
}

static void data(struct turn *turn, char *line)
{
    if (turn->plain && strstr(line, "[DONE]"))
        happened(turn, &turn->done, &turn->times->done);
    else if (turn->plain || strcmp(turn->event, "tokens") == 0)
        marks(turn, line);
}

static void line_end(struct turn *turn)
{
    turn->line[turn->held] = 0;
    if (strncmp(turn->line, "event: ", 7) == 0) {
        strncpy(turn->event, turn->line + 7, sizeof turn->event - 1);
        if (strcmp(turn->event, "saved") == 0)
            happened(turn, &turn->saved, &turn->times->saved);
        else if (strcmp(turn->event, "done") == 0)
            happened(turn, &turn->done, &turn->times->done);
    } else if (strncmp(turn->line, "data: ", 6) == 0) {
        data(turn, turn->line + 6);
    } else if (turn->held == 0) {
        *turn->event = 0;
    }
    turn->held = 0;
}

void turn_feed(void *whose, const char *bytes, size_t count)
{
    struct turn *turn = whose;
    for (; count; bytes++, count--)
        if (*bytes == '\n')
            line_end(turn);
        else if (turn->held + 1 < sizeof turn->line)
            turn->line[turn->held++] = *bytes;
}
