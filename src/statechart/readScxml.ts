/* eslint-disable functional/immutable-data -- one pass that collects what it finds in lists */
/**
 * Reads SCXML (W3C, State Chart XML 1.0) as a machine of XState.
 *
 * Both have the algorithm of the standard, and differ in what a text says. The differences are carried over:
 * - A transition of SCXML leaves and enters its source again, unless it is `internal`, its source is compound and its targets are in it.
 *   XState stays in the source of a transition to its inside, unless the transition has `reenter`.
 * - `event="a"` also takes `a.b`. It is read as `a.*` if the document mentions an event that begins so, and as `a` otherwise.
 * - SCXML tries the transitions of a state in the order of the document. XState tries those of longer event descriptors first, so a
 *   transition of a shorter one that comes first is listed for the longer one, too.
 * - An initial state may be deep, and there may be several. XState enters them from a state without a name of its own.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { AnyStateMachine } from 'xstate';
import { lostFunction, lostLogic } from './lost.js';
import type { MachineReading } from './makeMachine.js';
import { makeMachine, readingOf } from './makeMachine.js';
import type { ReadError, ReadProblem } from './ReadError.js';
import { readError } from './ReadError.js';
import type { NameOf } from './scxmlContent.js';
import { actionOfElement, conditionOf } from './scxmlContent.js';
import type { Omission, Statechart } from './Statechart.js';
import { escapeId } from './targets.js';
import type { XmlElement } from './xmlTree.js';
import { xmlTreeOf } from './xmlTree.js';

const SCXML = 'http://www.w3.org/2005/07/scxml';
/** The namespace of what the writer of `runchart/diagram` adds. */
const OURS = 'urn:runchart';

type Fields = Readonly<Record<string, unknown>>;

const STATES = new Set(['state', 'parallel', 'final', 'history']);

const words = (text: string | undefined): ReadonlyArray<string> =>
  (text ?? '').split(/\s+/).filter((word) => word !== '');

/** A state of the document, with the states in it. */
interface State {
  readonly id: string;
  readonly element: XmlElement;
  readonly parent?: State;
  readonly states: ReadonlyArray<State>;
}

const isIn = (state: State, ancestor: State): boolean =>
  state.parent !== undefined && (state.parent === ancestor || isIn(state.parent, ancestor));

const isParallel = ({ element }: State): boolean => element.name === 'parallel';

/** The innermost state around a state and others; the root has no parent. */
const commonAncestor = (state: State, others: ReadonlyArray<State>): State =>
  state.parent === undefined || others.every((other) => isIn(other, state))
    ? state
    : commonAncestor(state.parent, others);

const allOf = (state: State): ReadonlyArray<State> => [state, ...state.states.flatMap(allOf)];

const elementsOf = (element: XmlElement): ReadonlyArray<XmlElement> => [
  element,
  ...element.children.flatMap(elementsOf),
];

/** An event descriptor of SCXML without the suffix that means nothing. */
const descriptorOf = (word: string): string => (word === '*' ? word : word.replace(/\.\*?$/, ''));

/** The events of SCXML that the interpreter makes, as XState names them. */
const platformEvent = (event: string): string =>
  event
    .replace(/^done\.state(?=\.|$)/, 'xstate.done.state')
    .replace(/^done\.invoke(?=\.|$)/, 'xstate.done.actor');

const isPrefix = (shorter: string, longer: string): boolean =>
  shorter === '*' ? longer !== '*' : longer.startsWith(`${shorter}.`);

const MAX_CODE_POINT = 0x10ffff;

/** Removes the codes that the writer of `runchart/diagram` puts in the place of characters. */
const decoded: NameOf = (name) =>
  name.replace(/_x([0-9a-f]{1,6})_/g, (written, code: string) => {
    const point = parseInt(code, 16);
    return point > MAX_CODE_POINT ? written : String.fromCodePoint(point);
  });

/** A transition, before it is listed for its events. */
interface Edge {
  /** What it waits for: an event descriptor; the empty string for none. */
  readonly descriptor: string;
  /** Whether it takes this one event alone. */
  readonly isExact: boolean;
  readonly transition: Fields;
}

const machineOfTree = (root: XmlElement): E.Either<ReadError, MachineReading> => {
  if (root.name !== 'scxml' || (root.uri !== SCXML && root.uri !== ''))
    return E.left(
      readError({ path: root.place, what: `expected <scxml> of ${SCXML}, found <${root.name}>` }),
    );
  const problems: Array<ReadProblem> = [];
  const omissions: Array<Omission> = [];
  const omit = ({ place }: XmlElement, why: string): void => {
    omissions.push({ path: place, why });
  };
  const childrenOf = (element: XmlElement, ...names: ReadonlyArray<string>) =>
    element.children.filter(({ name, uri }) => uri === root.uri && names.includes(name));

  const isOurs = Object.values(root.foreign).includes(OURS);
  const nameOf: NameOf = isOurs ? decoded : (name) => name;

  // ---------------------------------------------------------------------------------------------------------- states

  const unnamed = new Map<XmlElement, string>();
  const idOf = (element: XmlElement): string => {
    const { id } = element.attributes;
    if (id !== undefined) return nameOf(id);
    if (!unnamed.has(element)) unnamed.set(element, `${element.name} ${String(unnamed.size + 1)}`);
    return unnamed.get(element) ?? '';
  };
  const stateOf = (element: XmlElement, id: string, parent?: State): State => {
    const states: Array<State> = [];
    const state: State = { id, element, states, ...(parent === undefined ? {} : { parent }) };
    states.push(
      ...childrenOf(element, ...STATES).map((child) => stateOf(child, idOf(child), state)),
    );
    return state;
  };
  const top = stateOf(root, nameOf(root.attributes['name'] ?? ''));
  const all = allOf(top);
  const byId = new Map<string, State>();
  all.slice(1).forEach((state) => {
    if (byId.has(state.id))
      problems.push({
        path: state.element.place,
        what: `there is another state "${state.id}"`,
      });
    byId.set(state.id, state);
  });
  // An id of XState is unique in the machine, the root's too.
  const machineId = top.id === '' || byId.has(top.id) ? '(machine)' : top.id;

  const found = (names: string | undefined, { place }: XmlElement): ReadonlyArray<State> =>
    words(names).flatMap((word) => {
      const state = byId.get(nameOf(word));
      if (state === undefined)
        problems.push({ path: place, what: `there is no state "${nameOf(word)}"` });
      return state === undefined ? [] : [state];
    });
  const refer = ({ id }: State): string => `#${escapeId(id)}`;

  const contentOf = (element: XmlElement): ReadonlyArray<unknown> =>
    element.children
      .filter(({ uri }) => uri === root.uri)
      .map((child) => {
        if (child.children.length > 0 && ['if', 'foreach'].includes(child.name))
          omit(child, `what <${child.name}> does depends on data, so its actions are not read`);
        return actionOfElement(child, nameOf);
      });
  const descriptionOf = ({ foreign }: XmlElement): Fields =>
    foreign[`${OURS} description`] === undefined
      ? {}
      : { description: foreign[`${OURS} description`] };

  // ----------------------------------------------------------------------------------------------------- transitions

  /** All event names in the document. */
  const mentioned = elementsOf(root).flatMap(({ name, attributes: { event } }) =>
    name === 'transition' || name === 'send' || name === 'raise'
      ? words(event).map(descriptorOf)
      : [],
  );

  const edgesOf = (source: State): ReadonlyArray<Edge> =>
    childrenOf(source.element, 'transition').flatMap((element) => {
      const { event, cond, target, type } = element.attributes;
      const targets = found(target, element);
      const condition = cond === undefined ? {} : conditionOf(cond, nameOf);
      const isInside = targets.every((state) => state === source || isIn(state, source));
      const isCompound = !isParallel(source) && source.states.length > 0;
      const isInternal =
        type === 'internal' && isCompound && targets.every((state) => isIn(state, source));
      const actions = contentOf(element);
      if (targets.length === 0 && allOf(source).some(isParallel))
        omit(element, 'XState takes it only if no region in its state takes the event, too');
      if (targets.length > 0 && !isInside && isParallel(commonAncestor(source, targets)))
        omit(element, 'XState does not leave the parallel state around it and enter it again');
      const transition: Fields = {
        ...(targets.length === 0 ? {} : { target: targets.map(refer) }),
        ...(targets.length > 0 && isInside && !isInternal ? { reenter: true } : {}),
        ...(condition.guard === undefined ? {} : { guard: condition.guard }),
        ...(actions.length === 0 ? {} : { actions }),
        ...descriptionOf(element),
      };
      const events = words(event);
      if (events.length === 0) return [{ descriptor: '', isExact: true, transition }];
      return events.map((word): Edge => {
        const descriptor = descriptorOf(word);
        const isExact =
          condition.event === nameOf(descriptor) ||
          (word === descriptor && !mentioned.some((other) => isPrefix(descriptor, other)));
        return { descriptor: platformEvent(nameOf(descriptor)), isExact, transition };
      });
    });

  /** The transitions by event descriptor, such that XState tries them in the order of the document. */
  const onOf = (edges: ReadonlyArray<Edge>): Fields => {
    const keys = [...new Set(edges.map(({ descriptor }) => descriptor))];
    return Object.fromEntries(
      keys.map((key) => {
        const last = edges.findLastIndex(({ descriptor }) => descriptor === key);
        const own = edges.filter(({ descriptor }) => descriptor === key);
        const list = edges.filter(
          ({ descriptor, isExact }, i) =>
            descriptor === key || (i < last && !isExact && isPrefix(descriptor, key)),
        );
        const isExact = key === '*' || own.every((edge) => edge.isExact);
        return [isExact ? key : `${key}.*`, list.map(({ transition }) => transition)];
      }),
    );
  };

  // ---------------------------------------------------------------------------------------------------- configuration

  const historyOf = (state: State): Fields => {
    const [transition] = childrenOf(state.element, 'transition');
    const targets = found(transition?.attributes['target'], transition ?? state.element);
    if (transition !== undefined && transition.children.length > 0)
      omit(transition, 'XState has no actions of a history state');
    return {
      id: state.id,
      type: 'history',
      history: state.element.attributes['type'] === 'deep' ? 'deep' : 'shallow',
      ...(targets.length === 0 ? {} : { target: targets.map(refer) }),
    };
  };

  const invokeOf = (element: XmlElement): Fields => {
    const { id, src, type, autoforward } = element.attributes;
    if (autoforward === 'true') omit(element, 'XState does not forward events to an actor');
    const logic = src ?? (childrenOf(element, 'content').length > 0 ? undefined : type);
    return { ...(id === undefined ? {} : { id }), src: logic ?? lostLogic };
  };

  const outputOf = (element: XmlElement): Fields => {
    const [data] = childrenOf(element, 'donedata');
    if (data === undefined) return {};
    const [content] = childrenOf(data, 'content');
    const isText = content !== undefined && content.attributes['expr'] === undefined;
    return { output: isText ? content.text.trim() : lostFunction('') };
  };

  /** The name of the state from which XState enters initial states that are deep or several. */
  const entrance = (state: State): string => {
    const free = (name: string): string => (byId.has(name) ? free(`${name}'`) : name);
    return free(`initial of ${state === top ? machineId : state.id}`);
  };

  const initialOf = (state: State): { readonly initial?: unknown; readonly states?: Fields } => {
    const [element] = childrenOf(state.element, 'initial');
    const [transition] = element === undefined ? [] : childrenOf(element, 'transition');
    const isGiven = transition !== undefined || state.element.attributes['initial'] !== undefined;
    const targets =
      transition === undefined
        ? found(state.element.attributes['initial'], state.element)
        : found(transition.attributes['target'], transition);
    const [first] = isGiven
      ? targets
      : state.states.filter((child) => child.element.name !== 'history');
    const actions = transition === undefined ? [] : contentOf(transition);
    if (first === undefined) return {};
    if (!targets.every((target) => isIn(target, state))) {
      problems.push({
        path: (transition ?? state.element).place,
        what: `an initial state of "${state === top ? machineId : state.id}" is not in it`,
      });
      return {};
    }
    if (targets.length <= 1 && first.parent === state)
      return { initial: actions.length === 0 ? first.id : { target: first.id, actions } };
    const key = entrance(state);
    omit(
      transition ?? state.element,
      `XState's initial state is one child, so it enters ${targets.map(({ id }) => id).join(' and ')} from a state "${key}"`,
    );
    return {
      initial: key,
      states: { [key]: { always: { target: targets.map(refer), actions } } },
    };
  };

  const configOf = (state: State): Fields => {
    const { element } = state;
    if (element.name === 'history') return historyOf(state);
    const edges = edgesOf(state);
    const always = edges.filter(({ descriptor }) => descriptor === '');
    const { initial, states = {} } = isParallel(state) ? {} : initialOf(state);
    const content = (name: string): ReadonlyArray<unknown> =>
      childrenOf(element, name).flatMap(contentOf);
    return {
      id: state === top ? machineId : state.id,
      ...(isParallel(state)
        ? { type: 'parallel' }
        : element.name === 'final'
          ? { type: 'final' }
          : {}),
      ...(initial === undefined ? {} : { initial }),
      ...(state.states.length === 0
        ? {}
        : {
            states: {
              ...states,
              ...Object.fromEntries(state.states.map((child) => [child.id, configOf(child)])),
            },
          }),
      on: onOf(edges.filter(({ descriptor }) => descriptor !== '')),
      ...(always.length === 0 ? {} : { always: always.map(({ transition }) => transition) }),
      invoke: childrenOf(element, 'invoke').map(invokeOf),
      entry: content('onentry'),
      exit: content('onexit'),
      ...outputOf(element),
      ...descriptionOf(element),
    };
  };

  const config = configOf(top);
  const data = elementsOf(root)
    .filter(({ name }) => name === 'data')
    .map(({ attributes: { id = '', expr, src }, text }) => [id, expr ?? src ?? text.trim()]);
  childrenOf(root, 'script').forEach((script) => {
    omit(script, 'the script of the document is not run');
  });
  const [first, ...rest] = problems;
  if (first !== undefined) return E.left(readError(first, ...rest));
  return pipe(
    makeMachine({
      ...config,
      ...(data.length === 0 ? {} : { meta: { datamodel: Object.fromEntries(data) as Fields } }),
    }),
    E.map(readingOf(omissions)),
  );
};

/** Reads SCXML, and makes a machine of it. */
export const readMachineOfScxml = (text: string): E.Either<ReadError, MachineReading> =>
  pipe(xmlTreeOf(text), E.chain(machineOfTree));

/**
 * Makes a machine of SCXML. Conditions are guards that are named by their text, and content that depends on data is an action that is
 * named as it is written: give them with `machine.provide`.
 *
 * @example
 * ```ts
 * import { machineOfScxml } from 'runchart/statechart/scxml'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const machine = machineOfScxml('<scxml><state id="open"><transition event="close" target="closed"/></state><state id="closed"/></scxml>')
 * assert.ok(E.isRight(machine))
 * assert.deepStrictEqual(machine.right.events, ['close'])
 * assert.ok(E.isLeft(machineOfScxml('<state/>')))
 * ```
 * @category Readers
 */
export const machineOfScxml = (text: string): E.Either<ReadError, AnyStateMachine> =>
  pipe(
    readMachineOfScxml(text),
    E.map(({ machine }) => machine),
  );

/**
 * Reads SCXML. What XState has nothing for is listed in `omissions`, with its line.
 *
 * @example
 * ```ts
 * import { readErrorText } from 'runchart/statechart'
 * import { readScxml } from 'runchart/statechart/scxml'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const chart = readScxml('<scxml><state id="a"><transition event="go" cond="x > 1" target="b"/></state><final id="b"/></scxml>')
 * assert.ok(E.isRight(chart))
 * const [transition] = chart.right.root.children[0]?.transitions ?? []
 * assert.deepStrictEqual(transition?.guard, { kind: 'named', name: 'x > 1' })
 * assert.deepStrictEqual(
 *   pipe(readScxml('<scxml><state id="a"><transition event="go" target="c"/></state></scxml>'), E.mapLeft(readErrorText)),
 *   E.left('line 1, column 33: there is no state "c"'),
 * )
 * ```
 * @category Readers
 */
export const readScxml = (text: string): E.Either<ReadError, Statechart> =>
  pipe(
    readMachineOfScxml(text),
    E.map(({ chart }) => chart),
  );
