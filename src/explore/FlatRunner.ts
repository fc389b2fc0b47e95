/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- the innermost loop of an exploration, over a table */
/**
 * Computes the steps of a flat machine from a table, without XState: one level of states, whose transitions have guards that are
 * functions, and actions that assign or that change no snapshot. Charts that `compile` understands are of this kind.
 *
 * Law: it returns what {@link makeRunner} returns for the same machine, which the tests check. What the table does not have, such as
 * an actor that `assign` spawns, throws `NotFlat`, and the machine is explored in the other way.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { isRecord } from '../codec/untrusted.js';
import { matchesDescriptor } from '../statechart/matchesDescriptor.js';
import { makeSurroundings } from './actorScope.js';
import type { GuardOutcome, MachineStep } from './Exploration.js';
import { isolate } from './isolate.js';
import { remake } from './remake.js';
import type { Runner } from './Runner.js';
import { noStep } from './Runner.js';

// ------------------------------------------------------------------------------------------------------------ model

type Node = AnyStateMachine['root'];

interface Args {
  readonly context: unknown;
  readonly event: unknown;
}

interface AssignArgs extends Args {
  readonly self: object;
  readonly system: object;
  readonly spawn: () => never;
}

type Assign = (args: AssignArgs, params: unknown) => object;

/** A candidate for an event. */
interface Candidate {
  readonly id: string;
  readonly guard: ((args: Args) => unknown) | undefined;
  readonly assigns: ReadonlyArray<(args: AssignArgs) => object>;
  /** The state after it; undefined if it stays. */
  readonly target: AnyMachineSnapshot | undefined;
  readonly forbids: boolean;
  /** The step in which it is taken, all guards before it being false. */
  readonly step: MachineStep;
}

/** The candidates for an event in a state, and the step in which all guards are false. */
interface Cell {
  readonly candidates: ReadonlyArray<Candidate>;
  readonly refused: MachineStep;
}

/** Thrown where a machine turns out not to be flat. */
export const notFlat: unique symbol = Symbol('not flat');

// -------------------------------------------------------------------------------------------------------- operations

const fieldsOf = (u: unknown): Readonly<Record<string, unknown>> =>
  // SAFETY: a function is an object; its fields are read as unknown.
  typeof u === 'function'
    ? (u as unknown as Readonly<Record<string, unknown>>)
    : isRecord(u)
      ? u
      : {};

/** Finds the function of a guard or an action by its name, with the parameters that it gets. */
const resolve = (
  known: Readonly<Record<string, unknown>>,
  named: unknown,
): { readonly found: unknown; readonly params: unknown } => {
  if (typeof named === 'function') return { found: named, params: undefined };
  if (typeof named === 'string') return { found: known[named], params: undefined };
  const { type, params } = fieldsOf(named);
  return { found: typeof type === 'string' ? known[type] : undefined, params };
};

/** Parameters may be computed. */
const paramsFor = (params: unknown, { context, event }: Args): unknown =>
  typeof params === 'function' ? (params as (args: Args) => unknown)({ context, event }) : params;

const readGuard = (machine: AnyStateMachine, named: unknown): Candidate['guard'] | 'unknown' => {
  if (named === undefined) return undefined;
  const { found, params } = resolve(
    machine.implementations.guards as Readonly<Record<string, unknown>>,
    named,
  );
  if (typeof found !== 'function' || 'check' in found) return 'unknown';
  // SAFETY: XState calls a guard that is a function with these arguments.
  const guard = found as (args: Args, params: unknown) => unknown;
  return params === undefined
    ? (args) => guard(args, undefined)
    : (args) => guard(args, paramsFor(params, args));
};

const spawn = (): never => {
  // eslint-disable-next-line functional/no-throw-statements, @typescript-eslint/only-throw-error -- caught by who explores
  throw notFlat;
};

const readAssign = (assignment: unknown, params: unknown): ((args: AssignArgs) => object) => {
  // SAFETY: the assignment of an `assign` is a function or an object of functions and values.
  if (typeof assignment === 'function') {
    const assign = assignment as Assign;
    return (args) => assign(args, paramsFor(params, args));
  }
  const entries = Object.entries(isRecord(assignment) ? assignment : {});
  return (args) =>
    Object.fromEntries(
      entries.map(([key, value]) => [
        key,
        typeof value === 'function' ? (value as Assign)(args, paramsFor(params, args)) : value,
      ]),
    );
};

/** What actions assign, and the names of those that are not XState's. */
interface Actions {
  readonly assigns: Candidate['assigns'];
  readonly executed: MachineStep['executed'];
}

/** Reads actions: those that assign, unless another one of XState's is among them. */
const readActions = (
  machine: AnyStateMachine,
  actions: ReadonlyArray<unknown>,
): Actions | undefined => {
  const executed: Array<string> = [];
  const read = actions.map((action) => {
    const { found, params } = resolve(
      machine.implementations.actions as Readonly<Record<string, unknown>>,
      action,
    );
    const fields = fieldsOf(found);
    if (!('resolve' in fields)) {
      const name = typeof action === 'string' ? action : fieldsOf(action)['type'];
      if (typeof action !== 'function' && typeof name === 'string') executed.push(name);
      return 'other' as const;
    }
    return fields['type'] === 'xstate.assign'
      ? readAssign(fields['assignment'], params)
      : undefined;
  });
  return read.some((one) => one === undefined)
    ? undefined
    : { assigns: read.filter((one) => one !== undefined && one !== 'other'), executed };
};

interface RawTransition {
  readonly reenter?: boolean;
  readonly guard?: unknown;
  readonly actions: ReadonlyArray<unknown>;
  readonly target?: ReadonlyArray<Node>;
}

/** A transition that was read, with the descriptors of the events that it takes. */
interface Read {
  readonly id: string;
  readonly descriptor: string;
  readonly guard: Candidate['guard'];
  readonly actions: Actions;
  readonly target: Node | undefined;
  /** Whether its target is entered: without `reenter`, a state does not leave itself. */
  readonly enters: boolean;
  readonly forbids: boolean;
}

const readTransitions = (machine: AnyStateMachine, node: Node): ReadonlyArray<Read> | undefined => {
  const raw = [...node.transitions].flatMap(([descriptor, list]) =>
    // SAFETY: the transitions of a node have these fields.
    (list as unknown as ReadonlyArray<RawTransition>).map((transition) => ({
      descriptor,
      ...transition,
    })),
  );
  const read = raw.map(
    ({ descriptor, guard: named, actions: listed, target, reenter }, i): Read | undefined => {
      const guard = readGuard(machine, named);
      const actions = readActions(machine, listed);
      const [first, ...more] = target ?? [];
      if (guard === 'unknown' || actions === undefined || more.length > 0) return undefined;
      if (first !== undefined && (first.parent !== machine.root || first.type === 'history'))
        return undefined;
      // It would enter the root again.
      if (node === machine.root && reenter === true) return undefined;
      return {
        id: `${node.id}:${String(i)}`,
        descriptor,
        guard,
        actions,
        target: first,
        enters: first !== node || reenter === true,
        forbids: target === undefined && listed.length === 0,
      };
    },
  );
  return read.some((one) => one === undefined)
    ? undefined
    : read.filter((one) => one !== undefined);
};

const isSimple = (machine: AnyStateMachine, node: Node): boolean =>
  node.invoke.length === 0 &&
  node.after.length === 0 &&
  (node.always ?? []).length === 0 &&
  readActions(machine, [...node.entry, ...node.exit])?.assigns.length === 0;

/** Orders the candidates for an event: those of the state before those of the root; an exact type before longer wildcards. */
const candidatesFor = (
  all: ReadonlyArray<ReadonlyArray<Read>>,
  type: string,
): ReadonlyArray<Read> =>
  all.flatMap((list) => {
    const wild = list
      .filter(({ descriptor }) => descriptor !== type && matchesDescriptor(type, descriptor))
      .toSorted((a, b) => b.descriptor.length - a.descriptor.length);
    return [...list.filter(({ descriptor }) => descriptor === type), ...wild];
  });

const guardOutcomes = (before: ReadonlyArray<Read>, last?: Read): ReadonlyArray<GuardOutcome> => [
  ...before.map(({ id }) => ({ transition: id, outcome: false })),
  ...(last?.guard === undefined ? [] : [{ transition: last.id, outcome: true }]),
];

/** The states of a flat machine: one level, without anything that happens by itself. */
const flatNodes = (machine: AnyStateMachine): ReadonlyArray<Node> | undefined => {
  const { root } = machine;
  const nodes: ReadonlyArray<Node> = Object.values(root.states);
  if (root.type !== 'compound' || root.output !== undefined || !isSimple(machine, root))
    return undefined;
  if (root.initial.actions.length > 0) return undefined;
  return nodes.every(
    (node) => (node.type === 'atomic' || node.type === 'final') && isSimple(machine, node),
  )
    ? nodes
    : undefined;
};

/** The names of the actions of a transition, in XState's order; at the end of the machine, all that is active is left. */
const executedBy = (
  machine: AnyStateMachine,
  source: Node | undefined,
  { target, enters, actions }: Read,
): MachineStep['executed'] => {
  if (target === undefined || !enters) return actions.executed;
  const named = (list: ReadonlyArray<unknown>): MachineStep['executed'] =>
    readActions(machine, list)?.executed ?? [];
  return [
    ...named(source?.exit ?? []),
    ...actions.executed,
    ...named(target.entry),
    ...(target.type === 'final' ? named([...target.exit, ...machine.root.exit]) : []),
  ];
};

const stepOf = (
  read: Read,
  before: ReadonlyArray<Read>,
  executed: MachineStep['executed'],
): MachineStep => ({
  taken: read.forbids ? [] : [read.id],
  guards: guardOutcomes(before, read),
  entered: read.target !== undefined && read.enters ? [read.target.id] : [],
  forbidden: read.forbids ? [read.id] : [],
  emitted: [],
  executed,
});

/** Makes the runner of a flat machine; undefined if it is not flat. */
export const makeFlatRunner = (machine: AnyStateMachine): Runner | undefined => {
  const nodes = flatNodes(machine);
  const ofRoot = readTransitions(machine, machine.root);
  if (nodes === undefined || ofRoot === undefined) return undefined;
  const rows = nodes.map((node) => readTransitions(machine, node));
  if (rows.some((row) => row === undefined)) return undefined;
  const { self, parent, scope } = makeSurroundings(machine);
  const { system } = scope;

  const snapshots = new Map<Node, AnyMachineSnapshot>();
  /** A snapshot of a state, made when it is first entered, for XState takes time in proportion to all states. */
  const snapshotOf = (node: Node): AnyMachineSnapshot => {
    const known = snapshots.get(node);
    if (known !== undefined) return known;
    const made: AnyMachineSnapshot = machine.resolveState({ value: node.key, context: {} });
    snapshots.set(node, made);
    return made;
  };
  const transitionsOf = new Map(nodes.map((node, i) => [node.key, rows[i] ?? []] as const));
  const cells = new Map<string, Map<string, Cell>>(nodes.map(({ key }) => [key, new Map()]));

  const makeCell = (state: string, type: string): Cell => {
    const reads = candidatesFor([transitionsOf.get(state) ?? [], ofRoot], type);
    // Nothing comes after a candidate without a guard.
    const last = reads.findIndex(({ guard }) => guard === undefined);
    const tried = last === -1 ? reads : reads.slice(0, last + 1);
    return {
      candidates: tried.map((read, i): Candidate => ({
        guard: read.guard,
        assigns: read.actions.assigns,
        target: read.target === undefined ? undefined : snapshotOf(read.target),
        forbids: read.forbids,
        id: read.id,
        step: stepOf(
          read,
          tried.slice(0, i),
          executedBy(machine, machine.root.states[state], read),
        ),
      })),
      refused: { ...noStep, guards: guardOutcomes(tried) },
    };
  };
  const cellOf = (state: string, type: string): Cell => {
    const row = cells.get(state);
    const known = row?.get(type);
    if (known !== undefined) return known;
    const cell = makeCell(state, type);
    row?.set(type, cell);
    return cell;
  };

  const assignAll = (assigns: Candidate['assigns'], context: unknown, event: unknown): unknown =>
    assigns.reduce(
      (before, assign) =>
        Object.assign({}, before, assign({ context: before, event, self, system, spawn })),
      context,
    );

  const step: Runner['step'] = (from, impulse) => {
    // SAFETY: a flat machine has neither timers nor actors.
    const { event } = impulse as { readonly event: AnyEventObject };
    const { snapshot } = from;
    const { candidates, refused } = cellOf(snapshot.value as string, event.type);
    const args = { context: snapshot.context as unknown, event };
    let at: Candidate | undefined;
    let acts = false;
    try {
      for (const candidate of candidates) {
        at = candidate;
        const { guard, assigns, target, step, forbids } = candidate;
        if (guard !== undefined && !guard(args)) continue;
        const ran = assigns.length > 0 || step.guards.length > 0;
        if (forbids) return E.right({ after: from, step, ran });
        acts = true;
        const context =
          assigns.length === 0 ? args.context : assignAll(assigns, args.context, event);
        if (target === undefined && assigns.length === 0)
          return E.right({ after: from, step, ran });
        // SAFETY: a snapshot of the same machine with another context.
        const next = remake(snapshot, context, target ?? snapshot);
        return E.right({
          after: { snapshot: next, timers: from.timers, shown: from.shown },
          step,
          ran,
        });
      }
      return E.right({ after: from, step: refused, ran: refused.guards.length > 0 });
    } catch (thrown) {
      // What is no error of the machine goes on to who explores.
      // eslint-disable-next-line functional/no-throw-statements -- caught there
      if (thrown === notFlat) throw thrown;
      return E.left({
        where: `${acts ? 'an action' : 'the guard'} of ${at?.id ?? ''}`,
        message: E.toError(thrown).message,
      });
    }
  };

  return {
    machine,
    self,
    parent,
    begin: (input) => {
      const given: unknown = machine.config.context;
      const [first] = machine.root.initial.target;
      try {
        // eslint-disable-next-line functional/no-throw-statements, @typescript-eslint/only-throw-error -- caught by who explores
        if (first === undefined) throw notFlat;
        // SAFETY: XState calls the first context with these arguments.
        const context: unknown =
          typeof given === 'function'
            ? (given as (args: object) => unknown)({ input, spawn, self })
            : isolate(given ?? {});
        return E.right({
          after: {
            snapshot: {
              ...snapshotOf(first),
              context: Object.assign({}, context),
            } as AnyMachineSnapshot,
            timers: [],
            shown: new Map(),
          },
          step: {
            ...noStep,
            entered: [machine.root.id, first.id],
            executed: readActions(machine, [...machine.root.entry, ...first.entry])?.executed ?? [],
          },
          ran: typeof given === 'function',
        });
      } catch (thrown) {
        // eslint-disable-next-line functional/no-throw-statements -- caught by who explores
        if (thrown === notFlat) throw thrown;
        return E.left({ where: '', message: E.toError(thrown).message });
      }
    },
    step,
    // The tests compare it with XState.
    usesTables: false,
    stepByXState: step,
    ignores: ({ snapshot }, type) => cellOf(snapshot.value as string, type).candidates.length === 0,
  };
};
