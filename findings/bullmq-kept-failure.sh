#!/usr/bin/env bash
# BullMQ 6.7.0 on Redis 7.0.15: a job that failed once and then completed keeps `failedReason`, in Redis and in the JSON of the job. A handler that
# returns nothing leaves `returnvalue` null, as in a job that failed for good. So neither field tells whether a finished job failed, and
# JSON.stringify(job) has no field that does: only the hash in Redis has a `returnvalue` if and only if the job completed. Seen:
#   completed on the second attempt: failedReason "boom", returnvalue null, finished true, state completed, in Redis returnvalue "null"
#   failed twice: failedReason "boom", returnvalue null, finished true, state failed, in Redis returnvalue null
set -euo pipefail
folder=$(mktemp -d)
server=''
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
# Redis from the path, or else from Debian, unpacked and not installed.
if ! command -v redis-server > /dev/null; then
  apt-get download -qq redis-tools libjemalloc2 liblzf1 libatomic1 2> /dev/null
  for package in *.deb; do dpkg -x "$package" root; done
  export LD_LIBRARY_PATH="$PWD/root/usr/lib/$(uname -m)-linux-gnu" PATH="$PWD/root/usr/bin:$PATH"
  # The server is the program that checks a dump, under another name.
  [ -x root/usr/bin/redis-server ] || ln -s redis-check-rdb root/usr/bin/redis-server
fi
redis-server --unixsocket "$PWD/redis.sock" --port 0 --save '' --appendonly no > redis.log &
server=$!
until [ -S redis.sock ]; do sleep 0.1; done
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund bullmq@6.7.0 ioredis@5.9.1
cat > main.mjs <<'JS'
import { Queue, QueueEvents, Worker } from 'bullmq';
import { Redis } from 'ioredis';
const connection = { path: process.argv[2], maxRetriesPerRequest: null };
const queue = new Queue('q', { connection });
const events = new QueueEvents('q', { connection });
await events.waitUntilReady();
const worker = new Worker(
  'q',
  async (job) => {
    if (job.attemptsMade === 0 || job.name === 'failed twice') throw new Error('boom');
  },
  { connection },
);
const client = new Redis(process.argv[2]);
for (const name of ['completed on the second attempt', 'failed twice']) {
  const added = await queue.add(name, {}, { attempts: 2 });
  await added.waitUntilFinished(events).catch(() => undefined);
  const job = await queue.getJob(added.id);
  const { failedReason, returnvalue, finishedOn } = JSON.parse(JSON.stringify(job));
  const kept = await client.hget(`bull:q:${job.id}`, 'returnvalue');
  console.log(
    `${name}: failedReason ${JSON.stringify(failedReason)}, returnvalue ${JSON.stringify(returnvalue)}, finished ${finishedOn > 0}, state ${await job.getState()}, in Redis returnvalue ${JSON.stringify(kept)}`,
  );
}
await worker.close();
await events.close();
await queue.close();
client.disconnect();
JS
node main.mjs "$PWD/redis.sock" | tee seen.txt
diff seen.txt - <<'EXPECTED'
completed on the second attempt: failedReason "boom", returnvalue null, finished true, state completed, in Redis returnvalue "null"
failed twice: failedReason "boom", returnvalue null, finished true, state failed, in Redis returnvalue null
EXPECTED
