/** Types of the picture and the element: states, events, and the details of DOM events. */
import { describe, expect, test } from 'tstyche';
import { runSvg } from '../../src/diagram/index.js';
import type { EventChosen, RunChartElement } from '../../src/element/index.js';
import type { EventType, RunEvent, RunInstance, RunState } from '../../src/index.js';

declare const element: HTMLElementTagNameMap['run-chart'];

describe('the picture', () => {
  test('knows the states', () => {
    expect(runSvg).type.toBeCallableWith({ highlight: 'Ready', counts: { Ready: 1 } });
    expect(runSvg).type.not.toBeCallableWith({ highlight: 'Nope' });
    expect(runSvg).type.not.toBeCallableWith({ counts: { Nope: 1 } });
    expect(runSvg).type.not.toBeCallableWith({ theme: 'blue' });
  });
});

describe('the element', () => {
  test('is found by its name', () => {
    expect(element).type.toBe<RunChartElement>();
    expect(element.state).type.toBe<RunState | undefined>();
    expect(element.run).type.toBe<RunInstance | undefined>();
  });

  test('dispatches the chosen event with its detail', () => {
    element.addEventListener('event-chosen', ({ detail }) => {
      expect(detail).type.toBe<EventChosen>();
      expect(detail.type).type.toBe<EventType>();
      expect(detail.event).type.toBe<RunEvent | undefined>();
    });
  });
});
