/** Paints states as SVG: a box with a name, a row for each edge that stays inside, and a badge with a count. */
import { round } from './arrow.js';
import { badgeFontSize, badgeOf } from './badge.js';
import type { Diagram } from './Diagram.js';
import { relabelState } from './labels.js';
import type { Box, Span } from './Layout.js';
import { measures, rowsOf, spanWidth } from './Layout.js';
import type { Mark } from './marks.js';
import { hueOf, marks } from './marks.js';
import { paintRow } from './paintEdge.js';
import type { Painter } from './painter.js';
import { classes, group, textAt } from './painter.js';
import type { Tone } from './theme.js';
import type { XmlNode } from './xml.js';
import { xml } from './xml.js';

const paintBadge = <State extends string>(
  { layout, paints }: Painter<State>,
  box: Box,
  count: number,
): XmlNode => {
  const badge = badgeOf(layout, box, count);
  const { x, y, width, height } = badge.box;
  return xml(
    'g',
    { class: 'rc-count' },
    xml('rect', {
      ...paints('rc-badge', { fill: 'badge' }),
      ...badge.box,
      rx: height / 2,
    }),
    xml(
      'text',
      {
        ...paints('rc-number', { fill: 'badge-ink' }),
        x: round(x + (width - badge.textWidth) / 2),
        y: y + 13.5,
        'font-size': badgeFontSize,
        'font-weight': 700,
        textLength: round(badge.textWidth),
        lengthAdjust: 'spacingAndGlyphs',
      },
      badge.text,
    ),
  );
};

/** Paints the mark of a state: a disc with a glyph at its upper left corner. */
const markAt = ({ paints }: Pick<Painter<never>, 'paints'>, { x, y }: Box, mark: Mark): XmlNode => {
  const { glyph, hue } = marks[mark];
  return xml(
    'g',
    { class: 'rc-disc', transform: `translate(${String(x + 4)} ${String(y)})` },
    xml('circle', { ...paints('', { fill: hue }), r: 9 }),
    xml('path', {
      ...paints('rc-glyph', { stroke: 'badge-ink' }),
      d: glyph,
      'stroke-width': 1.8,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
      transform: 'scale(1.1)',
    }),
  );
};

/** Paints a state, with the edges that stay inside it. */
export const paintState = <State extends string>(
  painter: Painter<State>,
  state: Diagram<State>['details'][number],
): XmlNode => {
  const { diagram, layout, options, paints, labels } = painter;
  const { name, isFinal } = state;
  const { name: word, description, entry } = relabelState(labels, state);
  const box = layout.states[name];
  const mark = options.marks?.[name];
  const tone: Tone = options.tones?.[name] ?? (isFinal ? 'done' : 'waiting');
  const hue = hueOf(mark, tone);
  const rows = rowsOf(diagram, name);
  const count = options.counts?.[name];
  const isCurrent = name === options.highlight;
  const title: Span = { role: 'name', text: word };
  const isCentred = rows.length === 0;
  const width = Math.min(spanWidth(title), box.width - measures.padding * (isCentred ? 1 : 2));
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
      description === '' ? word : `${word}: ${description}`,
      entry.length === 0 ? '' : `on entry / ${entry.join(', ')}`,
    ],
    options.states?.(name),
    [
      ...(isCurrent
        ? [
            xml('rect', {
              ...paints('rc-halo', { stroke: hue }),
              ...frame(4.5),
              'stroke-width': 5,
              opacity: 0.3,
            }),
          ]
        : []),
      xml('rect', {
        ...paints('rc-box', { fill: `${hue}-fill`, stroke: hue }),
        ...frame(0),
        'stroke-width': isCurrent ? 2.5 : 1.5,
      }),
      ...(isFinal
        ? [xml('rect', { ...paints('rc-ring', { stroke: hue }), ...frame(-4), 'stroke-width': 1 })]
        : []),
      ...textAt(
        paints,
        [title],
        { x: box.x + (isCentred ? (box.width - width) / 2 : measures.padding), width },
        box.y + measures.head / 2 + 5,
      ),
      ...(isCentred
        ? []
        : [
            xml('path', {
              ...paints('rc-rule', { stroke: hue }),
              d: `M${String(box.x)} ${String(box.y + measures.head)}h${String(box.width)}`,
              opacity: 0.45,
            }),
          ]),
      ...rows.map((row) => paintRow(painter, box, row)),
      ...(mark === undefined ? [] : [markAt(painter, box, mark)]),
      ...(count === undefined ? [] : [paintBadge(painter, box, count)]),
    ],
  );
};
