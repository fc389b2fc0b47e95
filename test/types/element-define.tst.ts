/** The registering entry declares the types of the element, and exports nothing. */
import { describe, expect, test } from 'tstyche';
import * as define from '../../src/element/define.js';
import type { RunChartElement } from '../../src/element/index.js';

describe('the registering entry', () => {
  test('exports nothing', () => {
    expect<keyof typeof define>().type.toBe<never>();
    expect(define).type.not.toHaveProperty('defineRunChart');
  });

  test('types the element by its name', () => {
    expect(document.createElement('run-chart')).type.toBe<RunChartElement>();
    expect(document.querySelector('run-chart')).type.toBe<RunChartElement | null>();
    expect(document.createElement('run-chat')).type.not.toBe<RunChartElement>();
    expect<'NoSuchState'>().type.not.toBeAssignableTo<RunChartElement['state']>();
  });
});
