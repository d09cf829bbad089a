#define _GNU_SOURCE
#include "requests.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static void add(struct requests *to, char *text)
{
    to->all = realloc(to->all, (to->count + 1) * sizeof *to->all);
    to->all[to->count++] = (struct request){text, strlen(text)};
}

static char *random_key(char key[37])
{
    uint32_t part[4];
    if (getrandom(part, sizeof part, 0) != sizeof part)
        abort();
    sprintf(key, "%08x-%04x-4%03x-8%03x-%04x%08x", part[0], part[1] >> 16, part[1] & 0xfff,
            part[2] >> 20, part[2] & 0xffff, part[3]);
    return key;
}

static char *post(int port, const char *path, const char *headers, const char *body)
{
    char *text;
    if (asprintf(&text,
                 "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\n"
                 "Accept: text/event-stream\r\n%sContent-Length: %zu\r\n\r\n%s",
                 path, port, port, headers, strlen(body), body) < 0)
        abort();
    return text;
}

static char *message(int port, const char *path, const char *cookies, const char *csrf)
{
    char headers[2048], body[1024], key[37];
    snprintf(headers, sizeof headers,
             "Cookie: %s\r\nX-CSRFToken: %s\r\n"
             "Content-Type: application/x-www-form-urlencoded\r\n",
             cookies, csrf);
    snprintf(body, sizeof body,
             "csrfmiddlewaretoken=%s&key=%s&text=How+do+I+keep+basil+fresh+for+a+week%%3F", csrf,
             random_key(key));
    return post(port, path, headers, body);
}

static char *page(int port, const char *path, const char *cookies)
{
    char *text;
    if (asprintf(&text, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: %s\r\n\r\n", path, port,
                 cookies) < 0)
        abort();
    return text;
}

static struct requests lines_of(const char *file, int port, int posts)
{
    struct requests made = {0};
    char line[4096];
    FILE *lines = fopen(file, "r");
    if (!lines) {
        perror(file);
        exit(1);
    }
    while (fgets(line, sizeof line, lines)) {
        char *rest = line;
        line[strcspn(line, "\n")] = 0;
        const char *path = strsep(&rest, "\t"), *cookies = strsep(&rest, "\t");
        cookies = cookies ? cookies : "";
        add(&made, posts ? message(port, path, cookies, rest ? rest : "") : page(port, path, cookies));
    }
    fclose(lines);
    return made;
}

struct requests messages_from(const char *file, int port)
{
    return lines_of(file, port, 1);
}

struct requests pages_from(const char *file, int port)
{
    return lines_of(file, port, 0);
}

struct requests completions(size_t count, int port)
{
    struct requests made = {0};
    while (made.count < count)
        add(&made, post(port, "/v1/chat/completions", "Content-Type: application/json\r\n",
                        "{\"model\":\"stub\",\"stream\":true,\"n\":2,\"messages\":"
                        "[{\"role\":\"user\",\"content\":\"How do I keep basil fresh?\"}]}"));
    return made;
}
