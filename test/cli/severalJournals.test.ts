/** Several journals read as one, in turn or merged, and journals that begin in the middle. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { readJournals } from '../../src/cli/journals.js';
import { tries } from '../support/arbitraries.js';
import { A, ATTEMPT, B, journal, lines, ready as readyLine, runA, runB } from './journals.js';
import { ndjson, runchart, temporaryFolder, values } from './runchart.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const ready = { ...readyLine, at: 100 };
const to = (state: string, at: number): object => ({
  op: 'transition_to',
  run_id: A,
  to: state,
  at,
});

/** Two workers take turns on one run: only in the order of `at` is every line legal. */
const one = folder.file(
  'one.ndjson',
  ndjson(
    ready,
    to('Leased', 110),
    to('Running', 150),
    { op: 'start_attempt', run_id: A, attempt_id: ATTEMPT },
    { op: 'finish_attempt', run_id: A, attempt_id: ATTEMPT },
    to('Completed', 190),
  ),
);
const two = folder.file('two.ndjson', ndjson(to('Ready', 120), to('Leased', 140)));

const replayOf = async (...args: ReadonlyArray<string>) => {
  const { code, stdout } = await runchart(['replay', '--json', ...args]);
  return { code, ...(JSON.parse(stdout) as object) };
};

describe('replay --merge', () => {
  const whole = { accepted: 8, refused: { total: 0 }, runs: { by_state: { Completed: 1 } } };

  test('reads the lines of all journals in the order of their at', async () => {
    for (const files of [
      [one, two],
      [two, one],
    ]) {
      const { code, ...summary } = await replayOf('--merge', '--strict', ...files);
      expect({ code, ...summary }).toMatchObject({ code: 0, ...whole });
      expect(summary).toMatchObject({
        files: files.map((file) => ({ file, lines: file === one ? 6 : 2, error: null })),
      });
    }
    // In turn, the second worker comes after the end.
    expect(await replayOf('--strict', one, two)).toMatchObject({ code: 1, refused: { total: 2 } });
  });

  test('reports a journal whose next piece cannot be read while another one is read', async () => {
    const failing = folder.file(
      'failing.mjs',
      `import promises from 'node:fs/promises';
      import { syncBuiltinESMExports } from 'node:module';
      const { open } = promises;
      promises.open = async (path) => {
        const file = await open(path);
        const read = file.read.bind(file);
        let reads = 0;
        file.read = (...args) =>
          path.endsWith('one.ndjson') && reads++ > 0
            ? Promise.reject(Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' }))
            : read(...args);
        return file;
      };
      syncBuiltinESMExports();`,
    );
    const { code, stdout, stderr } = await runchart(['replay', '--json', '--merge', one, two], '', {
      NODE_OPTIONS: `--import=${pathToFileURL(failing).href}`,
    });
    expect(stderr).toBe(`runchart: cannot read ${one}: EIO: i/o error, read\n`);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject(whole);
  });

  test('reports a malformed line at its place in its own journal', async () => {
    const broken = folder.file(
      'broken.ndjson',
      `${ndjson(to('Ready', 120))}oops\n${ndjson(to('Leased', 140))}`,
    );
    const { stderr } = await runchart(['replay', '--merge', one, broken]);
    expect(stderr).toContain(`${broken}:2: no JSON`);
  });

  test('goes on without a journal that ends too early', async () => {
    const cut = folder.file('cut.ndjson.gz', gzipSync(readFileSync(two)).subarray(0, -9));
    const { code, ...summary } = await replayOf('--merge', one, cut, folder.path('none'));
    expect(code).toBe(1);
    expect(summary).toMatchObject({
      ...whole,
      files: [
        { error: null },
        { lines: 2, error: 'its gzip data ends too early; the file was cut off' },
        { lines: 0, error: 'there is no such file' },
      ],
    });
  });

  test('merges instants in RFC 3339 too', async () => {
    const iso = (line: object, at: string): object => ({ ...line, at });
    const a = folder.file(
      'a',
      ndjson(iso({ n: 1 }, '2025-01-06T09:00:00Z'), iso({ n: 3 }, '2025-01-06T12:00:00+01:00')),
    );
    const b = folder.file('b', ndjson(iso({ n: 2 }, '2025-01-06T10:00:00Z')));
    const read = (await mergedLines([a, b])).map(
      ({ text }) => (JSON.parse(text) as { n: number }).n,
    );
    expect(read).toStrictEqual([1, 2, 3]);
  });
});

interface ReadLine {
  readonly index: number;
  readonly line: number;
  readonly text: string;
}

const mergedLines = async (files: ReadonlyArray<string>): Promise<ReadonlyArray<ReadLine>> => {
  const read: Array<ReadLine> = [];
  for await (const piece of readJournals(files, true)) {
    if (E.isLeft(piece)) throw new Error(piece.left.error.message);
    const { index, first } = piece.right;
    piece.right.lines.forEach((line, i) => {
      read.push({ index, line: first + i, text: E.isRight(line) ? line.right : 'no text' });
    });
  }
  return read;
};

describe('the merge', () => {
  const anyLine = fc.oneof(
    { weight: 4, arbitrary: fc.nat(9).map((at) => JSON.stringify({ at, meta: { at: 99 } })) },
    fc.constantFrom('{}', 'oops', '', '{"at":null}', '{"at":-1}', '{"at":"nine"}', '7'),
  );

  test('keeps each journal in order, is in the order of at, and is stable; lines without at follow the line before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyLine, { maxLength: 12 }), { minLength: 1, maxLength: 4 }),
        async (journals) => {
          const files = journals.map((texts, i) =>
            folder.file(`law-${String(i)}`, texts.map((text) => `${text}\n`).join('')),
          );
          const read = await mergedLines(files);
          journals.forEach((texts, index) => {
            const own = read.filter((line) => line.index === index);
            expect(own.map(({ text }) => text)).toStrictEqual(texts);
            expect(own.map(({ line }) => line)).toStrictEqual(texts.map((_, i) => i + 1));
          });
          // Written another way: sorts the blocks of a line with an instant and those after it without, where no journal goes back.
          const atOf = (text: string): number | undefined => {
            const at = /^\{"at":(\d+)/.exec(text)?.[1];
            return at === undefined ? undefined : Number(at);
          };
          const keyed = journals.flatMap((texts, index) => {
            let key = -1;
            return texts.map((text, i) => {
              key = atOf(text) ?? key;
              return { index, line: i + 1, key };
            });
          });
          const goesBack = keyed.some(
            ({ index, key }, i) =>
              keyed[i - 1]?.index === index && key < (keyed[i - 1]?.key ?? key),
          );
          if (goesBack) return;
          expect(read.map(({ index, line }) => ({ index, line }))).toStrictEqual(
            keyed
              .toSorted((x, y) => x.key - y.key || x.index - y.index || x.line - y.line)
              .map(({ index, line }) => ({ index, line })),
          );
        },
      ),
      tries(100),
    );
  });

  test('keeps a line that goes back in time behind the line before it', async () => {
    const texts = (...ats: ReadonlyArray<number>): string => ndjson(...ats.map((at) => ({ at })));
    const files = [folder.file('back', texts(1, 9, 2, 8)), folder.file('calm', texts(3, 8, 10))];
    const read = (await mergedLines(files)).map(
      ({ text }) => (JSON.parse(text) as { at: number }).at,
    );
    expect(read).toStrictEqual([1, 3, 8, 9, 2, 8, 10]);
  });
});

describe('explain of several journals', () => {
  test('tells the story across them, each line under its journal', async () => {
    const { code, stdout } = await runchart(['explain', '--merge', one, two, A]);
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toBe(`run ${A} in ${one}, ${two}: 8 ops, 0 refused`);
    const places = stdout.match(/^ {9}\/.*$|^ +\d+ {2}/gm)?.map((text) => text.trim());
    expect(places).toStrictEqual([one, '1', '2', two, '1', '2', one, '3', '4', '5', '6']);
    expect(stdout).toContain('Now Completed');
  });

  test('reads them one after the other without --merge', async () => {
    const { stdout } = await runchart(['explain', one, two, A]);
    expect(stdout).toContain(': 8 ops, 2 refused');
  });

  test('names the journal of each step in --json', async () => {
    const { stdout } = await runchart(['explain', '--json', '--merge', one, two, A]);
    const story = JSON.parse(stdout) as { steps: ReadonlyArray<{ file: string; line: number }> };
    expect(story).toMatchObject({ files: [one, two], run: { state: 'Completed' } });
    expect(story.steps.map(({ file, line }) => [file, line])).toStrictEqual([
      [one, 1],
      [one, 2],
      [two, 1],
      [two, 2],
      [one, 3],
      [one, 4],
      [one, 5],
      [one, 6],
    ]);
  });

  test('needs a run id after the files', async () => {
    const { code, stderr } = await runchart(['explain', one]);
    expect(code).toBe(2);
    expect(stderr).toContain("missing required argument 'RUN_ID'");
    expect((await runchart(['explain', one, two])).stderr).toContain('is no run id');
    expect((await runchart(['explain', '-', '-', A])).stderr).toContain('may be there once');
  });
});

describe('--from-runs', () => {
  const half = 7;
  const early = folder.file('early.ndjson', ndjson(...lines.slice(0, half)));
  const late = folder.file('late.ndjson', ndjson(...lines.slice(half)));
  const runsOf = async (...args: ReadonlyArray<string>): Promise<ReadonlyArray<unknown>> => {
    const out = folder.path('out.ndjson');
    expect(await runchart(['replay', ...args, '--runs', out])).toMatchObject({ stderr: '' });
    return values(readFileSync(out, 'utf8'));
  };

  test('lets a journal begin in the middle, with what replay --runs wrote', async () => {
    const runs = folder.file('runs.ndjson', ndjson(...((await runsOf(early)) as Array<object>)));
    expect(await runsOf(late, '--from-runs', runs)).toStrictEqual([runA, runB]);
    expect(await runsOf(folder.file('whole.ndjson', journal))).toStrictEqual([runA, runB]);
    const { stdout } = await runchart(['replay', '--json', late]);
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 0, refused: { by_code: { NoRun: 9 } } });

    const story = await runchart(['explain', '--from-runs', runs, late, A]);
    expect(story).toMatchObject({ code: 0, stderr: '' });
    expect(story.stdout).toContain('begins in Leased, from --from-runs\n');
    expect(story.stdout).toContain('Leased -> Running');
    const json = await runchart(['explain', '--json', '--from-runs', runs, late, A]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      first: { id: A, state: 'Leased' },
      steps: [{ before: { state: 'Leased' } }, ...Array<unknown>(8).fill({})],
      run: runA,
    });
    // A run with no line in the journal has its story too.
    const quiet = await runchart(['explain', '--from-runs', runs, late, B]);
    expect(quiet.stdout).toContain(': 0 ops, 0 refused');
    expect(quiet.stdout).toContain('Now Scheduled');
  });

  test('begins with runs that were promoted early, as the library writes them', async () => {
    const run = { ...runB, state: 'Ready', last_state_change_at: 199 };
    const runs = folder.file('promoted.ndjson', ndjson(run));
    const line = ndjson({ op: 'transition_to', run_id: B, to: 'Leased', at: 200 });
    const file = folder.file('lease.ndjson', line);
    expect(await runsOf(file, '--from-runs', runs)).toMatchObject([{ state: 'Leased' }]);
  });

  test('counts a creation of one of its runs as begun again', async () => {
    const runs = folder.file('existing.ndjson', ndjson(runB));
    const { stdout } = await runchart(
      ['replay', '--json', '--from-runs', runs, '-'],
      ndjson(...lines.slice(1, 2)),
    );
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 0, begun_again: 1 });
  });

  test.each([
    ['no run', 'oops\n', ':1: no run: at /: expected JSON text'],
    ['a journal', journal, ':1: no run: at /id: expected a UUID (run id), found nothing'],
    ['a run twice', ndjson(runA, runB, runA), `:3: run ${A} is there already`],
    ['no text', Buffer.from([0xff, 0x0a]), ':1: the line is not UTF-8 text'],
  ])('with %s says what is wrong, and writes nothing', async (_, content, message) => {
    const runs = folder.file('wrong.ndjson', content);
    const out = folder.path('never.ndjson');
    for (const args of [
      ['replay', late, '--from-runs', runs, '--runs', out],
      ['explain', late, A, '--from-runs', runs],
    ]) {
      const { code, stdout, stderr } = await runchart(args);
      expect({ code, stdout }).toStrictEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`${runs}${message}`);
      expect(stderr).toContain('--from-runs takes a file that replay --runs wrote');
    }
    expect(() => readFileSync(out)).toThrow('ENOENT');
  });

  test('is not overwritten, is read once, and must exist', async () => {
    const runs = folder.file('kept.ndjson', ndjson(runA));
    const over = await runchart(['replay', late, '--from-runs', runs, '--runs', runs]);
    expect(over).toMatchObject({ code: 2 });
    expect(over.stderr).toContain('would overwrite');
    const twice = await runchart(['replay', '-', '--from-runs', '-']);
    expect(twice.stderr).toContain('may be there once');
    const missing = await runchart(['replay', late, '--from-runs', folder.path('missing')]);
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.stderr).toContain('there is no such file');
  });
});
