#!/usr/bin/env bash
# xstate 5.33.3: a transition with `reenter: true` from inside a parallel state to that state's own history leaves the parallel state and
# enters all below it, but never the parallel state itself: its exit action runs, its entry action does not, and its tags and meta are
# gone, while `value` and `matches` say that it is active. That lasts until it is entered from outside. In a compound state it
# stays active.
# Seen:
#   before: {"playing":{"sound":"soft","light":"on"}}, matches playing true, tag busy true, meta {"m.playing":{"title":"Playing"}}
#   RESUME runs leave, enter sound, enter light
#   after: {"playing":{"sound":"soft","light":"on"}}, matches playing true, tag busy false, meta {}
#   later: {"playing":{"sound":"loud","light":"on"}}, matches playing true, tag busy false, meta {}
#   compound: RESUME runs nothing; tag busy true
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund xstate@5.33.3
cat > main.mjs <<'JS'
import { createMachine, initialTransition, transition } from 'xstate';
const on = { RESUME: { target: '#m.playing.last', reenter: true }, LOUD: 'loud' };
const sound = { initial: 'soft', states: { soft: { on }, loud: {} } };
const last = { type: 'history', history: 'deep' };
const playing = { tags: ['busy'], meta: { title: 'Playing' }, entry: 'enter', exit: 'leave' };
const machineOf = (rest) =>
  createMachine({ id: 'm', initial: 'playing', states: { playing: { ...playing, ...rest } } });
const names = (actions) => actions.map(({ type }) => type).join(', ');
const show = (when, s) =>
  console.log(
    `${when}: ${JSON.stringify(s.value)}, matches playing ${s.matches('playing')}, tag busy ${s.hasTag('busy')}, meta ${JSON.stringify(s.getMeta())}`,
  );

const parallel = machineOf({
  type: 'parallel',
  states: {
    sound: { ...sound, entry: 'enter sound' },
    light: { initial: 'on', states: { on: {} }, entry: 'enter light' },
    last,
  },
});
const [before] = initialTransition(parallel);
show('before', before);
const [after, actions] = transition(parallel, before, { type: 'RESUME' });
console.log(`RESUME runs ${names(actions)}`);
show('after', after);
show('later', transition(parallel, after, { type: 'LOUD' })[0]);

const compound = machineOf({ initial: 'soft', states: { ...sound.states, last } });
const [resumed, ran] = transition(compound, initialTransition(compound)[0], { type: 'RESUME' });
console.log(`compound: RESUME runs ${names(ran) || 'nothing'}; tag busy ${resumed.hasTag('busy')}`);
JS
node main.mjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
before: {"playing":{"sound":"soft","light":"on"}}, matches playing true, tag busy true, meta {"m.playing":{"title":"Playing"}}
RESUME runs leave, enter sound, enter light
after: {"playing":{"sound":"soft","light":"on"}}, matches playing true, tag busy false, meta {}
later: {"playing":{"sound":"loud","light":"on"}}, matches playing true, tag busy false, meta {}
compound: RESUME runs nothing; tag busy true
EXPECTED
