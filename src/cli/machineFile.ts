/**
 * Finds the machine that `FILE#NAME` names on the command line: in a module, in JSON of XState, or in SCXML.
 *
 * A machine may be of any copy of XState 5: it is recognized by its fields. An actor stands for its machine. A function is called only
 * if it is named and takes no argument; the machine is what it returns.
 */
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { AnyStateMachine } from 'xstate';
import { parseJson } from '../codec/JsonText.js';
import { isRecord, readField, textOfThrown } from '../codec/untrusted.js';
import { statechartOf } from '../statechart/fromMachine.js';
import type { MachineReading } from '../statechart/makeMachine.js';
import { readMachineOfJson } from '../statechart/readConfig.js';
import type { ReadError } from '../statechart/ReadError.js';
import { readError, readErrorText } from '../statechart/ReadError.js';
import type { Statechart } from '../statechart/Statechart.js';
import { loadModule } from './loadModule.js';
import { explain } from './systemError.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A machine of a file. */
export interface LoadedMachine {
  /** The absolute path of the file. */
  readonly file: string;
  /** The name of the export; of a file that is one machine, the machine's id. */
  readonly name: string;
  readonly chart: Statechart;
  /** The machine itself, which exploring needs. */
  readonly machine?: AnyStateMachine;
}

/** A file, and the name of an export if one is given. */
export interface MachineAddress {
  readonly file: string;
  readonly name?: string;
}

// ---------------------------------------------------------------------------------------------------------- address

const isFile = (file: string): boolean => existsSync(file) && statSync(file).isFile();

/**
 * Splits `FILE#NAME`. A file's name may contain `#`: the longest prefix that is a file is the file.
 */
export const machineAddressOf = (text: string): MachineAddress => {
  const hashes = [...text.matchAll(/#/g)].map(({ index }) => index).reverse();
  const split = (at: number): MachineAddress => ({
    file: text.slice(0, at),
    ...(at + 1 < text.length ? { name: text.slice(at + 1) } : {}),
  });
  if (isFile(text)) return { file: text };
  const [last] = hashes;
  const found = hashes.find((at) => isFile(text.slice(0, at))) ?? last;
  return found === undefined ? { file: text } : split(found);
};

// ---------------------------------------------------------------------------------------------------------- exports

/** What an export is. */
type Exported =
  | { readonly kind: 'machine'; readonly machine: AnyStateMachine }
  | { readonly kind: 'function'; readonly call: () => unknown; readonly parameters: number }
  /** `what` says what it is, and `hint` what to do. */
  | { readonly kind: 'other'; readonly what: string; readonly hint?: string };

const isMachine = (u: unknown): u is AnyStateMachine => {
  if (!isRecord(u) || !isRecord(readField(u, 'config'))) return false;
  const root = readField(u, 'root');
  return (
    typeof readField(u, 'getInitialSnapshot') === 'function' &&
    isRecord(root) &&
    Object.prototype.toString.call(readField(root, 'transitions')) === '[object Map]'
  );
};

const exportedOf = (u: unknown): Exported => {
  if (isMachine(u)) return { kind: 'machine', machine: u };
  if (typeof u === 'function')
    return {
      kind: 'function',
      // SAFETY: any function may be called, and what it returns is unknown.
      call: u as () => unknown,
      parameters: u.length,
    };
  if (!isRecord(u)) return { kind: 'other', what: u === null ? 'null' : `a ${typeof u}` };
  const logic = readField(u, 'logic');
  if (isMachine(logic)) return { kind: 'machine', machine: logic };
  if (typeof readField(u, 'withContext') === 'function')
    return {
      kind: 'other',
      what: 'a machine of XState 4',
      hint: 'runchart reads machines of XState 5',
    };
  if (typeof readField(u, 'createMachine') === 'function')
    return {
      kind: 'other',
      what: 'a setup',
      hint: 'export the machine that its createMachine makes',
    };
  if (isRecord(readField(u, 'states')))
    return {
      kind: 'other',
      what: 'a config',
      hint: 'export the machine that createMachine makes of it',
    };
  if (typeof readField(u, 'getInitialSnapshot') === 'function' || isRecord(logic))
    return { kind: 'other', what: 'an actor or its logic, but no machine' };
  return { kind: 'other', what: 'an object' };
};

const textOfExported = (exported: Exported): string =>
  exported.kind === 'machine'
    ? `a machine, ${exported.machine.id}`
    : exported.kind === 'function'
      ? 'a function'
      : exported.what;

/** The exports of a module; what a CommonJS module assigns to `module.exports`, and the fields of a default export, count as exports. */
const exportsOf = (module: unknown): ReadonlyMap<string, unknown> => {
  if (!isRecord(module) || isMachine(module)) return new Map([['default', module]]);
  const named = Object.keys(module)
    .filter((key) => key !== '__esModule' && key !== 'module.exports')
    .map((key) => [key, readField(module, key)] as const);
  const main = readField(module, 'default');
  const inner =
    isRecord(main) && exportedOf(main).kind === 'other' && !isRecord(readField(main, 'states'))
      ? Object.keys(main).map((key) => [key, readField(main, key)] as const)
      : [];
  return new Map([...inner, ...named]);
};

// ---------------------------------------------------------------------------------------------------------- choosing

interface Named {
  readonly name: string;
  readonly machine: AnyStateMachine;
}

const listed = (lines: ReadonlyArray<string>): string =>
  lines.map((line) => `\n  ${line}`).join('');

/** The only machine among the exports. A machine that is exported twice is one; an actor and `default` are the last to name it. */
const onlyMachine = (
  file: string,
  exports: ReadonlyMap<string, unknown>,
): E.Either<string, Named> => {
  const found = [...exports].flatMap(([name, u]): ReadonlyArray<Named> => {
    const exported = exportedOf(u);
    return exported.kind === 'machine' ? [{ name, machine: exported.machine }] : [];
  });
  const rank = ({ name, machine }: Named): number =>
    exports.get(name) !== machine ? 2 : name === 'default' ? 1 : 0;
  const named = [...found].sort((a, b) => rank(a) - rank(b));
  const machines = named.filter(
    ({ machine }, i) => named.findIndex((other) => other.machine === machine) === i,
  );
  const [first, ...others] = machines;
  if (first !== undefined && others.length === 0) return E.right(first);
  if (first !== undefined)
    return E.left(
      `${file} exports ${String(machines.length)} machines; name one of them:${listed(
        machines.map(({ name, machine }) => `${file}#${name}  (${machine.id})`),
      )}`,
    );
  const rest = [...exports].map(([name, u]) => {
    const exported = exportedOf(u);
    const hint =
      exported.kind === 'function' && exported.parameters === 0
        ? `; ${file}#${name} calls it`
        : exported.kind === 'other' && exported.hint !== undefined
          ? `; ${exported.hint}`
          : '';
    return `${name}: ${textOfExported(exported)}${hint}`;
  });
  return E.left(
    rest.length === 0
      ? `${file} exports nothing`
      : `${file} exports no machine. Its exports are:${listed(rest)}`,
  );
};

const namedMachine =
  (
    file: string,
    name: string,
    exports: ReadonlyMap<string, unknown>,
  ): TE.TaskEither<string, Named> =>
  async () => {
    if (!exports.has(name))
      return E.left(
        `${file} has no export ${name}${exports.size === 0 ? '' : `. Its exports are:${listed([...exports].map(([key, u]) => `${key}: ${textOfExported(exportedOf(u))}`))}`}`,
      );
    const exported = exportedOf(exports.get(name));
    if (exported.kind === 'machine') return E.right({ name, machine: exported.machine });
    const place = `${file}#${name}`;
    if (exported.kind === 'other')
      return E.left(
        `${place} is no machine but ${exported.what}${exported.hint === undefined ? '' : `; ${exported.hint}`}`,
      );
    if (exported.parameters > 0)
      return E.left(
        `${place} is a function that takes ${String(exported.parameters)} argument${exported.parameters === 1 ? '' : 's'}, so it is not called; export a machine that it makes`,
      );
    try {
      const made = exportedOf(await exported.call());
      return made.kind === 'machine'
        ? E.right({ name, machine: made.machine })
        : E.left(`${place} is a function that returns no machine but ${textOfExported(made)}`);
    } catch (thrown) {
      return E.left(
        `${place} is a function that throws when it is called: ${textOfThrown(thrown)}`,
      );
    }
  };

// ------------------------------------------------------------------------------------------------------------ files

/** Machines of modules: what jiti and Node load. */
const MODULE = /\.([cm]?[jt]s|[jt]sx)$/i;

const fromModule = (
  { file, name }: MachineAddress,
  full: string,
): TE.TaskEither<string, LoadedMachine> =>
  pipe(
    loadModule(full),
    TE.mapLeft((reason) => `cannot load ${file}: ${reason}`),
    TE.map(exportsOf),
    TE.chain((exports) =>
      name === undefined
        ? TE.fromEither(onlyMachine(file, exports))
        : namedMachine(file, name, exports),
    ),
    TE.chainEitherK(({ name: exportName, machine }) =>
      E.tryCatch(
        () => ({ file: full, name: exportName, chart: statechartOf(machine), machine }),
        (thrown) => `cannot read the machine ${exportName} of ${file}: ${textOfThrown(thrown)}`,
      ),
    ),
  );

const readText = (file: string): TE.TaskEither<string, string> =>
  TE.tryCatch(
    () => readFile(file, 'utf8'),
    (thrown) => `cannot read ${file}: ${explain(E.toError(thrown))}`,
  );

/** Reads a file that is one machine. */
const fromText = (
  { file }: MachineAddress,
  full: string,
  what: string,
  read: (text: string) => E.Either<ReadError, MachineReading>,
): TE.TaskEither<string, LoadedMachine> =>
  pipe(
    readText(full),
    TE.chainEitherK((text) =>
      pipe(
        read(text),
        E.bimap(
          (error) => `${file} is no ${what}:${listed(readErrorText(error).split('\n'))}`,
          ({ chart, machine }) => ({ file: full, name: chart.id, chart, machine }),
        ),
      ),
    ),
  );

const readJson = (text: string): E.Either<ReadError, MachineReading> =>
  pipe(
    parseJson(text),
    E.mapLeft(({ message }) => readError({ path: '', what: message })),
    E.chain(readMachineOfJson),
  );

/**
 * Loads the machine that `FILE#NAME` names. Without a name it is the only machine that the file exports.
 *
 * The error is a text for people, of one or more lines.
 */
export const loadMachine = (address: string): TE.TaskEither<string, LoadedMachine> => {
  const parsed = machineAddressOf(address);
  const { file, name } = parsed;
  const full = path.resolve(file);
  if (!isFile(full))
    return TE.left(
      `cannot read ${file}: ${existsSync(full) ? 'it is a directory, not a file' : 'there is no such file'}`,
    );
  if (MODULE.test(file)) return fromModule(parsed, full);
  if (name !== undefined)
    return TE.left(`${file} is one machine, so ${file}#${name} does not exist`);
  if (/\.json$/i.test(file)) return fromText(parsed, full, 'machine of XState', readJson);
  if (/\.scxml$/i.test(file))
    // Loaded on demand, with the parser of XML.
    return pipe(
      TE.fromTask(() => import('../statechart/readScxml.js')),
      TE.chain(({ readMachineOfScxml }) => fromText(parsed, full, 'SCXML', readMachineOfScxml)),
    );
  return TE.left(
    `cannot read ${file}: a machine is in a module (.ts, .mts, .cts, .tsx, .js, .mjs, .cjs, .jsx), in .json, or in .scxml`,
  );
};
