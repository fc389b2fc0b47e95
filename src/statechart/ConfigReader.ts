/* eslint-disable functional/immutable-data -- one pass that collects what it finds in three lists */
/**
 * Reads an unknown value as a config of XState, and lists all that is wrong with it.
 *
 * The value may be a config; the definition that `machine.definition` and `JSON.stringify(machine)` give, in which transitions of all
 * kinds are under `on`, with whole ids as targets; or a config from an inspection event, in which each function has become
 * `{ "type": NAME }` and what is nested deeply a text such as `"[Object]"`.
 */
import { isRecord } from '../codec/untrusted.js';
import { describe } from './describe.js';
import { lostBuiltin, lostFunction, lostLogic } from './lost.js';
import type { ReadProblem } from './ReadError.js';
import type { Omission } from './Statechart.js';
import { escapeId } from './targets.js';

type Fields = Readonly<Record<string, unknown>>;

/** The form of the value. */
export type ConfigForm = 'config' | 'definition' | 'inspected';

/** A transition of the config, of which only the targets are not yet known to be right. */
export interface DraftTransition {
  target?: ReadonlyArray<string>;
  readonly [key: string]: unknown;
}

/** The targets of a transition, to be looked for once all states are known. */
export interface TargetsToFind {
  readonly path: string;
  /** The keys of the state that declares the transition. */
  readonly source: ReadonlyArray<string>;
  readonly transition: DraftTransition;
  /** Whether they are of a history state, which are looked for below its parent. */
  readonly isDefault: boolean;
}

/** What was read. */
export interface ReadConfig {
  readonly config: Fields;
  readonly problems: ReadonlyArray<ReadProblem>;
  readonly omissions: ReadonlyArray<Omission>;
  readonly targets: ReadonlyArray<TargetsToFind>;
}

const KINDS = ['atomic', 'compound', 'parallel', 'final', 'history'];
const MAX_DEPTH = 100;

/** A path to a field, in the notation of JavaScript. */
const at = (path: string, key: string | number): string => {
  if (typeof key === 'number') return `${path}[${String(key)}]`;
  if (!/^[\w$-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
};

/** The names of the functions that XState's creators of actions return, and the types of these actions. */
const BUILTINS: ReadonlyMap<string, string> = new Map([
  ...['assign', 'raise', 'emit', 'sendTo', 'cancel', 'spawnChild', 'log', 'enqueueActions'].map(
    (name) => [name, `xstate.${name}`] as const,
  ),
  ['stop', 'xstate.stopChild'],
]);
/** The names that inline functions have from the property that holds them. */
const UNNAMED = new Set(['', 'guard', 'actions', 'entry', 'exit', 'output', 'context']);
const COMBINATORS = new Set(['and', 'or', 'not', 'stateIn']);
const CUT = new Set<unknown>(['[Object]', '[Array]', '[Circular]']);

const listIn = (u: unknown): ReadonlyArray<unknown> => (Array.isArray(u) ? u : [u]);

/** Leaves out the last items that satisfy a test, at most so many. */
const withoutLast = (
  items: ReadonlyArray<unknown>,
  count: number,
  test: (item: unknown) => boolean,
): ReadonlyArray<unknown> => {
  const found = new Set(items.flatMap((item, i) => (test(item) ? [i] : [])).slice(-count));
  return count === 0 ? items : items.filter((_, i) => !found.has(i));
};

/** Reads a value of a form. */
export const readConfigOf = (value: Fields, form: ConfigForm): ReadConfig => {
  const problems: Array<ReadProblem> = [];
  const omissions: Array<Omission> = [];
  const targets: Array<TargetsToFind> = [];

  const expected = (path: string, what: string, found: unknown): undefined => {
    problems.push({ path, what: `expected ${what}, found ${describe(found)}` });
  };

  const isCut = (u: unknown, path: string): boolean => {
    if (form !== 'inspected' || !CUT.has(u)) return false;
    omissions.push({ path, why: 'the inspection event was cut off here' });
    return true;
  };

  /** A field that is absent, null or cut off is undefined. */
  const fieldOf = (u: Fields, key: string, path: string): unknown => {
    const field = u[key] ?? undefined;
    return field === undefined || isCut(field, at(path, key)) ? undefined : field;
  };

  const text = (u: Fields, key: string, path: string): string | undefined => {
    const field = fieldOf(u, key, path);
    if (field === undefined || typeof field === 'string') return field;
    expected(at(path, key), 'a text', field);
    return undefined;
  };

  const record = (u: Fields, key: string, path: string): ReadonlyArray<[string, unknown]> => {
    const field = fieldOf(u, key, path);
    if (field === undefined) return [];
    if (isRecord(field)) return Object.entries(field);
    expected(at(path, key), 'an object', field);
    return [];
  };

  // ------------------------------------------------------------------------------------------- guards and actions

  /** Inspection events have `{ type: NAME }` for a function. Bundlers add a number to names: `assign2`, `assign$1`. */
  const lostOf = (type: string): (() => undefined) | undefined => {
    if (type.startsWith('xstate.')) return lostBuiltin(type);
    if (form !== 'inspected') return undefined;
    const plain = type.replace(/\$?\d+$/, '');
    const builtin = BUILTINS.get(plain);
    if (builtin !== undefined) return lostBuiltin(builtin);
    return UNNAMED.has(type) ? lostFunction('') : undefined;
  };

  const action = (u: unknown, path: string): unknown => {
    if (typeof u === 'string') return u;
    // A function in a list is null in JSON.
    if (u === null) return lostFunction('');
    if (!isRecord(u) || typeof u['type'] !== 'string')
      { expected(path, 'the name of an action, or { type, params }', u); return; }
    return lostOf(u['type']) ?? u;
  };

  const actions = (u: Fields, key: string, path: string): ReadonlyArray<unknown> => {
    const field = fieldOf(u, key, path);
    if (field === undefined) return [];
    return Array.isArray(field)
      ? field.flatMap((item: unknown, i) => {
          const place = at(at(path, key), i);
          return isCut(item, place) ? [] : [action(item, place)];
        })
      : [action(field, at(path, key))];
  };

  const guard = (u: Fields, path: string): unknown => {
    const field = fieldOf(u, 'guard', path);
    if (field === undefined || typeof field === 'string') return field;
    if (!isRecord(field) || typeof field['type'] !== 'string')
      { expected(at(path, 'guard'), 'the name of a guard, or { type, params }', field); return; }
    const { type } = field;
    const plain = type.replace(/\$?\d+$/, '');
    if (form === 'inspected' && COMBINATORS.has(plain)) return lostFunction(plain);
    return form === 'inspected' && UNNAMED.has(type) ? lostFunction('') : field;
  };

  // ----------------------------------------------------------------------------------------------------- transitions

  const targetNames = (u: Fields, path: string): ReadonlyArray<string> | undefined => {
    const field = fieldOf(u, 'target', path);
    if (field === undefined || field === '') return undefined;
    const names = listIn(field);
    if (!names.every((name) => typeof name === 'string'))
      { expected(at(path, 'target'), 'the name of a state, or a list of them', field); return; }
    return form === 'definition'
      ? names.map((name) => (name.startsWith('#') ? `#${escapeId(name.slice(1))}` : name))
      : names;
  };

  const transition = (
    u: unknown,
    path: string,
    source: ReadonlyArray<string>,
    targetPath = at(path, 'target'),
  ): DraftTransition | undefined => {
    if (typeof u === 'string') return transition({ target: u }, path, source, path);
    if (!isRecord(u)) { expected(path, 'a transition', u); return; }
    if ('cond' in u) problems.push({ path: at(path, 'cond'), what: 'XState 5 calls it guard' });
    const target = targetNames(u, path);
    const own = { guard: guard(u, path), actions: actions(u, 'actions', path) };
    const draft: DraftTransition = {
      ...(target === undefined ? {} : { target }),
      ...(own.guard === undefined ? {} : { guard: own.guard }),
      ...(own.actions.length === 0 ? {} : { actions: own.actions }),
      ...(u['reenter'] === true ? { reenter: true } : {}),
      description: text(u, 'description', path),
      meta: u['meta'],
    };
    if (target !== undefined)
      targets.push({
        path: targetPath,
        source,
        transition: draft,
        isDefault: false,
      });
    return draft;
  };

  const transitions = (
    u: unknown,
    path: string,
    source: ReadonlyArray<string>,
    isDelayed = false,
  ): ReadonlyArray<unknown> => {
    if (u === undefined || isCut(u, path)) return [];
    if (!Array.isArray(u)) return [transition(u, path, source)];
    return u.flatMap((item: unknown, i) => {
      const place = at(path, i);
      if (isCut(item, place)) return [];
      // XState takes no target from a text in a list of `after`; the machine is read as XState reads it.
      return [isDelayed && typeof item === 'string' ? item : transition(item, place, source)];
    });
  };

  // ---------------------------------------------------------------------------------------------------------- states

  const invocation = (u: unknown, path: string, keys: ReadonlyArray<string>): unknown => {
    if (typeof u === 'string') return { src: u };
    if (!isRecord(u)) { expected(path, 'an invocation, { src, ... }', u); return; }
    const { src } = u;
    const events = ['onDone', 'onError', 'onSnapshot'].flatMap((key) => {
      const field = fieldOf(u, key, path);
      return field === undefined ? [] : [[key, transitions(field, at(path, key), keys)]];
    });
    const id = text(u, 'id', path);
    const systemId = text(u, 'systemId', path);
    return {
      ...(id === undefined ? {} : { id }),
      ...(systemId === undefined ? {} : { systemId }),
      src:
        typeof src === 'string' && !src.startsWith('xstate.invoke.') && !CUT.has(src)
          ? src
          : lostLogic,
      ...(Object.fromEntries(events) as Fields),
    };
  };

  const initial = (u: Fields, path: string, states: Fields): unknown => {
    const field = fieldOf(u, 'initial', path);
    if (field === undefined) return undefined;
    const place = at(path, 'initial');
    const target = isRecord(field) ? listIn(field['target'])[0] : field;
    // The definition of a state without states has an initial transition without a target.
    if (target === undefined && form === 'definition') return undefined;
    if (typeof target !== 'string') { expected(place, 'the name of a state', field); return; }
    const named =
      form === 'definition'
        ? Object.entries(states).find(
            ([, state]) => isRecord(state) && `#${String(state['id'])}` === target,
          )?.[0]
        : target;
    if (named === undefined || !Object.hasOwn(states, named)) {
      problems.push({ path: place, what: `there is no state "${target}" in it` });
      return undefined;
    }
    return isRecord(field) ? { target: named, actions: actions(field, 'actions', place) } : named;
  };

  /** Gives the transitions of a definition back to where a config has them. */
  const sorted = (u: Fields): Fields => {
    const id = String(u['id']);
    const on = isRecord(u['on']) ? u['on'] : {};
    const events = Object.entries(on);
    const rest = events.filter(([type]) => !/^xstate\.(after|done|error|snapshot)\./.test(type));
    const delayed = events.filter(([type]) => type.startsWith('xstate.after.'));
    const isTimer = (type: string) => (item: unknown) => isRecord(item) && item['type'] === type;
    const delayOf = (list: unknown, type: string): string => {
      const [first] = listIn(list);
      const delay = isRecord(first) ? first['delay'] : undefined;
      return typeof delay === 'number' || typeof delay === 'string'
        ? String(delay)
        : type.slice('xstate.after.'.length, -(id.length + 1));
    };
    return {
      ...u,
      on: Object.fromEntries(rest),
      onDone: on[`xstate.done.state.${id}`],
      after: Object.fromEntries(delayed.map(([type, list]) => [delayOf(list, type), list])),
      invoke: listIn(u['invoke'] ?? []).map((invoke) =>
        isRecord(invoke)
          ? {
              ...invoke,
              onDone: on[`xstate.done.actor.${String(invoke['id'])}`],
              onError: on[`xstate.error.actor.${String(invoke['id'])}`],
              onSnapshot: on[`xstate.snapshot.${String(invoke['id'])}`],
            }
          : invoke,
      ),
      entry: withoutLast(listIn(u['entry'] ?? []), delayed.length, isTimer('xstate.raise')),
      exit: withoutLast(listIn(u['exit'] ?? []), delayed.length, isTimer('xstate.cancel')),
    };
  };

  const node = (raw: unknown, path: string, keys: ReadonlyArray<string>): Fields => {
    if (isCut(raw, path)) return {};
    if (!isRecord(raw)) {
      expected(path, 'a state', raw);
      return {};
    }
    if (keys.length > MAX_DEPTH) {
      problems.push({ path, what: `states are nested more than ${String(MAX_DEPTH)} deep` });
      return {};
    }
    const u = form === 'definition' ? sorted(raw) : raw;
    const type = text(u, 'type', path);
    if (type !== undefined && !KINDS.includes(type))
      expected(at(path, 'type'), `one of ${KINDS.join(', ')}`, type);
    const states = record(u, 'states', path).map(([key, state]) => {
      const place = at(at(path, 'states'), key);
      if (key === '__proto__')
        problems.push({ path: place, what: 'XState loses a state of this name' });
      return [key, node(state, place, [...keys, key])] as const;
    });
    const byKey: Fields = Object.fromEntries(states);
    const start =
      type === 'parallel' ? undefined : initial(u, path, isRecord(u['states']) ? u['states'] : {});
    if (
      states.length > 0 &&
      start === undefined &&
      (type === undefined || type === 'compound') &&
      (u['initial'] ?? undefined) === undefined
    )
      problems.push({ path, what: 'its initial state is missing' });
    const list = (key: string): ReadonlyArray<unknown> =>
      transitions(fieldOf(u, key, path), at(path, key), keys);
    const mapped = (key: string): ReadonlyArray<readonly [string, unknown]> =>
      record(u, key, path).flatMap(([name, value]) => {
        const place = at(at(path, key), name);
        if (key === 'on' && name === '')
          problems.push({ path: place, what: 'XState 5 calls it always' });
        if (isCut(value, place)) return [];
        const read =
          key === 'after' && typeof value === 'string'
            ? [transition(value, place, keys)]
            : transitions(value, place, keys, key === 'after');
        return [[name, read]];
      });
    const on = mapped('on');
    const after = mapped('after');
    const always = list('always');
    const onDone = list('onDone');
    const invokeField = fieldOf(u, 'invoke', path);
    const invoke =
      invokeField === undefined
        ? []
        : Array.isArray(invokeField)
          ? invokeField.map((item: unknown, i) => invocation(item, at(at(path, 'invoke'), i), keys))
          : [invocation(invokeField, at(path, 'invoke'), keys)];
    const tags = listIn(fieldOf(u, 'tags', path) ?? []);
    if (!tags.every((tag) => typeof tag === 'string'))
      expected(at(path, 'tags'), 'texts', u['tags']);
    const id = text(u, 'id', path);
    const history = u['history'];
    const route = fieldOf(u, 'route', path);
    const output = fieldOf(u, 'output', path);
    const config: DraftTransition = {
      ...(id === undefined ? {} : { id }),
      ...(type === undefined ? {} : { type }),
      ...(start === undefined ? {} : { initial: start }),
      ...(states.length === 0 ? {} : { states: byKey }),
      ...(on.length === 0 ? {} : { on: Object.fromEntries(on) }),
      ...(after.length === 0 ? {} : { after: Object.fromEntries(after) }),
      ...(always.length === 0 ? {} : { always }),
      ...(onDone.length === 0 ? {} : { onDone }),
      ...(invoke.length === 0 ? {} : { invoke }),
      ...(history === true || history === 'shallow' || history === 'deep' ? { history } : {}),
      ...(isRecord(route) ? { route: { ...route, guard: guard(route, at(path, 'route')) } } : {}),
      entry: actions(u, 'entry', path),
      exit: actions(u, 'exit', path),
      tags,
      description: text(u, 'description', path),
      meta: u['meta'],
      ...(output === undefined
        ? {}
        : {
            output:
              form === 'inspected' && isRecord(output) && output['type'] === 'output'
                ? lostFunction('')
                : output,
          }),
    };
    const defaults =
      config['type'] === 'history' || config['history'] !== undefined
        ? targetNames(u, path)
        : undefined;
    if (defaults !== undefined) {
      config.target = defaults;
      targets.push({ path: at(path, 'target'), source: keys, transition: config, isDefault: true });
    }
    return config;
  };

  const config = node(value, '', []);
  const version = text(value, 'version', '');
  const context = fieldOf(value, 'context', '');
  return {
    config: {
      ...config,
      ...(version === undefined ? {} : { version }),
      ...(isRecord(context) && !(form === 'inspected' && context['type'] === 'context')
        ? { context }
        : {}),
    },
    problems,
    omissions,
    targets,
  };
};
