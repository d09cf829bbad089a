-- For wrk: post what a file lists, in turn; print one line of JSON.
--
--     wrk -t1 -c50 -d8s --latency -s posts.lua http://127.0.0.1:PORT -- FILE
--
-- Each line is "PATH<TAB>COOKIES<TAB>CSRF TOKEN<TAB>BODY"; an empty body makes it a GET. When the
-- list is at its end it begins again, and the line printed says how often. Refused: an answer that
-- is an error, or that leads to the way in.

local requests, at = {}, -1 -- wrk asks once to see what it gets, and does not send it
refused, rounds, why = 0, 0, ""

local function request_of(line)
   local path, cookies, csrf, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)$")
   local headers = { Cookie = cookies, Accept = "text/html" }
   if body == "" then
      return wrk.format("GET", path, headers)
   end
   headers["X-CSRFToken"] = csrf
   headers["Content-Type"] = "application/x-www-form-urlencoded"
   return wrk.format("POST", path, headers, body)
end

local all
function setup(thread)
   all = thread
end

function init(args)
   for line in io.lines(args[1]) do
      requests[#requests + 1] = request_of(line)
   end
end

function request()
   at = at + 1
   if at > #requests then
      at, rounds = 1, rounds + 1
   end
   return requests[math.max(at, 1)]
end

function response(status, headers, body)
   local where = headers["location"] or headers["Location"] or ""
   if status >= 400 or where:find("sign") then
      refused = refused + 1
      why = status .. " " .. where
   end
end

function done(summary, latency)
   local errors = summary.errors
   local broken = errors.connect + errors.read + errors.write + errors.timeout
   print(string.format(
      '{"count": %d, "refused": %d, "broken": %d, "rounds": %d, "why": "%s", "seconds": %.3f, '
         .. '"p50": %.3f, "p95": %.3f, "p99": %.3f, "max": %.3f}',
      summary.requests, all:get("refused"), broken, all:get("rounds"), all:get("why"),
      summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
      latency:percentile(99) / 1e3, latency.max / 1e3))
end
