#!/usr/bin/env bash
# XState 5.33.3: an actor that has reached a final state drops every event, but the pure `transition` and the paths of
# `xstate/graph` go on from there, along the transitions of the root. The new snapshot is in an ordinary state and still has
# status "done"; `can` says true; getShortestPaths tells even the initial state, after no event at all, as done; and
# getSimplePaths holds a path that no actor can follow. Seen:
#   actor: closed, done
#   transition: open, done (can: true)
#   shortest: open, done, after []
#   shortest: closed, done, after [close]
#   shortest: archived, done, after [archive]
#   simple: open, active, after []
#   simple: closed, done, after [close]
#   simple: archived, active, after [archive]
#   simple: archived, done, after [close archive]
# With the option `stopWhen: (snapshot) => snapshot.status === 'done'` each path is one that an actor can follow:
#   stopWhen: open, active, after []
#   stopWhen: closed, done, after [close]
#   stopWhen: archived, active, after [archive]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund xstate@5.33.3
cat > main.mjs <<'JS'
import { createActor, createMachine, initialTransition, transition } from 'xstate';
import { getShortestPaths, getSimplePaths } from 'xstate/graph';
const machine = createMachine({
  initial: 'open',
  on: { archive: '.archived', reopen: '.open' },
  states: { open: { on: { close: 'closed' } }, closed: { type: 'final' }, archived: {} },
});
const show = (snapshot) => `${snapshot.value}, ${snapshot.status}`;

const actor = createActor(machine).start();
actor.send({ type: 'close' });
actor.send({ type: 'reopen' });
console.log('actor:', show(actor.getSnapshot()));

const [open] = initialTransition(machine);
const [closed] = transition(machine, open, { type: 'close' });
const [reopened] = transition(machine, closed, { type: 'reopen' });
console.log('transition:', show(reopened), `(can: ${closed.can({ type: 'reopen' })})`);

const stopWhen = ({ status }) => status === 'done';
const found = {
  shortest: getShortestPaths(machine),
  simple: getSimplePaths(machine),
  stopWhen: getSimplePaths(machine, { stopWhen }),
};
for (const [name, paths] of Object.entries(found)) {
  const lines = paths.map(({ state, steps }) => {
    const events = steps.map(({ event }) => event.type).filter((type) => type !== 'xstate.init');
    return `${name}: ${show(state)}, after [${events.join(' ')}]`;
  });
  console.log(lines.sort((a, b) => a.length - b.length).join('\n'));
}
JS
node main.mjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
actor: closed, done
transition: open, done (can: true)
shortest: open, done, after []
shortest: closed, done, after [close]
shortest: archived, done, after [archive]
simple: open, active, after []
simple: closed, done, after [close]
simple: archived, active, after [archive]
simple: archived, done, after [close archive]
stopWhen: open, active, after []
stopWhen: closed, done, after [close]
stopWhen: archived, active, after [archive]
EXPECTED
