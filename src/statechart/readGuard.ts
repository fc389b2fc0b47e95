/** Reads XState's guards: by name, inline, and combined, which are functions with fields. */
import * as E from 'fp-ts/lib/Either.js';
import { dataOf } from './dataOf.js';
import { fieldsOf, listOf, ownName } from './fields.js';
import type { ChartGuard } from './Statechart.js';

/**
 * Which of `and`, `or` and `not` made a guard. Its function has that name, unless a minifier changed it. So it is asked instead: given
 * a guard that holds and one that does not, only `or` holds; given one that does not, only `not` holds.
 */
const combinatorOf = (check: unknown): 'and' | 'or' | 'not' | undefined => {
  if (typeof check !== 'function') return undefined;
  const holds = (...guards: ReadonlyArray<boolean>): unknown =>
    E.toUnion(
      E.tryCatch(
        (): unknown =>
          Reflect.apply(check, undefined, [
            { machine: {} },
            { context: {}, event: { type: '' } },
            { guards: guards.map((is) => () => is) },
          ]),
        () => undefined,
      ),
    );
  if (holds(false, false) === true) return 'not';
  if (holds(false, true) === true) return 'or';
  return holds(true, true) === true ? 'and' : undefined;
};

const stateText = (u: unknown): string =>
  typeof u === 'string' ? u : JSON.stringify(dataOf(u) ?? null);

/** Reads a guard. */
export const guardOf = (u: unknown): ChartGuard => {
  if (typeof u === 'string') return { kind: 'named', name: u };
  const fields = fieldsOf(u);
  if (typeof u !== 'function') {
    const { type } = fields;
    const params = dataOf(fields['params']);
    return {
      kind: 'named',
      name: typeof type === 'string' ? type : '',
      ...(params === undefined ? {} : { params }),
    };
  }
  if ('stateValue' in fields) return { kind: 'stateIn', state: stateText(fields['stateValue']) };
  const kind = Array.isArray(fields['guards']) ? combinatorOf(fields['check']) : undefined;
  return kind === undefined
    ? { kind: 'inline', name: ownName(u) }
    : { kind, of: listOf(fields['guards']).map(guardOf) };
};
