/** Laying out a chart of a hundred states: `layout GROUPS` prints the milliseconds of loading elkjs, of the first layout and of the next. */
import * as E from 'fp-ts/lib/Either.js';
import { chartSvg, elkEngine, layOut } from 'runchart/picture';
import { statechartOf } from 'runchart/statechart';
import { createMachine } from 'xstate';

const groups = Number(process.argv[2]);
const PER_GROUP = 9;

/** Groups of nine states, each of which leads on, back, or out; one state in nine leads into another group. */
const groupOf = (group: number): object => ({
  initial: 's0',
  on: { done: `g${String((group + 1) % groups)}`, cancel: 'g0' },
  states: Object.fromEntries(
    Array.from({ length: PER_GROUP }, (_, i) => [
      `s${String(i)}`,
      {
        on: {
          next: {
            target: `s${String((i + 1) % PER_GROUP)}`,
            guard: i % 3 === 0 ? 'isReady' : 'isDue',
          },
          ...(i % 4 === 3 ? { back: { target: `s${String(i - 3)}`, actions: 'undo' } } : {}),
          ...(i === 4 ? { jump: `#large.g${String((group + 2) % groups)}.s1` } : {}),
          ...(i % 5 === 0 ? { log: { actions: 'log' } } : {}),
        },
      },
    ]),
  ),
});

const chart = statechartOf(
  createMachine({
    id: 'large',
    initial: 'g0',
    states: Object.fromEntries(
      Array.from({ length: groups }, (_, group) => [`g${String(group)}`, groupOf(group)]),
    ),
  }),
);

const timed = async <A>(run: () => Promise<A>): Promise<readonly [A, number]> => {
  const begun = performance.now();
  return [await run(), performance.now() - begun];
};

const [loaded, load] = await timed(elkEngine);
if (E.isLeft(loaded)) throw new Error(JSON.stringify(loaded.left));
const engine = loaded.right;
const [, first] = await timed(layOut(chart, { engine }));
const [laidOut, next] = await timed(layOut(chart, { engine }));
const [, paint] = await timed(() =>
  Promise.resolve(E.isRight(laidOut) ? chartSvg(chart, laidOut.right) : undefined),
);
if (E.isLeft(laidOut)) throw new Error(JSON.stringify(laidOut.left));
process.stdout.write(JSON.stringify({ load, first, next, paint }));
