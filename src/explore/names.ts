/**
 * Names the states that a search found: by the state value and, where several have the same, by what distinguishes these: members of
 * the context, actors, timers, history. So `Red` is the only one, and `Red {"cars":1}` one of several.
 */
import type { Identity } from './Identity.js';
import type { Concrete } from './Runner.js';
import { lives } from './Runner.js';

/** The parts of a state beside its value, by name. */
type Parts = ReadonlyMap<string, string>;

/** Longer parts are left out of names. */
const MAX_LENGTH = 60;

/** What the history nodes remember: `remembers one.right`. */
const historyText = (concrete: Concrete): string => {
  const remembered = Object.values(
    // SAFETY: the nodes that XState remembers for each history node.
    concrete.snapshot.historyValue as Readonly<
      Record<string, ReadonlyArray<{ readonly path: ReadonlyArray<string> }>>
    >,
  ).map((nodes) => nodes.map(({ path }) => path.join('.')).join(' | '));
  return remembered.length === 0 ? '' : `remembers ${remembered.toSorted().join('; ')}`;
};

const partsOf = (identity: Identity, concrete: Concrete): Parts => {
  const { snapshot, timers } = concrete;
  const context: unknown = snapshot.context;
  const actors = identity.actors(concrete);
  const living = actors.filter(({ ref }) => lives(concrete, ref)).map(({ name }) => name);
  const ended = actors
    .filter(({ ref }) => !lives(concrete, ref))
    .map(({ name }) => `${name} ended`);
  return new Map([
    ...(typeof context === 'object' && context !== null
      ? Object.entries(context).map(([key, value]): readonly [string, string] => [
          `.${key}`,
          identity.text(concrete, value),
        ])
      : []),
    ['actors', [...living, ...ended].join(', ')],
    ['timers', timers.map(({ ms }) => `${String(ms)} ms left`).join(', ')],
    ['history', historyText(concrete)],
    ['status', snapshot.status === 'active' ? '' : snapshot.status],
  ]);
};

/** Groups numbers by a text. */
const groupBy = (texts: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<number>> => {
  const groups = new Map<string, Array<number>>();
  texts.forEach((text, i) => {
    const group = groups.get(text) ?? [];
    // eslint-disable-next-line functional/immutable-data -- a local list
    group.push(i);
    // eslint-disable-next-line functional/immutable-data -- a local map
    groups.set(text, group);
  });
  return [...groups.values()];
};

const nameWith = (value: string, parts: Parts, varying: ReadonlyArray<string>): string => {
  const shown = varying.filter((part) => {
    const text = parts.get(part) ?? '';
    return text !== '' && text.length <= MAX_LENGTH;
  });
  const context = shown
    .filter((part) => part.startsWith('.'))
    .map((part) => `${part.slice(1)}: ${parts.get(part) ?? ''}`);
  const others = shown.filter((part) => !part.startsWith('.')).map((part) => parts.get(part) ?? '');
  return [
    value,
    ...(context.length === 0 ? [] : [`{${context.join(', ')}}`]),
    ...others.map((text) => `(${text})`),
  ].join(' ');
};

/** Names states uniquely. */
export const namesOf = (
  identity: Identity,
  states: ReadonlyArray<Concrete>,
  valueTexts: ReadonlyArray<string>,
): ReadonlyArray<string> => {
  const names = [...valueTexts];
  groupBy(valueTexts)
    .filter((group) => group.length > 1)
    .forEach((group) => {
      const parts = group.map((i) => {
        const concrete = states[i];
        return concrete === undefined ? new Map<string, string>() : partsOf(identity, concrete);
      });
      const varying = [...new Set(parts.flatMap((one) => [...one.keys()]))].filter(
        (part) => new Set(parts.map((one) => one.get(part))).size > 1,
      );
      group.forEach((i, k) => {
        // eslint-disable-next-line functional/immutable-data -- a local list
        names[i] = nameWith(valueTexts[i] ?? '', parts[k] ?? new Map<string, string>(), varying);
      });
    });
  groupBy(names)
    .filter((group) => group.length > 1)
    .forEach((group) => {
      group.forEach((i, k) => {
        // eslint-disable-next-line functional/immutable-data -- a local list
        if (k > 0) names[i] = `${names[i] ?? ''} #${String(k + 1)}`;
      });
    });
  return names;
};
