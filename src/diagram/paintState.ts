/** Paints states as SVG: a box with a name, a row for each edge that stays inside, and a badge with a count. */
import { round } from './arrow.js';
import { countText } from './description.js';
import type { Diagram } from './Diagram.js';
import type { Box, Span } from './Layout.js';
import { measures, rowsOf, spanWidth } from './Layout.js';
import { textWidth } from './metrics.js';
import { paintRow } from './paintEdge.js';
import type { Painter } from './painter.js';
import { classes, group, textAt } from './painter.js';
import type { Tone } from './theme.js';
import type { XmlNode } from './xml.js';
import { xml } from './xml.js';

const badge = <State extends string>(
  { layout, paints }: Painter<State>,
  box: Box,
  count: number,
): XmlNode => {
  const text = countText(count);
  const size = 11.5;
  const width = textWidth(text, size, 'bold');
  const pill = { width: Math.max(20, round(width) + 10), height: 19 };
  // A wide badge extends to where there is room: to the right in a picture that runs down, to the left in one that runs right.
  const right = box.x + box.width;
  const x =
    layout.direction === 'down'
      ? Math.min(right - 12, layout.width - pill.width)
      : right + 12 - pill.width;
  const y = box.y - pill.height / 2;
  return xml(
    'g',
    { class: 'rc-count' },
    xml('rect', { ...paints('rc-badge', { fill: 'badge' }), x, y, ...pill, rx: pill.height / 2 }),
    xml(
      'text',
      {
        ...paints('rc-number', { fill: 'badge-ink' }),
        x: round(x + (pill.width - width) / 2),
        y: y + 13.5,
        'font-size': size,
        'font-weight': 700,
        textLength: round(width),
        lengthAdjust: 'spacingAndGlyphs',
      },
      text,
    ),
  );
};

/** Paints a state, with the edges that stay inside it. */
export const paintState = <State extends string>(
  painter: Painter<State>,
  { name, description, entry, isFinal }: Diagram<State>['details'][number],
): XmlNode => {
  const { diagram, layout, options, paints } = painter;
  const box = layout.states[name];
  const tone: Tone = options.tones?.[name] ?? (isFinal ? 'done' : 'waiting');
  const rows = rowsOf(diagram, name);
  const count = options.counts?.[name];
  const isCurrent = name === options.highlight;
  const title: Span = { role: 'name', text: name };
  const frame = (by: number): XmlNode['attributes'] => ({
    x: box.x - by,
    y: box.y - by,
    width: box.width + 2 * by,
    height: box.height + 2 * by,
    rx: 10 + by,
  });
  return group(
    painter,
    {
      class: classes(
        'rc-state',
        `rc-${tone}`,
        isFinal ? 'rc-final' : '',
        isCurrent ? 'rc-current' : '',
      ),
      'data-state': name,
    },
    [
      description === '' ? name : `${name}: ${description}`,
      entry.length === 0 ? '' : `on entry / ${entry.join(', ')}`,
    ],
    options.states?.(name),
    [
      ...(isCurrent
        ? [
            xml('rect', {
              ...paints('rc-halo', { stroke: tone }),
              ...frame(4.5),
              'stroke-width': 5,
              opacity: 0.3,
            }),
          ]
        : []),
      xml('rect', {
        ...paints('rc-box', { fill: `${tone}-fill`, stroke: tone }),
        ...frame(0),
        'stroke-width': isCurrent ? 2.5 : 1.5,
      }),
      ...(isFinal
        ? [xml('rect', { ...paints('rc-ring', { stroke: tone }), ...frame(-4), 'stroke-width': 1 })]
        : []),
      ...textAt(
        paints,
        [title],
        rows.length === 0 ? box.x + (box.width - spanWidth(title)) / 2 : box.x + measures.padding,
        box.y + measures.head / 2 + 5,
      ),
      ...(rows.length === 0
        ? []
        : [
            xml('path', {
              ...paints('rc-rule', { stroke: tone }),
              d: `M${String(box.x)} ${String(box.y + measures.head)}h${String(box.width)}`,
              opacity: 0.45,
            }),
          ]),
      ...rows.map((row) => paintRow(painter, box, row)),
      ...(count === undefined ? [] : [badge(painter, box, count)]),
    ],
  );
};
