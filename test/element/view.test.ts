import { describe, expect, it } from '@jest/globals';
import { runDiagram } from '../../src/diagram/index.js';
import { keyOf } from '../../src/element/choices.js';
import type { View } from '../../src/element/view.js';
import { emptyView, nextView } from '../../src/element/view.js';
import type { RunState } from '../../src/index.js';

const stateless = { run: undefined, counts: {}, taken: {}, direction: 'down' } as const;

const next = (
  before: View,
  state: RunState | undefined,
  { isCompact = false, hasFocus = false } = {},
): View => nextView(before, { ...stateless, state, isCompact, hasFocus });

const firstEdge = (state: RunState): string | undefined =>
  runDiagram.edges.filter(({ source }) => source === state).map(keyOf)[0];

describe('the tab stop', () => {
  const ready = next(emptyView, 'Ready');
  const moved: View = { ...ready, tabStop: 'Running complete' };

  it('is the first edge of the state', () => {
    expect(ready.tabStop).toBe(firstEdge('Ready'));
  });

  it('stays on its edge while the state is the same', () => {
    expect(next(moved, 'Ready').tabStop).toBe('Running complete');
  });

  it('moves to the first edge of a new state', () => {
    expect(next(moved, 'Leased').tabStop).toBe(firstEdge('Leased'));
  });

  it('stays on its edge in a new state while the element has the focus', () => {
    expect(next(moved, 'Leased', { hasFocus: true }).tabStop).toBe('Running complete');
  });

  it('leaves an edge that the compact form does not show', () => {
    expect(next(moved, 'Ready', { isCompact: true }).tabStop).toBe(firstEdge('Ready'));
  });

  it('is none without a state', () => {
    expect(next(moved, undefined).tabStop).toBeUndefined();
  });
});
