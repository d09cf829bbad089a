#include "answer.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void answer_expect(struct answer *answer)
{
    answer->at = IN_HEAD;
    answer->status = answer->chunked = 0;
    answer->left = answer->held = 0;
}

static void header(struct answer *answer, const char *line)
{
    if (strncmp(line, "HTTP/1.1 ", 9) == 0)
        answer->status = atoi(line + 9);
    else if (strncasecmp(line, "content-length:", 15) == 0)
        answer->left = strtoul(line + 15, NULL, 10);
    else if (strncasecmp(line, "transfer-encoding: chunked", 26) == 0)
        answer->chunked = 1;
    else if (*line == 0)
        answer->at = !answer->status ? BAD : answer->chunked ? IN_SIZE : answer->left ? IN_LENGTH : WHOLE;
}

static void line_end(struct answer *answer)
{
    char *line = answer->line;
    if (answer->held && line[answer->held - 1] == '\r')
        answer->held--;
    line[answer->held] = 0;
    int empty = answer->held == 0;
    answer->held = 0;
    if (answer->at == IN_HEAD) {
        header(answer, line);
    } else if (answer->at == IN_SIZE) {
        answer->left = strtoul(line, NULL, 16);
        answer->at = answer->left ? IN_CHUNK : IN_TRAILER;
    } else if (answer->at == AFTER_CHUNK) {
        answer->at = IN_SIZE;
    } else if (empty) {
        answer->at = WHOLE;
    }
}

static void byte_of_line(struct answer *answer, char byte)
{
    if (byte == '\n')
        line_end(answer);
    else if (answer->held + 1 < sizeof answer->line)
        answer->line[answer->held++] = byte;
}

void answer_feed(struct answer *answer, const char *bytes, size_t count, on_body *body, void *whose)
{
    while (count && answer->at != WHOLE && answer->at != BAD) {
        size_t taken = 1;
        if (answer->at == IN_LENGTH || answer->at == IN_CHUNK) {
            taken = count < answer->left ? count : answer->left;
            body(whose, bytes, taken);
            answer->left -= taken;
            if (!answer->left)
                answer->at = answer->at == IN_CHUNK ? AFTER_CHUNK : WHOLE;
        } else {
            byte_of_line(answer, *bytes);
        }
        bytes += taken;
        count -= taken;
    }
    if (count)
        answer->at = BAD; /* bytes after the end: nobody asked for them */
}
