#!/usr/bin/env bash
# cron 4.4.0: where clocks go forward by half an hour (Australia/Lord_Howe, 02:00 to 02:30), a daily job at 02:15 runs twice
# on that day, at 01:45, before the clocks change, and again at 02:45. In New York, where clocks go forward by an hour, the
# same job runs once on that day, at 03:00. Seen, with the clock of @sinonjs/fake-timers 15.0.0:
#   New_York: 03-07 02:15, 03-08 03:00, 03-09 02:15
#   Lord_Howe: 10-03 02:15, 10-04 01:45, 10-04 02:45, 10-05 02:15
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund cron@4.4.0 @sinonjs/fake-timers@15.0.0
cat > main.cjs <<'JS'
const { install } = require('@sinonjs/fake-timers');
const day = 24 * 60 * 60 * 1000;
const main = async () => {
  for (const [timeZone, start] of [['America/New_York', '2026-03-07T05:00Z'], ['Australia/Lord_Howe', '2026-10-02T13:30Z']]) {
    const clock = install({ now: Date.parse(start) });
    const { CronJob } = require('cron');
    const runs = [];
    const onTick = () => runs.push(new Date().toLocaleString('sv', { timeZone }).slice(5, 16));
    const job = CronJob.from({ cronTime: '15 2 * * *', timeZone, start: true, onTick });
    await clock.tickAsync(3 * day);
    await job.stop();
    clock.uninstall();
    console.log(`${timeZone.split('/')[1]}: ${runs.join(', ')}`);
  }
};
main();
JS
node main.cjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
New_York: 03-07 02:15, 03-08 03:00, 03-09 02:15
Lord_Howe: 10-03 02:15, 10-04 01:45, 10-04 02:45, 10-05 02:15
EXPECTED
