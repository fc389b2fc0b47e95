#!/usr/bin/env bash
# cloudevents 10.0.0: an event whose `data` is 0, false or "" is written in structured mode with that data, and the same
# SDK reads the message back as an event without data; validation passes. 1, true and "a" come back. Seen:
#   1: written "data":1, read 1
#   0: written "data":0, read undefined
#   true: written "data":true, read true
#   false: written "data":false, read undefined
#   "a": written "data":"a", read "a"
#   "": written "data":"", read undefined
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund cloudevents@10.0.0
cat > main.cjs <<'JS'
const { CloudEvent, HTTP } = require('cloudevents');
for (const data of [1, 0, true, false, 'a', '']) {
  const message = HTTP.structured(new CloudEvent({ type: 'run.priority', source: '/runs/1', data }));
  const read = HTTP.toEvent(message);
  console.log(`${JSON.stringify(data)}: written ${message.body.match(/"data":[^,}]*/)[0]}, read ${JSON.stringify(read.data)}`);
  if (!read.validate()) throw new Error('invalid');
}
JS
node main.cjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
1: written "data":1, read 1
0: written "data":0, read undefined
true: written "data":true, read true
false: written "data":false, read undefined
"a": written "data":"a", read "a"
"": written "data":"", read undefined
EXPECTED
