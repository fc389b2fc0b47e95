#!/usr/bin/env bash
# XState 5.33.3: the JSON that a machine writes of itself (`JSON.stringify(machine)`, `machine.toJSON()`, `machine.definition`) has
# no eventless transition, though all others are in it, and no default target of a history state. What reads it finds states
# that nothing leaves or enters. Seen, of a machine that starts in "measuring" and goes on to "cold" at once:
#   snapshot: cold
#   the machine: measuring has 0 transitions by events, 2 eventless
#   its JSON: measuring has 0 transitions; keys id key type initial history states on transitions entry exit order invoke tags
#   its JSON: cold has 1 transition, to #tea.heating
#   its JSON: the text has the word always: false
#   its JSON: the text names the guard isHot: false
#   its JSON: the history state leads to nothing, with the keys id key type initial history states on transitions entry exit order invoke tags
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund xstate@5.33.3
cat > main.mjs <<'JS'
import { createActor, createMachine } from 'xstate';
const machine = createMachine(
  {
    id: 'tea',
    initial: 'measuring',
    states: {
      measuring: { always: [{ guard: 'isHot', target: 'ready' }, { target: 'cold' }] },
      cold: { on: { heat: 'heating' } },
      heating: { on: { measure: 'measuring' } },
      ready: {},
      before: { type: 'history', target: 'heating' },
    },
  },
  { guards: { isHot: () => false } },
);
console.log('snapshot:', createActor(machine).start().getSnapshot().value);
const { measuring } = machine.root.states;
console.log(`the machine: measuring has ${measuring.transitions.size} transitions by events, ${measuring.always.length} eventless`);

const text = JSON.stringify(machine);
const { states } = JSON.parse(text);
const keys = (state) => Object.keys(state).join(' ');
console.log(`its JSON: measuring has ${states.measuring.transitions.length} transitions; keys ${keys(states.measuring)}`);
const [heat, ...others] = states.cold.transitions;
console.log(`its JSON: cold has ${others.length + 1} transition, to ${heat.target.join(' ')}`);
console.log('its JSON: the text has the word always:', text.includes('always'));
console.log('its JSON: the text names the guard isHot:', text.includes('isHot'));
console.log(`its JSON: the history state leads to ${states.before.transitions.join(' ') || 'nothing'}, with the keys ${keys(states.before)}`);
JS
node main.mjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
snapshot: cold
the machine: measuring has 0 transitions by events, 2 eventless
its JSON: measuring has 0 transitions; keys id key type initial history states on transitions entry exit order invoke tags
its JSON: cold has 1 transition, to #tea.heating
its JSON: the text has the word always: false
its JSON: the text names the guard isHot: false
its JSON: the history state leads to nothing, with the keys id key type initial history states on transitions entry exit order invoke tags
EXPECTED
