/**
 * Growth: what takes a pure surface much more than eight times as long for an input that is eight times as long is quadratic, and lets a
 * small file keep a process busy.
 */
import type { PureSurface, RealSurface } from './Surface.js';
import { Fault } from './Surface.js';

/** The lengths of the two inputs, in bytes. */
const SMALL = 24 * 1024;
const LARGE = 8 * SMALL;

/** Linear is 8, quadratic 64. In between, a busy machine or a garbage collection may double a time. */
const MAX_RATIO = 26;

/** A shorter time tells nothing, in milliseconds of the processor. */
const MIN_TIME = 400;

const repeated = (part: string, length: number): string =>
  part.repeat(Math.max(1, Math.ceil(length / part.length))).slice(0, length);

/** Inputs that grow in one respect, by what grows. */
const growers = ({
  seeds,
  words = [],
}: PureSurface): ReadonlyMap<string, (length: number) => string> =>
  new Map([
    ...[
      '[',
      '{"a":',
      '"',
      '\\',
      '9',
      ' ',
      '\n',
      ',',
      ':',
      '<a>',
      '<a ',
      'a',
      '\r\n',
      '""',
      '{}\n',
      '[],',
      '{"a":1},',
      '\u0000',
      '-',
      '.',
    ].map((part) => [JSON.stringify(part), (length: number) => repeated(part, length)] as const),
    ...words
      .slice(0, 12)
      .map((word) => [word, (length: number) => repeated(`${word},`, length)] as const),
    ...seeds.flatMap((seed, i) => {
      const text = seed.toString('utf8');
      const first = text.split('\n')[0] ?? '';
      return [
        [`seed ${String(i)}`, (length: number) => repeated(`${text}\n`, length)] as const,
        [`its first line`, (length: number) => repeated(`${first}\n`, length)] as const,
        [
          `a list of seed ${String(i)}`,
          (length: number) => `[${repeated(`${first},`, length)}null]`,
        ] as const,
        [
          `a long text in seed ${String(i)}`,
          (length: number) => text.replace('"', `"${'x'.repeat(length)}`),
        ] as const,
        [
          `members of seed ${String(i)}`,
          (length: number) =>
            text.replace(
              '{',
              `{${Array.from({ length: length / 12 }, (_, n) => `"k${String(n)}":1,`).join('')}`,
            ),
        ] as const,
      ];
    }),
  ]);

/** The time of the processor for one input, in milliseconds: the least of three. */
const timeOf = (surface: PureSurface, input: Buffer): number => {
  let least = Infinity;
  for (let i = 0; i < 3; i += 1) {
    const begun = process.cpuUsage();
    surface.bytes?.(input);
    const { user, system } = process.cpuUsage(begun);
    least = Math.min(least, (user + system) / 1000);
    if (least < MIN_TIME / 4 && i === 0 && input.length >= LARGE / 2) return least;
  }
  return least;
};

/** Tries one growing input; throws if its time grows too fast. */
const tryOne = (surface: PureSurface, what: string, grow: (length: number) => string): void => {
  const large = timeOf(surface, Buffer.from(grow(LARGE)));
  if (large < MIN_TIME) return;
  const small = timeOf(surface, Buffer.from(grow(SMALL)));
  if (large > small * MAX_RATIO)
    throw new Fault(
      `${surface.name} grows too fast with ${what}: ${small.toFixed(1)} ms, and ${large.toFixed(1)} ms for eight times as much`,
    );
};

/** Each trial is one growing input of one pure surface, in turn. */
export const growthSurface = (surfaces: ReadonlyArray<PureSurface>): RealSurface => ({
  kind: 'real',
  name: 'growth',
  about:
    'the time of each decoder and reader for inputs that are eight times as long: it must not grow as their square',
  share: 700,
  open: () => {
    const all = surfaces
      .filter(({ bytes }) => bytes !== undefined)
      .flatMap((surface) => [...growers(surface)].map(([what, grow]) => ({ surface, what, grow })));
    let next = 0;
    return Promise.resolve({
      trial: () => {
        const one = all[next % all.length];
        next += 1;
        if (one !== undefined) tryOne(one.surface, one.what, one.grow);
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    });
  },
});
