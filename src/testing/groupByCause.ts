/* eslint-disable functional/no-loop-statements, functional/immutable-data -- unites groups in local maps */
/** Groups failures that have a cause in common, directly or through others. */
import type { FailedTest } from './FailedTest.js';
import { signatureOf } from './FailedTest.js';
import { faultTitle } from './reportLines.js';
import type { AnyTest, Vocabulary } from './Vocabulary.js';

/** Failures that presumably have one cause, and the titles of the steps at fault, one for each signature. */
export interface Cause<T extends AnyTest> {
  readonly failures: ReadonlyArray<FailedTest<T>>;
  readonly ways: ReadonlyArray<string>;
}

/** Groups failures by their likely cause; the causes are in the order of their first failure. */
export const groupByCause = <T extends AnyTest>(
  vocabulary: Vocabulary<T>,
  failed: ReadonlyArray<FailedTest<T>>,
): ReadonlyArray<Cause<T>> => {
  const parents = new Map<string, string>();
  const rootOf = (key: string): string => {
    const parent = parents.get(key) ?? key;
    return parent === key ? key : rootOf(parent);
  };
  const signatures = new Map<string, FailedTest<T>>();
  const keyed = failed.map((one) => {
    const signature = signatureOf(vocabulary, one);
    const known = signatures.has(signature);
    if (!known) signatures.set(signature, one);
    if (!known && one.failure._tag === 'Differs')
      for (const key of vocabulary.causesOf(one)) {
        const [a, b] = [rootOf(`= ${signature}`), rootOf(key)];
        parents.set(b, a);
      }
    return { one, signature };
  });
  const causes = new Map<
    string,
    { readonly failures: Array<FailedTest<T>>; readonly ways: Set<string> }
  >();
  for (const { one, signature } of keyed) {
    const root = rootOf(`= ${signature}`);
    const cause = causes.get(root) ?? { failures: [], ways: new Set() };
    causes.set(root, cause);
    cause.failures.push(one);
    if (signatures.get(signature) === one) cause.ways.add(faultTitle(one));
  }
  return [...causes.values()].map(({ failures, ways }) => ({ failures, ways: [...ways] }));
};
