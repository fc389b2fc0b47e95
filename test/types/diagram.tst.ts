/** Types of pictures: states of their chart, known themes, and a layout of the same chart. */
import { describe, expect, test } from 'tstyche';
import type { Diagram, Direction, Layout, Theme, Tone, XmlNode } from '../../src/diagram/index.js';
import {
  diagramOf,
  runDiagram,
  runLayouts,
  runScxml,
  runSvg,
  runSvgTree,
  runTones,
  themeCss,
  toDot,
  toJson,
  toMermaid,
  toScxml,
  toSvg,
} from '../../src/diagram/index.js';
import type { RunInstance, RunState } from '../../src/index.js';

declare const run: RunInstance;
declare const light: Diagram<'Red' | 'Green'>;
declare const lightLayout: Layout<'Red' | 'Green'>;

describe('the diagram of a run', () => {
  test('has the states of the chart', () => {
    expect(runDiagram).type.toBe<Diagram<RunState>>();
    expect(runTones).type.toBe<Readonly<Record<RunState, Tone>>>();
    expect(runLayouts).type.toBe<Readonly<Record<Direction, Layout<RunState>>>>();
  });

  test('is painted with known states, themes and directions', () => {
    expect(runSvg()).type.toBe<string>();
    expect(runSvgTree()).type.toBe<XmlNode>();
    expect(runSvg).type.toBeCallableWith({ direction: 'right', theme: 'auto', highlight: 'Ready' });
    expect(runSvg).type.not.toBeCallableWith({ direction: 'up' });
    expect(runSvg).type.not.toBeCallableWith({ theme: 'blue' });
    expect(runSvg).type.not.toBeCallableWith({ highlight: 'NoSuchState' });
    expect(runSvg).type.not.toBeCallableWith({ hightlight: 'Ready' });
    expect(themeCss).type.toBeCallableWith('dark' satisfies Theme);
    expect(themeCss).type.not.toBeCallableWith('blue');
  });

  test('is written as SCXML with a run, in whose state it starts', () => {
    expect(runScxml).type.toBeCallableWith();
    expect(runScxml).type.toBeCallableWith(run);
    expect(runScxml).type.not.toBeCallableWith('Ready');
  });
});

describe('the diagram of another chart', () => {
  test('is drawn with the layout of that chart', () => {
    expect(toSvg).type.toBeCallableWith(light, lightLayout, {});
    expect(toSvg).type.not.toBeCallableWith(light, runLayouts.down, {});
    expect(toSvg(light, lightLayout, { highlight: 'Red' })).type.toBe<string>();
  });

  test('is written as text in every other format', () => {
    expect(toMermaid(light, { initial: 'Red' })).type.toBe<string>();
    expect(toDot(light)).type.toBe<string>();
    expect(toJson(light)).type.toBe<string>();
    expect(toScxml(light)).type.toBe<string>();
    expect(toMermaid).type.not.toBeCallableWith(light, { initial: 'Blue' });
    expect(toDot).type.not.toBeCallableWith('Red');
    expect(toJson).type.not.toBeCallableWith({ id: 'light' });
  });

  test('is made from a chart and its table', () => {
    expect(diagramOf).type.not.toBeCallableWith(runDiagram);
  });
});
