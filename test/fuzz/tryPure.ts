/** Tries a pure surface: with structured inputs by fast-check, and with bytes that are mutated towards what was not reached before. */
import fc from 'fast-check';
import { clearHits, isInstrumented, makeReached } from './hits.js';
import { structured, textOf, valueOf } from './hostile.js';
import { makeMutator } from './mutate.js';
import { expectUnpolluted } from './oracle.js';
import type { Random } from './random.js';
import { below, pick } from './random.js';
import type { PureSurface } from './Surface.js';
import { Fault } from './Surface.js';

/** An input that failed, and how. */
export interface Failure {
  readonly surface: string;
  readonly way: 'values' | 'bytes' | 'trial';
  readonly input: string;
  readonly reason: string;
}

/** Takes each input before it is tried, for the watchdog. */
export type OnInput = (input: Buffer | string) => void;

const reasonOf = (thrown: unknown): string => {
  try {
    return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  } catch {
    return 'something that cannot be shown was thrown';
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

// ------------------------------------------------------------------------------------------------------- structured

/** The JSON values that seeds hold: each seed as a list of its lines. Seeds without JSON hold none. */
const documentsOf = (seeds: ReadonlyArray<Buffer>): ReadonlyArray<ReadonlyArray<unknown>> =>
  seeds.flatMap((seed) => {
    const text = seed.toString('utf8');
    const whole = parsed(text);
    if (whole !== undefined) return [[whole]];
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const values = lines.map(parsed);
    return values.every((value) => value !== undefined) ? [values] : [];
  });

const ENDS = ['\n', '\n', '\n', '\r\n', '\n\n', '\n \n', '\r', '\n\ufeff'];
const HEADS = ['', '', '', '', '', '', '\ufeff', ' ', '\n', '\u0000'];

/** Tries structured inputs. Returns how many it tried, and the first that failed, shrunk. */
export const tryStructured = (
  surface: PureSurface,
  inputs: number,
  seed: number,
  onInput: OnInput = () => undefined,
): { readonly tried: number; readonly failure?: Failure } => {
  const { bytes, value } = surface;
  const documents = documentsOf(surface.seeds);
  if (documents.length === 0) return { tried: 0 };
  let tried = 0;
  let failing = '';
  const property = fc.property(
    structured(documents),
    fc.nat({ max: ENDS.length - 1 }),
    fc.nat({ max: HEADS.length - 1 }),
    (document, end, head) => {
      const lines: ReadonlyArray<unknown> = Array.isArray(document) ? document : [document];
      tried += 1;
      const text = `${HEADS[head] ?? ''}${lines.map(textOf).join(ENDS[end])}`;
      onInput(text);
      try {
        bytes?.(Buffer.from(text));
        if (value !== undefined) for (const line of lines) value(valueOf(line));
        expectUnpolluted();
      } catch (thrown) {
        failing = text;
        // What was thrown may throw again when fast-check looks at it.
        throw new Fault(reasonOf(thrown));
      }
    },
  );
  const { failed, errorInstance } = fc.check(property, {
    numRuns: inputs,
    seed,
    markInterruptAsFailure: true,
  });
  return failed
    ? {
        tried,
        failure: {
          surface: surface.name,
          way: 'values',
          input: failing,
          reason: reasonOf(errorInstance),
        },
      }
    : { tried };
};

// ------------------------------------------------------------------------------------------------------------ bytes

const MAX_CORPUS = 4000;

/** Tries bytes for as long as `goOn` says. */
export const makeByteFuzzer = (
  surface: PureSurface,
  corpus: ReadonlyArray<Buffer>,
  random: Random,
  onInput: OnInput = () => undefined,
) => {
  const { bytes } = surface;
  const mutate = makeMutator(surface.words ?? []);
  const reached = makeReached();
  const kept: Array<Buffer> = [];
  let tried = 0;
  const tryOne = (input: Buffer): Failure | undefined => {
    tried += 1;
    onInput(input);
    if (isInstrumented) clearHits();
    try {
      bytes?.(input);
      expectUnpolluted();
    } catch (thrown) {
      return {
        surface: surface.name,
        way: 'bytes',
        input: input.toString('latin1'),
        reason: reasonOf(thrown),
      };
    }
    if (isInstrumented && reached.add()) {
      if (kept.length >= MAX_CORPUS) kept.splice(below(random, kept.length), 1);
      kept.push(Buffer.from(input));
    }
    return undefined;
  };
  let first: Failure | undefined;
  for (const input of bytes === undefined ? [] : [...surface.seeds, ...corpus])
    first ??= tryOne(input);
  const pool = (): ReadonlyArray<Buffer> => (kept.length === 0 ? surface.seeds : kept);
  return {
    /** Tries some inputs. */
    run: (inputs: number): Failure | undefined => {
      if (first !== undefined || bytes === undefined) return first;
      for (let i = 0; i < inputs; i += 1) {
        const others = pool();
        // The latest inputs are those about which least is known.
        const from = random() < 0.3 ? Math.max(0, others.length - 20) : 0;
        const parent = others[from + below(random, others.length - from)] ?? pick(random, others);
        const failure = tryOne(mutate(random, parent, others));
        if (failure !== undefined) return failure;
      }
      return undefined;
    },
    tried: () => tried,
    kept: (): ReadonlyArray<Buffer> => kept,
    blocks: reached.blocks,
  };
};

/** Removes from an input what it needs not, as long as it still fails. */
export const shrinkBytes = (surface: PureSurface, { input }: Failure): Buffer => {
  const fails = (bytes: Buffer): boolean => {
    try {
      surface.bytes?.(bytes);
      return false;
    } catch {
      return true;
    }
  };
  let best = Buffer.from(input, 'latin1');
  for (let size = Math.max(1, best.length >>> 1); size >= 1; size >>>= 1)
    for (let at = 0; at < best.length;) {
      const shorter = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      if (fails(shorter)) best = shorter;
      else at += size;
    }
  return best;
};

/** Chooses few inputs that together reach all that `inputs` reach: short ones first. */
export const minimized = (
  surface: PureSurface,
  inputs: ReadonlyArray<Buffer>,
  most: number,
): ReadonlyArray<Buffer> => {
  const reached = makeReached();
  const chosen: Array<Buffer> = [];
  for (const input of inputs.toSorted((a, b) => a.length - b.length)) {
    if (chosen.length >= most) break;
    clearHits();
    surface.bytes?.(input);
    if (reached.add()) chosen.push(input);
  }
  return chosen;
};
