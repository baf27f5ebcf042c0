-- Requests for wrk: the template's visitor and message are different ones each time.
-- Arguments: the file with the template, how many visitors take turns, the path to post to.
local parts, visitors, run, count = {}, 1, 0, 0

function init(arguments)
  local file = assert(io.open(arguments[1]))
  local template = file:read("*a")
  file:close()
  for part in (template .. "@"):gmatch("([^@]*)@") do
    parts[#parts + 1] = part
  end
  visitors = tonumber(arguments[2])
  wrk.method, wrk.path = "POST", arguments[3]
  wrk.headers["Content-Type"] = "text/plain;charset=UTF-8"
  wrk.headers["Origin"] = "https://shop.example"
  wrk.headers["User-Agent"] =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
  run = os.time()
end

-- In the template, @visitor@ and @message@ stand for the two.
function request()
  count = count + 1
  local filled = {}
  for index, part in ipairs(parts) do
    if part == "visitor" then
      filled[index] = "visitor-" .. (count * 7919 % visitors)
    elseif part == "message" then
      filled[index] = run .. "-" .. count
    else
      filled[index] = part
    end
  end
  return wrk.format(nil, nil, nil, table.concat(filled))
end
