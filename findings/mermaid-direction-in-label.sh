#!/usr/bin/env bash
# Mermaid 11.17.2 and 12.3.0: a transition of a state diagram whose label holds the words "direction LR" (or TB, BT, RL) is
# read as the statement `direction LR`: the transition is gone without an error, a state that only it names is gone too, and
# the whole diagram is laid out from left to right. A label with "direction left" is kept. Seen, with each version:
#   "new direction left": states Parked Driving Stopped; edges Parked->Driving Driving->Stopped; layout TB
#   "new direction LR": states Driving Stopped; edges Driving->Stopped; layout LR
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.mjs <<'JS'
import { JSDOM } from 'jsdom';
globalThis.window = new JSDOM('').window;
globalThis.document = window.document;
const { default: mermaid } = await import('mermaid');
mermaid.initialize({ startOnLoad: false });
for (const label of ['new direction left', 'new direction LR']) {
  const text = `stateDiagram-v2\n  Parked --> Driving: ${label}\n  Driving --> Stopped: brake\n`;
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const edges = db.getRelations().map(({ id1, id2 }) => `${id1}->${id2}`);
  console.log(`"${label}": states ${[...db.getStates().keys()].join(' ')}; edges ${edges.join(' ')}; layout ${db.getDirection()}`);
}
JS
for version in 11.17.2 12.3.0; do
  echo '{"private":true}' > package.json
  rm -rf node_modules package-lock.json
  npm install --silent --no-audit --no-fund "mermaid@$version" jsdom@29.1.1
  echo "mermaid $version" | tee -a seen.txt
  node main.mjs | tee -a seen.txt
done
diff seen.txt - <<'EXPECTED'
mermaid 11.17.2
"new direction left": states Parked Driving Stopped; edges Parked->Driving Driving->Stopped; layout TB
"new direction LR": states Driving Stopped; edges Driving->Stopped; layout LR
mermaid 12.3.0
"new direction left": states Parked Driving Stopped; edges Parked->Driving Driving->Stopped; layout TB
"new direction LR": states Driving Stopped; edges Driving->Stopped; layout LR
EXPECTED
