-- settle: moves active jobs whose attempts have ended to `completed` or `failed`, whoever claimed
-- them: that an attempt has ended is PostgreSQL's word.
-- ARGV: keep, then five per job: queue, jobId, attempt, state, value
-- Returns how many there were.
local keep, settled = tonumber(ARGV[1]), 0

for i = 2, #ARGV, 5 do
  local queue, jobId = ARGV[i], ARGV[i + 1]
  local b = base(queue)
  if isOf(b, jobId, tonumber(ARGV[i + 2])) and leaveActive(queue, b, jobId) then
    conclude(queue, b, jobId, ARGV[i + 3], ARGV[i + 4], keep)
    settled = settled + 1
  end
end
return settled
