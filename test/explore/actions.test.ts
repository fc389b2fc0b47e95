/** The actions that a machine names: explored, written into suites, and expected of subjects. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { assign, createMachine, enqueueActions, raise, setup } from 'xstate';
import {
  actorSubject,
  decodeSuite,
  encodeSuite,
  explore,
  generateSuite,
  machineReportText,
  scoreSuites,
  verifySuite,
} from '../../src/explore/index.js';
import { isVerified } from '../../src/testing/index.js';
import { right } from '../support/right.js';

const nothing = () => undefined;

const kit = setup({
  types: { context: {} as { readonly sold: number } },
  actions: {
    sell: assign({ sold: ({ context }) => (context.sold + 1) % 2 }),
    sendReceipt: nothing,
    open: nothing,
    close: nothing,
    greet: nothing,
  },
});

/** A shop whose receipts are sent by an action, or forgotten. */
const shopThat = (sends: boolean) =>
  kit.createMachine({
    id: 'shop',
    context: { sold: 0 },
    entry: 'open',
    exit: 'close',
    initial: 'empty',
    states: {
      empty: { entry: { type: 'greet' }, on: { enter: 'busy' } },
      busy: {
        exit: [
          () => undefined,
          function greet() {
            // Not the action of that name.
          },
        ],
        on: {
          buy: { actions: sends ? ['sell', { type: 'sendReceipt' }] : ['sell'] },
          leave: 'empty',
          shut: 'shut',
        },
      },
      shut: { type: 'final' },
    },
  });

const shop = shopThat(true);

const explored = right(explore(shop));
const suite = right(generateSuite(explored, { criteria: ['tour'], facets: ['actions'] }));

describe('the actions of a step', () => {
  it('are those that the machine names, in the order in which XState executes them', () => {
    expect(explored.start.executed).toStrictEqual(['open', 'greet']);
    const byLabel = explored.lts.transitions.map((transition) => [
      `${transition.source} + ${transition.label}`,
      explored.steps.get(transition)?.executed,
    ]);
    expect(
      Object.fromEntries(byLabel.filter(([, executed]) => executed?.length !== 0)),
    ).toStrictEqual({
      'busy {sold: 0} + buy': ['sendReceipt'],
      'busy {sold: 0} + leave': ['greet'],
      'busy {sold: 0} + shut': ['close'],
      'busy {sold: 1} + buy': ['sendReceipt'],
      'busy {sold: 1} + leave': ['greet'],
      'busy {sold: 1} + shut': ['close'],
    });
  });

  it('are those of all microsteps, enqueued ones too, also without an implementation', () => {
    const machine = createMachine({
      initial: 'A',
      states: {
        A: { on: { go: { target: 'B', actions: ['first', raise({ type: 'on' })] } } },
        B: {
          on: { on: 'C' },
          exit: enqueueActions(({ enqueue }) => {
            enqueue('second');
            enqueue(() => undefined);
          }),
        },
        C: { always: { target: 'D', actions: 'third' } },
        D: {},
      },
    } as never);
    const { lts, steps } = right(explore(machine, { events: [{ type: 'go' }] as never }));
    expect(lts.transitions.map((one) => steps.get(one)?.executed)).toStrictEqual([
      ['first', 'second', 'third'],
      [],
    ]);
  });
});

describe('a suite that expects actions', () => {
  it('is data, and passes in a real actor', async () => {
    expect(suite.tests[0]?.steps[0]?.expect).toStrictEqual({
      accepted: true,
      states: ['empty'],
      actions: ['open', 'greet'],
    });
    expect(decodeSuite(encodeSuite(suite))).toStrictEqual(E.right(suite));
    const report = await verifySuite(explored, suite, actorSubject(shop));
    expect([machineReportText(report), isVerified(report)]).toStrictEqual([
      `${String(suite.tests.length)} of ${String(suite.tests.length)} tests passed`,
      true,
    ]);
  });

  it('fails for a machine that forgets an action, and says which', async () => {
    const forgetful = shopThat(false);
    const report = await verifySuite(explored, suite, actorSubject(forgetful));
    expect(isVerified(report)).toBe(false);
    expect(machineReportText(report)).toMatch(/actions\.0 +"sendReceipt" +-/);
    // Nothing else shows it.
    const blind = right(
      generateSuite(explored, {
        criteria: ['tour'],
        facets: ['status', 'tags', 'context', 'output'],
      }),
    );
    expect(isVerified(await verifySuite(explored, blind, actorSubject(forgetful)))).toBe(true);
  });

  it('fails for a subject that tells no actions', async () => {
    const subject = actorSubject(shop);
    const report = await verifySuite(explored, suite, async (test) => {
      const outcomes = (await subject(test)) as ReadonlyArray<Readonly<Record<string, unknown>>>;
      return outcomes.map(({ actions: _, ...rest }) => rest);
    });
    expect(isVerified(report)).toBe(false);
  });
});

describe('the score of suites that see actions', () => {
  const score = (facets: ReadonlyArray<'actions'>) =>
    right(scoreSuites(shop, explored, { criteria: ['tour'], facets }));
  it('counts mutants that forget one, and the tour finds all of them', () => {
    const [blind, seeing] = [score([]), score(['actions'])];
    // open, greet, close, and sendReceipt.
    expect(seeing.of - blind.of).toBe(4);
    const found = ({ criteria: [tour] }: typeof blind) => tour?.parts.actions;
    expect([found(blind), found(seeing)]).toStrictEqual([
      { killed: 0, mutants: 0 },
      { killed: 4, mutants: 4 },
    ]);
  });
});
