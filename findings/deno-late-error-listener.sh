#!/usr/bin/env bash
# Deno 2.9.6: a worker that fails at load ends the whole program if its `error` listener is added one `await` after the
# worker was created, though that is before any other task. The same listener, added in the same turn, is called each time.
# Seen: with 200 workers, "same turn: exit 0" and "after one await: exit 1".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund deno@2.9.6
echo "throw new Error('at load');" > worker.js
cat > main.mjs <<'JS'
for (let i = 0; i < 200; i += 1) {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  if (Deno.args[0] === 'late') await null;
  await new Promise((failed) =>
    worker.addEventListener('error', (event) => { event.preventDefault(); failed(); }));
  worker.terminate();
}
JS
try() { local status=0; node_modules/.bin/deno run --allow-all main.mjs "$@" > /dev/null 2>&1 || status=$?; echo "$status"; }
echo "same turn: exit $(try)" | tee seen.txt
echo "after one await: exit $(try late)" | tee -a seen.txt
diff seen.txt - <<'EXPECTED'
same turn: exit 0
after one await: exit 1
EXPECTED
