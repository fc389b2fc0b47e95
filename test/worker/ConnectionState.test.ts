/** Every state of a connection with every event: the next state and the effects, in order. */
import { describe, expect, it } from '@jest/globals';
import { chartIdentity } from '../../src/run/ChartIdentity.js';
import type { ConnectionEvent, ConnectionState } from '../../src/worker/ConnectionState.js';
import { connecting, reduceConnection } from '../../src/worker/ConnectionState.js';
import { PROTOCOL } from '../../src/worker/Protocol.js';

const erred = (hellos: number): ConnectionState => ({
  _tag: 'Connecting',
  maxWindow: 10,
  erred: { reason: 'the worker failed: oh', hellos },
});

const states = {
  Connecting: connecting(10),
  Erred: erred(4),
  Silent: erred(5),
  Open: { _tag: 'Open', window: 4 },
  Closed: { _tag: 'Closed', reason: 'before' },
} as const satisfies Readonly<Record<string, ConnectionState>>;

const events = {
  Welcomed: { _tag: 'Welcomed', window: 4, chart: chartIdentity },
  Rejected: { _tag: 'Rejected', protocol: 99 },
  Ended: { _tag: 'Ended', reason: 'the port was closed' },
  Left: { _tag: 'Left', reason: 'enough' },
  HelloDue: { _tag: 'HelloDue' },
  Doubted: { _tag: 'Doubted' },
  Erred: { _tag: 'Erred', reason: 'the worker failed: again' },
} as const satisfies Readonly<Record<ConnectionEvent['_tag'], ConnectionEvent>>;

const closedBy = (reason: string, ...before: ReadonlyArray<object>): object => [
  { _tag: 'Closed', reason },
  [...before, { _tag: 'Release', reason }],
];

const failed = (error: object): object => ({ _tag: 'Failed', error });
const hostGone = (reason: string): object => failed({ _tag: 'HostGone', reason, sent: false });
const bye = { _tag: 'SayBye' };

/** What an error of the worker, or none, does not change. */
const whileConnecting = {
  Welcomed: [{ _tag: 'Open', window: 4 }, [{ _tag: 'Opened' }]],
  Rejected: closedBy(
    'it rejected this client',
    failed({ _tag: 'ProtocolMismatch', ours: PROTOCOL, theirs: 99 }),
  ),
  Ended: closedBy('the port was closed', hostGone('the port was closed')),
  Left: closedBy('enough', hostGone('enough'), bye),
  Doubted: undefined,
};

/** The result of each event in each state; `undefined` if it changes nothing and has no effect. */
const expected: {
  readonly [S in keyof typeof states]: Readonly<Record<keyof typeof events, object | undefined>>;
} = {
  Connecting: {
    ...whileConnecting,
    HelloDue: [states.Connecting, [{ _tag: 'SayHello' }]],
    Erred: [{ ...states.Connecting, erred: { reason: 'the worker failed: again', hellos: 0 } }, []],
  },
  Erred: {
    ...whileConnecting,
    HelloDue: [states.Silent, [{ _tag: 'SayHello' }]],
    Erred: [states.Erred, []],
  },
  Silent: {
    ...whileConnecting,
    HelloDue: closedBy('the worker failed: oh', hostGone('the worker failed: oh')),
    Erred: [states.Silent, []],
  },
  Open: {
    Welcomed: undefined,
    Rejected: closedBy('it rejected this client'),
    Ended: closedBy('the port was closed'),
    Left: closedBy('enough', bye),
    HelloDue: undefined,
    Doubted: [states.Open, [{ _tag: 'Ping' }]],
    Erred: [states.Open, [{ _tag: 'Ping' }]],
  },
  Closed: {
    Welcomed: undefined,
    Rejected: undefined,
    Ended: undefined,
    Left: undefined,
    HelloDue: undefined,
    Doubted: undefined,
    Erred: undefined,
  },
};

// SAFETY: the keys of the table are those of its type.
const cases = (Object.keys(states) as ReadonlyArray<keyof typeof states>).flatMap((name) =>
  Object.values(events).map((event) => ({ name, event })),
);

describe('reduceConnection', () => {
  it.each(cases)('$name + $event._tag', ({ name, event }) => {
    const state = states[name];
    const step = reduceConnection(state, event);
    const row = expected[name][event._tag];
    expect(step).toStrictEqual(row ?? [state, []]);
    if (row === undefined) expect(step[0]).toBe(state);
  });

  it('takes the smaller of the two windows', () => {
    const [state] = reduceConnection(connecting(3), events.Welcomed);
    expect(state).toStrictEqual({ _tag: 'Open', window: 3 });
  });

  it('opens for a host that does not name its chart', () => {
    const [state] = reduceConnection(states.Connecting, { _tag: 'Welcomed', window: 4 });
    expect(state._tag).toBe('Open');
  });

  const other = { ...chartIdentity, version: '99.0.0' };
  const mismatch = failed({ _tag: 'ChartMismatch', expected: chartIdentity, found: other });

  it('refuses a host whose chart has our hash but another version, and sends bye', () => {
    expect(reduceConnection(states.Connecting, { ...events.Welcomed, chart: other })).toStrictEqual(
      closedBy('it has another chart', mismatch, bye),
    );
  });

  it('fails with the chart in the rejection', () => {
    expect(
      reduceConnection(states.Connecting, { _tag: 'Rejected', protocol: PROTOCOL, chart: other }),
    ).toStrictEqual(closedBy('it rejected this client', mismatch));
  });
});
