/** The codec of a `Statechart`: programs send charts to the inspector, and the inspector to its pages. */
import * as t from 'io-ts';
import { isRecord, readField } from '../../codec/untrusted.js';
import type { Statechart, Trigger } from '../../statechart/Statechart.js';
import { nodesOf } from '../../statechart/Statechart.js';

// ----------------------------------------------------------------------------------------------------------- fields

type Test = (u: unknown) => boolean;

/** A chart that nests deeper was made to harm. */
const MAX_DEPTH = 64;

/** A chart with more nodes is refused: nobody could look at its picture. */
const MAX_NODES = 5000;

const isText: Test = (u) => typeof u === 'string';
const isFlag: Test = (u) => typeof u === 'boolean';
const isTextOrAbsent: Test = (u) => u === undefined || isText(u);
const isListOf =
  (test: Test): Test =>
  (u) =>
    Array.isArray(u) && u.every(test);
const isOneOf =
  (...texts: ReadonlyArray<string>): Test =>
  (u) =>
    typeof u === 'string' && texts.includes(u);
const hasFields =
  (fields: Readonly<Record<string, Test>>): Test =>
  (u) =>
    isRecord(u) && Object.entries(fields).every(([key, test]) => test(readField(u, key)));
const isTexts = isListOf(isText);

// ----------------------------------------------------------------------------------------------------------- parts

const isAction: Test = hasFields({ kind: isOneOf('named', 'inline', 'builtin'), name: isText });
const isActions = isListOf(isAction);

const isGuardAt =
  (depth: number): Test =>
  (u) => {
    if (!isRecord(u) || depth > MAX_DEPTH) return false;
    switch (u['kind']) {
      case 'named':
      case 'inline':
        return isText(u['name']);
      case 'stateIn':
        return isText(u['state']);
      case 'and':
      case 'or':
      case 'not':
        return isListOf(isGuardAt(depth + 1))(u['of']);
      default:
        return false;
    }
  };

const triggers: Readonly<Record<string, Test>> = {
  event: hasFields({ type: isText }),
  always: () => true,
  after: hasFields({ delay: (u) => isText(u) || Number.isFinite(u) }),
  done: () => true,
  invokeDone: hasFields({ invoke: isText, src: isText }),
  invokeError: hasFields({ invoke: isText, src: isText }),
  invokeSnapshot: hasFields({ invoke: isText, src: isText }),
  route: hasFields({ to: isText }),
} satisfies Record<Trigger['kind'], Test>;

const isTrigger: Test = (u) => {
  const kind = isRecord(u) ? u['kind'] : undefined;
  return typeof kind === 'string' && Object.hasOwn(triggers, kind) && triggers[kind]?.(u) === true;
};

const isTransition: Test = hasFields({
  id: isText,
  source: isText,
  trigger: isTrigger,
  eventType: isText,
  candidate: Number.isSafeInteger,
  targets: isTexts,
  isForbidden: isFlag,
  reenter: isFlag,
  guard: (u) => u === undefined || isGuardAt(0)(u),
  actions: isActions,
  description: isText,
});

const isNodeWithoutChildren: Test = hasFields({
  id: isText,
  key: isText,
  path: isTexts,
  parent: isTextOrAbsent,
  kind: isOneOf('atomic', 'compound', 'parallel', 'final', 'history'),
  history: (u) => u === undefined || isOneOf('shallow', 'deep')(u),
  initial: (u) => u === undefined || hasFields({ targets: isTexts, actions: isActions })(u),
  transitions: isListOf(isTransition),
  invokes: isListOf(hasFields({ id: isText, src: isText, systemId: isTextOrAbsent })),
  entry: isActions,
  exit: isActions,
  tags: isTexts,
  output: (u) => u === undefined || hasFields({ kind: isOneOf('data', 'inline') })(u),
  description: isText,
});

const isNodeAt =
  (depth: number): Test =>
  (u) =>
    depth <= MAX_DEPTH &&
    isRecord(u) &&
    isNodeWithoutChildren(u) &&
    isListOf(isNodeAt(depth + 1))(u['children']);

// ------------------------------------------------------------------------------------------------------------ laws

/** Whether ids are unique and every target is a node. */
const isClosed = ({ root }: Statechart): boolean => {
  const nodes = nodesOf(root);
  const ids = new Set(nodes.map(({ id }) => id));
  const transitions = nodes.flatMap((node) => node.transitions);
  const targets = [
    ...transitions.flatMap((transition) => transition.targets),
    ...nodes.flatMap(({ initial }) => initial?.targets ?? []),
  ];
  return (
    nodes.length <= MAX_NODES &&
    ids.size === nodes.length &&
    new Set(transitions.map(({ id }) => id)).size === transitions.length &&
    nodes.every((node) => node.transitions.every(({ source }) => source === node.id)) &&
    targets.every((target) => ids.has(target))
  );
};

const isChartShape: Test = hasFields({
  id: isText,
  version: isTextOrAbsent,
  root: isNodeAt(0),
  omissions: (u) => u === undefined || isListOf(hasFields({ path: isText, why: isText }))(u),
});

const isStatechart = (u: unknown): u is Statechart =>
  isChartShape(u) &&
  // SAFETY: the fields were checked, and the laws remain to be.
  isClosed(u as Statechart);

// ----------------------------------------------------------------------------------------------------------- codecs

/** The codec of a {@link Statechart}: it checks the shape and the laws of the model. */
export const StatechartCodec = new t.Type<Statechart, Statechart, unknown>(
  'a statechart',
  isStatechart,
  (u, context) => (isStatechart(u) ? t.success(u) : t.failure(u, context)),
  (chart) => chart,
);
