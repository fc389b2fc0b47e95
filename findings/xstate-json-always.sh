#!/usr/bin/env bash
# xstate 5.33.3: the JSON of a machine has none of its `always` transitions, and no default target of a history state, because the
# definition of a state node does not have them; and `createMachine` does not take it back, because its initial states are objects with
# ids. The JSON of `machine.config` has all of that. And in an array of `after`, a bare text is no target: `after: { 1: ['b'] }` goes
# nowhere, `after: { 1: 'b' }` goes to b, and nothing warns. Seen:
#   JSON of the config: always true; started again in b
#   JSON of the machine: always false; Initial state node "[object Object]" not found on parent state node #(machine)
#   after 1: 'b' -> b; after 1: ['b'] -> nothing
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund xstate@5.33.3
cat > main.mjs <<'JS'
import { createMachine, initialTransition } from 'xstate';
const startAgain = (json) => {
  try {
    return `started again in ${initialTransition(createMachine(JSON.parse(json)))[0].value}`;
  } catch ({ message }) {
    return message;
  }
};
const machine = createMachine({ initial: 'a', states: { a: { always: 'b' }, b: {} } });
for (const [name, value] of Object.entries({ config: machine.config, machine })) {
  const json = JSON.stringify(value);
  console.log(`JSON of the ${name}: always ${json.includes('always')}; ${startAgain(json)}`);
}
const targetsOf = (after) => {
  const { states } = createMachine({ initial: 'a', states: { a: { after }, b: {} } });
  const [[transition]] = [...states.a.transitions.values()];
  return transition.target?.map(({ key }) => key).join() ?? 'nothing';
};
console.log(`after 1: 'b' -> ${targetsOf({ 1: 'b' })}; after 1: ['b'] -> ${targetsOf({ 1: ['b'] })}`);
JS
node main.mjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
JSON of the config: always true; started again in b
JSON of the machine: always false; Initial state node "[object Object]" not found on parent state node #(machine)
after 1: 'b' -> b; after 1: ['b'] -> nothing
EXPECTED
