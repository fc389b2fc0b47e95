/**
 * The machine that `--machine` names, explored with what its module says about it.
 *
 * What exploring needs is an export `explore` beside the machine, with the options of `explore` of `runchart/explore`; or any export of
 * another module that `--setup` names. `--events` replaces its events.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { decodeErrors, describeDecodeErrors } from '../codec/DecodeError.js';
import { parseJson } from '../codec/JsonText.js';
import { isRecord, readField } from '../codec/untrusted.js';
import type { Exploration } from '../explore/Exploration.js';
import type { ExploreError, ExploreOptions } from '../explore/explore.js';
import { exploreAny } from '../explore/explore.js';
import { loadModule } from './loadModule.js';
import type { LoadedMachine } from './machineFile.js';
import { loadMachine, machineAddressOf } from './machineFile.js';
import { explain } from './systemError.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The flags that select a machine and what is known about it. */
export interface MachineFlags {
  readonly machine: string;
  readonly setup?: string;
  readonly events?: string;
  readonly limit?: number;
}

type Machine = NonNullable<LoadedMachine['machine']>;

type Options = ExploreOptions<Machine>;

/** A machine and what exploring it found. */
export interface ExploredMachine {
  readonly machine: Machine;
  readonly exploration: Exploration;
  /** The input with which it was explored. */
  readonly input: unknown;
  /** What merges states, if anything: their context is then not known. */
  readonly key: Options['key'];
}

// ----------------------------------------------------------------------------------------------------------- codecs

const eventCodec = t.intersection(
  [t.type({ type: t.string }), t.UnknownRecord],
  'an event with a type',
);

const eventsCodec = t.readonlyArray(eventCodec, 'a list of events');

const outcomesCodec = t.partial(
  {
    done: t.readonlyArray(t.unknown),
    error: t.readonlyArray(t.unknown),
    snapshots: t.readonlyArray(t.unknown),
    events: eventsCodec,
  },
  'the outcomes of an actor: { done, error, snapshots, events }, each a list',
);

const callable = new t.Type<CallableFunction>(
  'a function',
  (u): u is CallableFunction => typeof u === 'function',
  (u, context) => (typeof u === 'function' ? t.success(u) : t.failure(u, context)),
  t.identity,
);

const optionsCodec = t.partial({
  events: eventsCodec,
  input: t.unknown,
  outcomes: t.record(t.string, outcomesCodec),
  key: callable,
  outcome: callable,
  limit: t.number,
});

const names: ReadonlyArray<string> = Object.keys(optionsCodec.props);
const outcomeNames: ReadonlyArray<string> = ['done', 'error', 'snapshots', 'events'];

/** Finds a key that is no option: what is misspelt would be passed over. */
const misspelt = (u: unknown): string | undefined => {
  if (!isRecord(u)) return undefined;
  const [option] = Object.keys(u).filter((key) => !names.includes(key));
  if (option !== undefined) return `there is no option ${option}; there are ${names.join(', ')}`;
  const outcomes = readField(u, 'outcomes');
  const [wrong] = Object.entries(isRecord(outcomes) ? outcomes : {}).flatMap(([actor, of]) =>
    Object.keys(isRecord(of) ? of : {})
      .filter((key) => !outcomeNames.includes(key))
      .map(
        (key) => `the outcomes of ${actor} have no ${key}; there are ${outcomeNames.join(', ')}`,
      ),
  );
  return wrong;
};

const decodeOptions = (where: string, u: unknown): E.Either<string, Options> => {
  const wrong = misspelt(u);
  if (wrong !== undefined) return E.left(`${where}: ${wrong}`);
  return pipe(
    optionsCodec.decode(u),
    E.bimap(
      (errors) => `${where}: ${describeDecodeErrors(decodeErrors(errors))}`,
      // SAFETY: every option has been checked; the types of a machine of a file are not known.
      (options) => options as Options,
    ),
  );
};

// -------------------------------------------------------------------------------------------------------- operations

/** The name of the export with the options. */
const EXPLORE = 'explore';

const exportOf = (module: unknown, name: string): unknown => {
  if (!isRecord(module)) return undefined;
  const own = readField(module, name);
  const main = readField(module, 'default');
  return own ?? (isRecord(main) ? readField(main, name) : undefined);
};

/** The options that a module exports; none if it exports none and nobody asked for them. */
const optionsIn = (
  file: string,
  name: string | undefined,
  shown: string,
): TE.TaskEither<string, Options> =>
  pipe(
    loadModule(path.resolve(file)),
    TE.mapLeft((reason) => `cannot load ${shown}: ${reason}`),
    TE.chainEitherK((module) => {
      const found = exportOf(module, name ?? EXPLORE);
      if (found === undefined)
        return name === undefined ? E.right({}) : E.left(`${shown} has no export ${name}`);
      return decodeOptions(`${shown}#${name ?? EXPLORE}`, found);
    }),
  );

const eventsIn = (file: string): TE.TaskEither<string, Pick<Options, 'events'>> =>
  pipe(
    TE.tryCatch(
      () => readFile(file, 'utf8'),
      (thrown) => `cannot read ${file}: ${explain(E.toError(thrown))}`,
    ),
    TE.chainEitherK((text) =>
      pipe(
        parseJson(text),
        E.mapLeft(({ message }) => `${file}: ${message}`),
        E.chain((json) => decodeOptions(file, { events: json })),
      ),
    ),
  );

const errorText = (error: ExploreError): string => {
  switch (error._tag) {
    case 'MachineThrew':
      return `${error.where} throws: ${error.message}`;
    case 'SameEvent':
      return `two of its events are ${error.label}`;
    case 'KeyTooCoarse':
      return `two states have the key ${error.key}, but answer ${error.input} differently: ${error.answers.join('; ')}`;
  }
};

/** Loads a machine and explores it. The left is a text for people. */
export const exploreMachine = ({
  machine: address,
  setup,
  events,
  limit,
}: MachineFlags): TE.TaskEither<string, ExploredMachine> =>
  pipe(
    TE.Do,
    TE.bind('loaded', () => loadMachine(address)),
    TE.bindW('machine', ({ loaded: { machine, file } }) =>
      TE.fromNullable(`${file} is a drawing of a machine, which does nothing`)(machine),
    ),
    TE.bindW('options', ({ loaded: { file } }) => {
      if (setup !== undefined) {
        const { file: module, name } = machineAddressOf(setup);
        return optionsIn(module, name ?? EXPLORE, module);
      }
      return /\.json$/i.test(file)
        ? TE.right<string, Options>({})
        : optionsIn(file, undefined, machineAddressOf(address).file);
    }),
    TE.bindW('given', () =>
      events === undefined ? TE.right<string, Pick<Options, 'events'>>({}) : eventsIn(events),
    ),
    TE.chainEitherK(({ machine, options, given }) => {
      const all: Options = { ...options, ...given, ...(limit === undefined ? {} : { limit }) };
      return pipe(
        exploreAny(machine, all),
        E.bimap(
          (error) => `the machine ${machine.id} cannot be explored: ${errorText(error)}`,
          (exploration): ExploredMachine => ({
            machine,
            exploration,
            input: all.input,
            key: all.key,
          }),
        ),
      );
    }),
  );
