/** The heartbeat at given instants, without timers. */
import { expect, it } from '@jest/globals';
import type { Pulse } from '../../src/worker/Heartbeat.js';
import { asked, heard, pulseOf, startHeartbeat } from '../../src/worker/Heartbeat.js';

const limits = { heartbeat: 5, patience: 15 };
const begun = startHeartbeat(100);

it.each<[string, typeof begun, number, boolean, Pulse]>([
  ['waits while an idle host is silent for less than the heartbeat', begun, 104, true, 'Wait'],
  ['pings an idle host after the heartbeat', begun, 105, true, 'Ping'],
  ['never gives up an idle host', begun, 1_000_000, true, 'Ping'],
  ['waits for a host that owes answers', begun, 114, false, 'Wait'],
  ['gives up a host that owes answers once its patience is over', begun, 115, false, 'GiveUp'],
  ['counts from the last message', heard(begun, 110), 124, false, 'Wait'],
  ['counts from the first request to an idle host', asked(begun, 200), 214, false, 'Wait'],
  [
    'gives up once the patience since that request is over',
    asked(begun, 200),
    215,
    false,
    'GiveUp',
  ],
  ['pings by the last message, not by the last request', asked(begun, 104), 105, true, 'Ping'],
])('%s', (_, beat, now, isIdle, pulse) => {
  expect(pulseOf(beat, limits, now, isIdle)).toBe(pulse);
});

it('never gives up with infinite patience', () => {
  expect(pulseOf(begun, { ...limits, patience: Infinity }, 1e15, false)).toBe('Wait');
});
