/** SCION, an SCXML interpreter, reads every machine of the corpus, and where no function decides it goes where XState goes. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { AnyMachineSnapshot } from 'xstate';
import { createActor, SimulatedClock } from 'xstate';
import { scxmlName } from '../../src/diagram/scxml.js';
import { randomOf } from '../../src/graph/Random.js';
import { chartScxml, scxmlEvent } from '../../src/picture/index.js';
import type { Statechart } from '../../src/statechart/index.js';
import { nodesOf, statechartOf, transitionsOf } from '../../src/statechart/index.js';
import { corpus } from './index.js';

const STEPS = 300;
const scion = fileURLToPath(new URL('../picture/formats/scion.mjs', import.meta.url));

type Configurations = ReadonlyArray<ReadonlyArray<string>>;

const run = (
  charts: ReadonlyArray<{ readonly scxml: string; readonly events: ReadonlyArray<string> }>,
): ReadonlyArray<Configurations> =>
  // SAFETY: the script writes this.
  JSON.parse(
    execFileSync(process.execPath, [scion], {
      input: JSON.stringify(charts),
      maxBuffer: 2 ** 28,
    }).toString(),
  ) as ReadonlyArray<Configurations>;

/** Whether events alone decide where a machine goes. */
const isDecided = ({ root }: Statechart): boolean =>
  nodesOf(root).every(({ invokes }) => invokes.length === 0) &&
  transitionsOf(root).every(
    ({ guard, trigger }) =>
      (guard === undefined || guard.kind === 'stateIn') &&
      (trigger.kind === 'event' || trigger.kind === 'always' || trigger.kind === 'done'),
  );

const charts = corpus.map(({ name, machine, events, input }) => {
  const chart = statechartOf(machine);
  const random = randomOf(14);
  const walk = Array.from(
    { length: isDecided(chart) && events.length > 0 ? STEPS : 0 },
    () => events[Math.floor(random() * events.length)],
  ).flatMap((event) => event ?? []);
  return { name, machine, input, chart, walk };
});

const answers = run(
  charts.map(({ chart, walk }) => ({
    scxml: chartScxml(chart),
    events: walk.map(({ type }) => scxmlEvent(type)),
  })),
);

it('compares at least 15 machines at every step', () => {
  expect(charts.filter(({ walk }) => walk.length > 0).length).toBeGreaterThanOrEqual(15);
});

describe.each(charts.map((each, i) => ({ ...each, configurations: answers[i] ?? [] })))(
  '$name',
  ({ name, machine, input, chart, walk, configurations }) => {
    it('is read by SCION, and goes where XState goes', () => {
      expect(configurations).toHaveLength(walk.length + 1);
      if (walk.length === 0) return;
      const names = new Map(nodesOf(chart.root).map(({ id }) => [scxmlName(id), id]));
      const actor = createActor(machine, {
        input,
        clock: new SimulatedClock(),
        logger: () => undefined,
      }).start();
      const active = (): ReadonlyArray<string> => {
        // SAFETY: an actor of a machine has snapshots of this kind.
        const { _nodes: nodes } = actor.getSnapshot() as AnyMachineSnapshot;
        return nodes
          .filter(({ id, parent }) => parent !== undefined && id !== chart.root.id)
          .map(({ id }) => id)
          .sort();
      };
      const known = (configuration: ReadonlyArray<string>): ReadonlyArray<string> =>
        configuration
          .flatMap((name) => names.get(name) ?? [])
          .filter((id) => id !== chart.root.id)
          .sort();
      expect(known(configurations[0] ?? [])).toStrictEqual(active());
      // SCION takes two transitions that exit the same state, and then has two active children in it: findings/
      // scion-two-active-children.sh.
      const isLegal = (ids: ReadonlyArray<string>): boolean =>
        nodesOf(chart.root).every(
          ({ kind, children }) =>
            kind !== 'compound' || children.filter(({ id }) => ids.includes(id)).length <= 1,
        );
      const illegal = configurations.findIndex((configuration) => !isLegal(known(configuration)));
      expect([name, illegal]).toStrictEqual([name, name === 'studio' ? expect.any(Number) : -1]);
      walk.slice(0, illegal === -1 ? walk.length : illegal - 1).forEach((event, i) => {
        if (actor.getSnapshot().status !== 'active') return;
        actor.send(event);
        if (actor.getSnapshot().status !== 'active') return;
        expect([i, event.type, known(configurations[i + 1] ?? [])]).toStrictEqual([
          i,
          event.type,
          active(),
        ]);
      });
      actor.stop();
    });
  },
);
