/** Generates suites for the tests. */
import type { GenerateOptions, Suite } from '../../src/testing/index.js';
import { generate } from '../../src/testing/index.js';
import { right } from '../support/right.js';

export const suiteOf = (options?: GenerateOptions): Suite => right(generate(options));
