/**
 * Writes any statechart as SCXML (W3C, State Chart XML 1.0), with the ECMAScript data model.
 *
 * Law: an interpreter that receives the same events enters the same states as XState, if the guards give the same answers. Event names
 * and ids are those of the chart, but for characters that SCXML does not allow; XState's `xstate.done.state.ID` is `done.state.ID`,
 * `xstate.done.actor.ID` is `done.invoke.ID`, `xstate.error.actor.ID` is `error.invoke.ID`, `xstate.after.DELAY.ID` is `after.DELAY.ID`.
 *
 * SCXML has expressions instead of named guards, actions and delays. The expressions written here call `guard(name, event, params)`,
 * `action(name, event, params)` and `delay(name, event)`, which gives milliseconds. A `<script>` defines them.
 *
 * Where SCXML means something else than XState:
 * - A transition into its own source, without `reenter`, is internal if the source is a compound state. SCXML has internal transitions
 *   of compound states alone, so a parallel state that has one, or between whose regions a transition runs, stands in a state around it.
 * - Several candidates of a parallel state's regions prevent the parallel state's own in XState, in SCXML only if both leave states: a
 *   condition says so.
 * - An event's name matches longer names in SCXML (`pay` takes `pay.late`): a condition excludes those that the chart has.
 * - An `always` without target and guard is taken once in XState and forever in SCXML: it is left out.
 * - A parallel state that is a region of another one does not let the other one be done.
 */
import { indentedXml, scxmlName } from '../../diagram/scxml.js';
import type { XmlNode } from '../../diagram/xml.js';
import { xml } from '../../diagram/xml.js';
import type {
  ChartAction,
  ChartNode,
  ChartTransition,
  Statechart,
} from '../../statechart/Statechart.js';
import {
  call,
  canEnd,
  conditionOf,
  isInside,
  isReset,
  isStill,
  nameOr,
  wrappedIn,
} from './scxmlMeaning.js';
import {
  descriptorOf,
  inOrder,
  isAmbiguousIn,
  matches,
  scxmlEvent,
  timerOf,
} from './scxmlNames.js';
import type { Index } from './texts.js';
import { indexOf } from './texts.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * How a statechart is written as SCXML.
 * @category Text formats
 */
export interface ChartScxmlOptions {
  /**
   * ECMAScript that defines the functions `guard`, `action` and `delay`, as far as the chart has any. By default no guard holds, actions
   * do nothing, and delays are 0.
   */
  readonly script?: string;
}

interface Writer {
  readonly index: Index;
  /** The parallel states that stand in a state around them. */
  readonly wrapped: ReadonlySet<string>;
  readonly isAmbiguous: (type: string) => boolean;
}

type Elements = ReadonlyArray<XmlNode>;

// ---------------------------------------------------------------------------------------------------------- actions

/** `raise(NEXT)` and `raise(NEXT, after 100 ms)`, as a chart shows them. */
const RAISE = /^raise\((.*?)(?:, after (?:(\d+(?:\.\d+)?) ms|(.*)))?\)$/s;

const actionElement = ({ kind, name, params }: ChartAction, place: string): XmlNode => {
  const [, event, ms, delay] = (kind === 'builtin' ? RAISE.exec(name) : null) ?? [];
  if (event === undefined || event === 'inline')
    return xml('script', {}, call('action', nameOr(name, place), params));
  if (ms === undefined && delay === undefined) return xml('raise', { event: scxmlEvent(event) });
  return sendElement(scxmlEvent(event), undefined, ms === undefined ? (delay ?? '') : Number(ms));
};

const sendElement = (event: string, id: string | undefined, delay: number | string): XmlNode =>
  xml('send', {
    event,
    id,
    ...(typeof delay === 'number'
      ? { delay: `${String(delay)}ms` }
      : { delayexpr: `${call('delay', delay)} + "ms"` }),
  });

const described = (text: string): XmlNode['attributes'] => ({
  'chart:description': text === '' ? undefined : text,
});

// ------------------------------------------------------------------------------------------------------ transitions

/** The name of the parallel state inside the state around it. */
const regionsName = (id: string): string => `${scxmlName(id)}-regions`;

const targetNames = (
  { wrapped, index }: Writer,
  transition: ChartTransition,
): ReadonlyArray<string> =>
  transition.targets.flatMap((id) => {
    if (!isReset(index, transition, id)) return [scxmlName(id)];
    return wrapped.has(id)
      ? [regionsName(id)]
      : (index.node(id).initial?.targets ?? []).map(scxmlName);
  });

/** A transition for an event that the interpreter makes. */
const conditioned = (
  { isAmbiguous }: Writer,
  eventType: string,
  attributes: XmlNode['attributes'],
): XmlNode =>
  xml('transition', {
    event: scxmlEvent(eventType),
    cond: isAmbiguous(eventType) ? matches(eventType) : undefined,
    ...attributes,
  });

const transitionElement = (writer: Writer, transition: ChartTransition): Elements => {
  const { index, isAmbiguous } = writer;
  const { id, source, trigger, eventType, actions, targets, guard, description } = transition;
  const isHere = isStill(index, transition);
  if (trigger.kind === 'always' && isHere && guard === undefined) return [];
  const condition = conditionOf(index, isAmbiguous, transition);
  const initial =
    targets.includes(source) && !isHere && !transition.reenter
      ? (index.node(source).initial?.actions ?? [])
      : [];
  return [
    xml(
      'transition',
      {
        event: trigger.kind === 'always' ? undefined : descriptorOf(eventType),
        cond: condition === 'true' ? undefined : condition,
        type: isInside(index, transition) && !isHere ? 'internal' : undefined,
        target: isHere ? undefined : targetNames(writer, transition).join(' '),
        ...described(description),
      },
      ...[...actions, ...initial].map((action) => actionElement(action, id)),
    ),
  ];
};

// ------------------------------------------------------------------------------------------------------------ nodes

const block = (tag: 'onentry' | 'onexit', elements: Elements): Elements =>
  elements.length === 0 ? [] : [xml(tag, {}, ...elements)];

/** The timers of a node, one for each delay. */
const timersOf = ({
  transitions,
}: ChartNode): ReadonlyArray<readonly [event: string, delay: number | string]> => [
  ...new Map(
    transitions.flatMap((transition) =>
      transition.trigger.kind === 'after'
        ? [[timerOf(transition), transition.trigger.delay] as const]
        : [],
    ),
  ),
];

const initialElements = ({ initial, id }: ChartNode): Elements =>
  initial === undefined
    ? []
    : [
        xml(
          'initial',
          {},
          xml(
            'transition',
            { target: initial.targets.map(scxmlName).join(' ') },
            ...initial.actions.map((action) => actionElement(action, id)),
          ),
        ),
      ];

const historyElement = ({ index, wrapped }: Writer, node: ChartNode): XmlNode => {
  const parent = index.node(node.parent ?? '');
  const own = node.transitions.flatMap(({ targets }) => targets.map(scxmlName));
  const ofParent = wrapped.has(parent.id)
    ? [regionsName(parent.id)]
    : parent.kind === 'parallel'
      ? parent.children.filter(({ kind }) => kind !== 'history').map(({ id }) => scxmlName(id))
      : (parent.initial?.targets ?? []).map(scxmlName);
  return xml(
    'history',
    { id: scxmlName(node.id), type: node.history },
    xml('transition', { target: (own.length === 0 ? ofParent : own).join(' ') }),
  );
};

/** What a node does, apart from its children. */
const behaviour = (writer: Writer, node: ChartNode): Elements => {
  const timers = timersOf(node);
  return [
    ...block('onentry', [
      ...node.entry.map((action) => actionElement(action, node.id)),
      ...timers.map(([event, delay]) => sendElement(event, event, delay)),
    ]),
    ...block('onexit', [
      ...node.exit.map((action) => actionElement(action, node.id)),
      ...timers.map(([sendid]) => xml('cancel', { sendid })),
    ]),
    ...inOrder(node.transitions).flatMap((transition) => transitionElement(writer, transition)),
    ...node.invokes.map(({ id, src }) =>
      xml('invoke', { type: 'xstate', id: scxmlName(id), srcexpr: JSON.stringify(src) }),
    ),
  ];
};

const nodeElement = (writer: Writer, node: ChartNode): XmlNode => {
  const { index, wrapped } = writer;
  if (node.kind === 'history') return historyElement(writer, node);
  const name = scxmlName(node.id);
  const attributes = { id: name, ...described(node.description) };
  const own = behaviour(writer, node);
  const parent = node.parent === undefined ? undefined : index.node(node.parent);
  // SCXML has no final regions.
  if (node.kind === 'final')
    return parent?.kind === 'parallel'
      ? xml('state', { id: `${name}-region` }, xml('final', attributes, ...own))
      : xml('final', attributes, ...own);
  if (node.kind !== 'parallel')
    return xml(
      'state',
      node.initial?.actions.length === 0 && node.initial.targets.length > 0
        ? { ...attributes, initial: node.initial.targets.map(scxmlName).join(' ') }
        : attributes,
      ...(node.initial?.actions.length === 0 ? [] : initialElements(node)),
      ...own,
      ...node.children.map((child) => nodeElement(writer, child)),
    );
  const children = node.children.map((child) => [child.kind, nodeElement(writer, child)] as const);
  const regions = children.filter(([kind]) => kind !== 'history').map(([, element]) => element);
  if (!wrapped.has(node.id))
    return xml('parallel', attributes, ...own, ...children.map(([, element]) => element));
  return xml(
    'state',
    { ...attributes, initial: regionsName(node.id) },
    xml(
      'transition',
      { event: `done.state.${regionsName(node.id)}` },
      xml('raise', { event: `done.state.${name}` }),
    ),
    ...own,
    ...children.filter(([kind]) => kind === 'history').map(([, element]) => element),
    xml('parallel', { id: regionsName(node.id) }, ...regions),
  );
};

/** Whether the root is the document itself, which can have no transitions, actions or history, and is no target. */
const isDocument = ({ root, nodes }: Index): boolean =>
  root.kind === 'compound' &&
  [...root.transitions, ...root.entry, ...root.exit, ...root.invokes].length === 0 &&
  root.initial?.actions.length === 0 &&
  root.children.every(({ kind }) => kind !== 'history') &&
  nodes.every(({ transitions }) => transitions.every(({ targets }) => !targets.includes(root.id)));

const scriptFor = (text: string): string | undefined => {
  const functions = [
    ['guard', 'function guard(name, event, params) { return false; }'],
    ['action', 'function action(name, event, params) {}'],
    ['delay', 'function delay(name, event) { return 0; }'],
  ].filter(([name = '']) => text.includes(`${name}(&quot;`) || text.includes(`${name}("`));
  return functions.length === 0 ? undefined : functions.map(([, code]) => code).join('\n');
};

/**
 * Writes a statechart as SCXML text, which runs in any interpreter with the ECMAScript data model.
 *
 * `scxmlEvent` gives the names of events. States have the chart's ids; a state whose id has a hyphen is none of the chart.
 *
 * @example
 * ```ts
 * import { chartScxml } from 'runchart/picture'
 * import { statechartOf } from 'runchart/statechart'
 * import { createMachine } from 'xstate'
 *
 * const door = createMachine({
 *   id: 'door',
 *   initial: 'open',
 *   states: { open: { on: { close: { target: 'shut', guard: 'isFree' } } }, shut: { after: { 500: 'open' } } },
 * })
 * const scxml = chartScxml(statechartOf(door))
 * assert.ok(scxml.includes('<transition event="close" cond="guard(&quot;isFree&quot;, _event)" target="door.shut"/>'))
 * assert.ok(scxml.includes('delay="500ms"/>'))
 * ```
 * @category Text formats
 */
export const chartScxml = (chart: Statechart, { script }: ChartScxmlOptions = {}): string => {
  const index = indexOf(chart);
  const { root } = index;
  const writer: Writer = { index, wrapped: wrappedIn(index), isAmbiguous: isAmbiguousIn(index) };
  const element = nodeElement(writer, root);
  const isWhole = isDocument(index);
  const end = `${scxmlName(root.id)}-end`;
  const done = conditioned(writer, `xstate.done.state.${root.id}`, { target: end });
  const states = isWhole
    ? element.children
    : canEnd(root)
      ? [{ ...element, children: [done, ...element.children] }, xml('final', { id: end })]
      : [element];
  const code = script ?? scriptFor(indentedXml(element, 0));
  const document = xml(
    'scxml',
    {
      xmlns: 'http://www.w3.org/2005/07/scxml',
      'xmlns:chart': 'urn:runchart',
      version: '1.0',
      name: scxmlName(chart.id).replaceAll('.', '_'),
      datamodel: 'ecmascript',
      initial: isWhole ? element.attributes['initial'] : scxmlName(root.id),
      ...described(isWhole ? root.description : ''),
    },
    ...(code === undefined ? [] : [xml('script', {}, `\n${code}\n`)]),
    ...states,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${indentedXml(document, 0)}`.trimEnd();
};
