-- Asks the addresses of a file in turn, each in the name of its own session, as htmx asks them;
-- those of the session "-" as the browser of somebody asks a page who is not signed in.
-- Arguments: the file, and "check" to count every status (which costs wrk time).

local requests, at = {}, 0
unexpected = 0 -- global, so that `done` can read it from the thread
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  for line in io.lines(arguments[1]) do
    local token, path = line:match("^(%S+) (%S+)$")
    requests[#requests + 1] = wrk.format("GET", path, token == "-" and {
      ["Host"] = wrk.headers["Host"],
      ["Accept-Encoding"] = "gzip, deflate, br",
    } or {
      ["Host"] = wrk.headers["Host"],
      ["Cookie"] = "session=" .. token,
      ["HX-Request"] = "true",
      ["HX-Request-Type"] = "partial",
      ["HX-Target"] = "section#search",
    })
  end
  if arguments[2] == "check" then
    response = function(status)
      if status ~= 200 then unexpected = unexpected + 1 end
    end
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local unexpected = 0
  for _, thread in ipairs(threads) do unexpected = unexpected + thread:get("unexpected") end
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests": %d, "microseconds": %d, "bytes": %d, "p50": %d, "p99": %d, "errors": %d}\n',
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout + unexpected
  ))
end
