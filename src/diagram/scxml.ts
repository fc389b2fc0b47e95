/**
 * Writes a chart as SCXML (W3C, State Chart XML 1.0), with the ECMAScript data model.
 *
 * SCXML has expressions instead of named guards and actions. The expressions written here call two functions with the chart's
 * names, `guard(name, run, _event)` and `update(name, run, _event)`, which a `<script>` defines. For the run's chart the script
 * contains the chart's own functions (`runScxml.ts`), so that an interpreter needs only the file.
 *
 * Law: an interpreter that receives events by their names, with their fields as data, enters the same states as the chart; an
 * event that the chart does not have takes no edge, whatever its name begins with.
 */
import type { Diagram, DiagramEdge } from './Diagram.js';
import type { XmlNode } from './xml.js';
import { writable, xml, xmlText } from './xml.js';

/**
 * How a chart is written as SCXML.
 * @category Text formats
 */
export interface ScxmlOptions<State extends string> {
  /** ECMAScript that defines `guard` and `update`; without it, the interpreter must define them. */
  readonly script?: string;
  /** The initial value of `run`, which the chart's functions receive. It must be JSON-safe. */
  readonly run?: unknown;
  /** The state to start in. Defaults to the chart's initial state. */
  readonly initial?: State;
}

/**
 * Makes a name valid in SCXML: a state's id is an XML name, an event's name has no spaces, and some interpreters name a function
 * after the chart. Other characters are replaced by their codes. Dots stay, as they are part of an event's name.
 *
 * Law: different names become different names, so what looks like a code is replaced too.
 */
export const scxmlName = (name: string): string =>
  writable(name).replace(
    /^[^\p{L}_]|[^\p{L}\p{N}_.]|_(?=x[0-9a-f]+_)/gu,
    (c) => `_x${(c.codePointAt(0) ?? 0).toString(16)}_`,
  );

const call = (name: 'guard' | 'update', argument: string): string =>
  `${name}(${JSON.stringify(argument)}, run, _event)`;

const assign = (update: string): XmlNode =>
  xml('assign', { location: 'run', expr: call('update', update) });

/** The description of a state or an edge, as an attribute of another namespace, which interpreters ignore. */
const described = (text: string): XmlNode['attributes'] => ({
  'chart:description': text === '' ? undefined : text,
});

const transition = ({
  source,
  event,
  target,
  guards,
  actions,
  description,
}: DiagramEdge<string>): XmlNode => {
  // SCXML matches prefixes: without the condition, `complete` would take `complete.now` too. The chart does not.
  const conditions = [
    `_event.name === ${JSON.stringify(scxmlName(event))}`,
    ...guards.map((name) => call('guard', name)),
  ];
  return xml(
    'transition',
    {
      event: scxmlName(event),
      cond: conditions.join(' && '),
      target: source === target ? undefined : scxmlName(target),
      ...described(description),
    },
    ...actions.map(assign),
  );
};

/** Writes an element with its children on lines of their own. */
export const indentedXml = (node: XmlNode, depth: number): string => {
  const space = '  '.repeat(depth);
  const { tag, attributes, children } = node;
  if (children.length === 0 || children.some((child) => typeof child === 'string'))
    return `${space}${xmlText(node)}\n`;
  const open = xmlText(xml(tag, attributes)).replace(/\/>$/, '>');
  const inner = children.map((child) => indentedXml(child as XmlNode, depth + 1)).join('');
  return `${space}${open}\n${inner}${space}</${tag}>\n`;
};

/**
 * Writes a chart as SCXML text.
 *
 * @example
 * ```ts
 * import { runDiagram, toScxml } from 'runchart/diagram'
 *
 * const scxml = toScxml(runDiagram, { run: {} })
 * assert.ok(scxml.includes('<transition event="lease" cond="_event.name === &quot;lease&quot;" target="Leased"'))
 * assert.ok(scxml.includes('guard(&quot;noActiveAttempt&quot;, run, _event)"'))
 * ```
 * @category Text formats
 */
export const toScxml = <State extends string>(
  diagram: Diagram<State>,
  { script, run, initial = diagram.initial }: ScxmlOptions<State> = {},
): string => {
  const states = diagram.details.map(({ name, description, entry, isFinal }) =>
    xml(
      isFinal ? 'final' : 'state',
      { id: scxmlName(name), ...described(description) },
      ...(entry.length === 0 ? [] : [xml('onentry', {}, ...entry.map(assign))]),
      ...diagram.edges.filter(({ source }) => source === name).map(transition),
    ),
  );
  const root = xml(
    'scxml',
    {
      xmlns: 'http://www.w3.org/2005/07/scxml',
      'xmlns:chart': 'urn:runchart',
      version: '1.0',
      name: scxmlName(diagram.id).replaceAll('.', '_'),
      datamodel: 'ecmascript',
      initial: scxmlName(initial),
    },
    ...(run === undefined
      ? []
      : [xml('datamodel', {}, xml('data', { id: 'run', expr: JSON.stringify(run) }))]),
    ...(script === undefined ? [] : [xml('script', {}, script)]),
    ...states,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${indentedXml(root, 0)}`;
};
