/** Types of suites; invalid options do not compile. */
import type { Either } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'tstyche';
import type {
  CriterionName,
  GenerateError,
  GraphCriterionName,
  Suite,
} from '../../src/testing/index.js';
import { generate } from '../../src/testing/index.js';

describe('generate', () => {
  test('returns a suite or an error', () => {
    expect(generate()).type.toBe<Either<GenerateError, Suite>>();
    expect(generate).type.toBeCallableWith({ criteria: ['states', 'guards'], seed: 7 });
  });

  test('accepts no unknown criterion and no misspelt option', () => {
    expect(generate).type.not.toBeCallableWith({ criteria: ['luck'] });
    expect(generate).type.not.toBeCallableWith({ sede: 7 });
    expect<'guards'>().type.toBeAssignableTo<CriterionName>();
    expect<'guards'>().type.not.toBeAssignableTo<GraphCriterionName>();
  });
});
