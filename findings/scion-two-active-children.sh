#!/usr/bin/env bash
# @scion-scxml/scxml 4.3.27: if two regions of a parallel state take the same event, one by a transition inside its region and the
# other by one that targets a state of both, SCION takes both, although both exit a state of the first region: two children of
# one <state> are active afterwards. The algorithm of SCXML (removeConflictingTransitions) takes the first in document order alone, as
# XState does. Seen, after the event `louder`:
#   SCION: shouting silent metering
#   XState 5.33.3: {"voice":"shouting","desk":"recording"}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund @scion-scxml/scxml@4.3.27 xstate@5.33.3
cat > main.cjs <<'JS'
const scion = require('@scion-scxml/scxml');
const { createActor, createMachine } = require('xstate');
const document = `
<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" initial="studio">
  <parallel id="studio">
    <state id="voice" initial="singing">
      <state id="singing"><transition event="louder" target="shouting"/></state>
      <state id="shouting"/>
      <state id="silent"/>
    </state>
    <state id="desk" initial="recording">
      <state id="recording"><transition event="louder" target="metering silent"/></state>
      <state id="metering"/>
    </state>
  </parallel>
</scxml>`;
const machine = createMachine({
  id: 'studio',
  type: 'parallel',
  states: {
    voice: {
      initial: 'singing',
      states: { singing: { on: { louder: 'shouting' } }, shouting: {}, silent: { id: 'silent' } },
    },
    desk: {
      initial: 'recording',
      states: { recording: { on: { louder: { target: ['metering', '#silent'] } } }, metering: {} },
    },
  },
});
scion.documentStringToModel('studio.scxml', document, (error, model) => {
  if (error) throw error;
  model.prepare((failure, prepared) => {
    if (failure) throw failure;
    const chart = new scion.core.Statechart(prepared);
    chart.start();
    console.log('SCION:', chart.gen('louder').join(' '));
    const actor = createActor(machine).start();
    actor.send({ type: 'louder' });
    console.log('XState 5.33.3:', JSON.stringify(actor.getSnapshot().value));
  });
});
JS
node main.cjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
SCION: shouting silent metering
XState 5.33.3: {"voice":"shouting","desk":"recording"}
EXPECTED
