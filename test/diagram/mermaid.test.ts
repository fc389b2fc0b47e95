import { describe, expect, it } from '@jest/globals';
import { runChart } from '../../machines/run.chart.js';
import type { DrawnChart } from '../../src/diagram/index.js';
import { toMermaid } from '../../src/diagram/index.js';
import { runTable } from '../../src/run/runTable.js';

const door: DrawnChart<'Open' | 'Shut'> = {
  states: ['Open', 'Shut'],
  edges: [
    {
      source: 'Open',
      event: 'close',
      target: 'Shut',
      guards: ['unlocked', 'oiled'],
      description: 'it is cold; #1 reason',
    },
    { source: 'Open', event: 'lock', target: 'Open', guards: ['oiled'], description: '' },
  ],
  isFinal: (state) => state === 'Shut',
};

describe('toMermaid', () => {
  it('writes states, arrows, guards and reasons, and escapes what Mermaid would read as syntax', () => {
    expect(toMermaid(door, { initial: 'Open', direction: 'LR' }).split('\n')).toStrictEqual([
      'stateDiagram-v2',
      '  direction LR',
      '  [*] --> Open',
      '  Open : Open',
      '  Open : lock<br/>[oiled]',
      '  Open --> Shut : close<br/>[unlocked, oiled]<br/>it is cold#59; #35;1 reason',
      '  Shut --> [*]',
    ]);
  });

  it('runs down by default', () => {
    expect(toMermaid(door, { initial: 'Shut' }).split('\n').slice(1, 3)).toStrictEqual([
      '  direction TB',
      '  [*] --> Shut',
    ]);
  });

  describe('of the run', () => {
    const lines = toMermaid(runTable, { initial: runChart.initial }).split('\n');

    it.each(runTable.edges)('draws $source + $event -> $target once', (edge) => {
      const { source, event, target, guards, description } = edge;
      const start = source === target ? `  ${source} : ` : `  ${source} --> ${target} : `;
      const found = lines.filter((line) => line.startsWith(`${start}${event}`));
      expect(found).toHaveLength(1);
      expect([...guards, description].filter((text) => !found[0]?.includes(text))).toStrictEqual(
        [],
      );
    });

    it('draws nothing else', () => {
      const arrows = lines.filter((line) => line.includes(' --> '));
      const leaving = runTable.edges.filter(({ source, target }) => source !== target);
      const final = runTable.states.filter(runTable.isFinal);
      expect(arrows).toHaveLength(leaving.length + final.length + 1);
      expect(arrows[0]).toBe('  [*] --> Scheduled');
      expect(arrows.slice(-3)).toStrictEqual(
        ['Completed', 'Failed', 'Canceled'].map((state) => `  ${state} --> [*]`),
      );
    });
  });
});
