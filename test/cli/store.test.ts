/**
 * The commands of the store, as processes: on folders. If `RUNCHART_PG_URL` names a server, most are tried there, because each process opens a
 * folder anew, which takes seconds; what depends on a folder, and the way of a journal, stay with one.
 */
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { WebSocket } from 'ws';
import { CommandId, RunId, TaskId } from '../../src/index.js';
import type { Database } from '../../src/store/index.js';
import { openRunStore } from '../../src/store/index.js';
import { openPGlite } from '../../src/store/pglite.js';
import { openPostgres } from '../../src/store/postgres.js';
import { taskNamed } from '../../src/store/taskNamed.js';
import { startInspector } from '../inspector/inspector.js';
import { right } from '../support/right.js';
import { freshSchema, serverUrl } from '../support/stores.js';
import type { ProcessResult } from './runchart.js';
import { bin, endAll, ndjson, root, runchart, start, temporaryFolder, values } from './runchart.js';

const files = temporaryFolder();
afterAll(files.remove);
afterAll(endAll);

const example = join(root, 'examples', 'journal.ndjson');
const [first, second] = [RunId.generate(), RunId.generate()];
const created = (id: RunId): object => ({
  op: 'new_ready_with_id',
  run_id: id,
  task_id: taskNamed('greet'),
  created_at: 100,
  scheduled_at: 100,
  effective_priority: 0,
});
const journal = files.file('journal.ndjson', ndjson(created(first), created(second)));

const json = ({ stdout }: ProcessResult): unknown => JSON.parse(stdout);
const said = ({ code, stderr }: ProcessResult): unknown => ({ code, stderr });

/** A folder with an empty store, which tests copy: a new one takes seconds. */
const prepared = files.path('prepared');
let copies = 0;
const folder = (): string => {
  copies += 1;
  const copy = files.path(`store-${String(copies)}`);
  cpSync(prepared, copy, { recursive: true });
  return copy;
};

let init: ProcessResult;
beforeAll(async () => {
  init = await runchart(['store', 'init', '--folder', prepared, '--json']);
});

/** Works on a database by itself, and closes it. */
const within = async (
  database: TE.TaskEither<unknown, Database>,
  script: string,
): Promise<void> => {
  const opened = right(await database());
  right(await opened.execute(script)());
  await opened.close();
};

/** An empty store of a test. */
interface Place {
  readonly flags: ReadonlyArray<string>;
  /** How the command names the database. */
  readonly name: string;
  readonly schema: string;
  /** Runs a script in which `@` is the schema. */
  readonly change: (script: string) => Promise<unknown>;
}

const schemas: Array<string> = [];
afterAll(async () => {
  if (serverUrl === undefined) return;
  const drops = schemas.map((schema) => `DROP SCHEMA IF EXISTS ${schema} CASCADE;`);
  await within(TE.right(openPostgres({ url: serverUrl })), drops.join(' '));
});

/** A folder. */
const folderPlace = (): Place => {
  const at = folder();
  return {
    flags: ['--folder', at],
    name: `PGlite in ${at}`,
    schema: 'runchart',
    change: (script) => within(openPGlite({ folder: at }), script.replaceAll('@', 'runchart')),
  };
};

/** A schema on the server, if there is one; else a folder. */
const anyPlace = async (): Promise<Place> => {
  if (serverUrl === undefined) return folderPlace();
  const schema = freshSchema();
  schemas.push(schema);
  const database = openPostgres({ url: serverUrl });
  await right(await openRunStore({ schema })(database)()).close();
  return {
    flags: ['--url', serverUrl, '--schema', schema],
    name: database.name,
    schema,
    change: (script) =>
      within(TE.right(openPostgres({ url: serverUrl ?? '' })), script.replaceAll('@', schema)),
  };
};

describe('init', () => {
  test('makes a store and says that it takes time; made again, it says that it is there', async () => {
    expect(init).toMatchObject({
      code: 0,
      stderr: `opening ${prepared}; a new folder takes some seconds\n`,
    });
    expect(json(init)).toStrictEqual({
      store: `PGlite in ${prepared}`,
      schema: 'runchart',
      made: true,
    });
    const again = await runchart(['store', 'init', '--folder', folder()]);
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(/already there, and up to date: the schema runchart/);
  });

  test('--help says what it needs', async () => {
    for (const name of ['init', 'import', 'export', 'stats', 'worker', 'doctor']) {
      const { code, stdout } = await runchart(['store', name, '--help']);
      expect({ name, code }).toStrictEqual({ name, code: 0 });
      expect(stdout).toMatch(/--folder <DIR>[\s\S]*Exit codes:/);
    }
  });
});

describe('a store that cannot be opened is told in a line', () => {
  const cases: ReadonlyArray<readonly [string, ReadonlyArray<string>, RegExp]> = [
    [
      'none in the folder',
      ['--folder', files.path('none')],
      /^runchart: there is no store in .*none: runchart store init --folder .* makes one\n$/,
    ],
    [
      'no server',
      ['--url', 'postgres://a:secret@127.0.0.1:1/app'],
      /^runchart: PostgreSQL at 127\.0\.0\.1:1\/app: .*ECONNREFUSED.*: is the server running, and is its address right\?\n$/,
    ],
    [
      'no address',
      ['--url', 'http://127.0.0.1'],
      /^runchart: the address of a server begins with postgres:\/\/\n$/,
    ],
  ];
  test.each(cases)('%s', async (_, flags, message) => {
    const ended = await runchart(['store', 'stats', ...flags]);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(message);
  });

  test('a file in place of the folder', async () => {
    const ended = await runchart(['store', 'init', '--folder', journal]);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr.split('\n').slice(1)).toStrictEqual([
      expect.stringMatching(/^runchart: .*EEXIST.*: a file is there, and no folder$/),
      '',
    ]);
    expect(existsSync(`${journal}.locks`)).toBe(false);
  });

  test('the variable names a server', async () => {
    const ended = await runchart(['store', 'stats'], '', {
      RUNCHART_STORE_URL: 'postgres://127.0.0.1:1/app',
    });
    expect(ended.stderr).toMatch(/^runchart: PostgreSQL at 127\.0\.0\.1:1\/app: /);
  });

  test('a newer schema', async () => {
    const at = folderPlace();
    await at.change('UPDATE @.info SET version = 99');
    expect(said(await runchart(['store', 'stats', ...at.flags]))).toStrictEqual({
      code: 2,
      stderr: `runchart: ${at.name}: a newer version of runchart made the schema (version 99; this one knows version 1): update runchart\n`,
    });
  });

  test('packages that are not installed', async () => {
    const command = files.path('command');
    cpSync(join(root, 'dist'), join(command, 'dist'), { recursive: true });
    cpSync(join(root, 'package.json'), join(command, 'package.json'));
    const line = `cd "${command}" && "${process.execPath}" dist/cli/runchart.js store init`;
    for (const [flags, name] of [
      ['', '@electric-sql/pglite'],
      [' --url postgres://127.0.0.1/app', 'pg'],
    ] as const) {
      const { child, ended } = start('sh', ['-c', `${line}${flags}`]);
      child.stdin.end();
      const { code, stderr } = await ended;
      expect(code).toBe(2);
      expect(stderr).toMatch(
        `needs the package ${name}, which is not installed here: npm install ${name}\n`,
      );
    }
  });
});

describe('import and export', () => {
  test('a journal comes out, and replays to the same runs', async () => {
    const at = folderPlace();
    const head = files.path('head.ndjson');
    writeFileSync(head, readFileSync(example, 'utf8').split('\n').slice(0, 1000).join('\n'));
    const imported = await runchart(['store', 'import', head, ...at.flags, '--json']);
    expect(imported.code).toBe(0);
    const summary = json(await runchart(['replay', head, '--json'])) as {
      readonly runs: { readonly total: number };
    };
    expect(json(imported)).toMatchObject({
      runs: summary.runs.total,
      malformed: 0,
      already_there: 0,
    });
    const out = files.path('out.ndjson');
    const exported = await runchart(['store', 'export', ...at.flags, '--out', out, '--json']);
    expect(said(exported)).toStrictEqual({ code: 0, stderr: '' });
    expect(json(exported)).toMatchObject({ file: out, broken: 0 });
    expect(json(await runchart(['replay', out, '--json']))).toMatchObject({
      runs: summary.runs,
      malformed: 0,
    });
    const again = await runchart(['store', 'import', out, ...at.flags, '--json']);
    expect(json(again)).toMatchObject({ runs: 0, already_there: summary.runs.total });

    const streamed = await runchart(['store', 'export', ...at.flags]);
    expect(streamed).toMatchObject({ code: 0, stderr: '', stdout: readFileSync(out, 'utf8') });
  });

  test('one run, and one that is not there', async () => {
    const at = await anyPlace();
    await runchart(['store', 'import', '-', ...at.flags], ndjson(created(first), created(second)));
    const one = await runchart(['store', 'export', ...at.flags, '--run', first]);
    expect(values(one.stdout)).toStrictEqual([{ ...created(first), at: 100 }]);
    const none = RunId.generate();
    expect(said(await runchart(['store', 'export', ...at.flags, '--run', none]))).toStrictEqual({
      code: 1,
      stderr: `runchart: there is no run ${none} in ${at.name}\n`,
    });
    expect((await runchart(['store', 'export', ...at.flags, '--run', 'no'])).code).toBe(2);
    expect((await runchart(['store', 'export', ...at.flags, '--json'])).code).toBe(2);
    expect(
      (await runchart(['store', 'export', ...at.flags, '--out', files.path('no/such/file')])).code,
    ).toBe(2);
  });

  test('malformed lines have their file and number; with --strict nothing is imported', async () => {
    const at = await anyPlace();
    const bad = files.file('bad.ndjson', `${JSON.stringify(created(first))}\n\n{"op":"lease"}\n`);
    const strict = await runchart(['store', 'import', journal, bad, ...at.flags, '--strict']);
    expect(strict.code).toBe(1);
    expect(strict.stderr).toMatch(
      /bad\.ndjson:3: .*\nrunchart: nothing was imported: 1 malformed line\n$/,
    );
    expect(json(await runchart(['store', 'stats', ...at.flags, '--json']))).toMatchObject({
      runs: { total: 0 },
    });
    const ended = await runchart(['store', 'import', journal, bad, ...at.flags, '--json']);
    expect(ended.code).toBe(1);
    expect(json(ended)).toMatchObject({ lines: 4, malformed: 1, runs: 2 });
  });

  test('no file, and no op', async () => {
    const at = await anyPlace();
    expect(
      said(await runchart(['store', 'import', files.path('none'), ...at.flags])),
    ).toStrictEqual({
      code: 2,
      stderr: `runchart: cannot read ${files.path('none')}: there is no such file\n`,
    });
    expect((await runchart(['store', 'import', '-', ...at.flags], 'no\n')).stderr).toMatch(
      /no line is an op\n$/,
    );
    expect((await runchart(['store', 'import', '-', ...at.flags], '')).code).toBe(2);
  });
});

describe('--data', () => {
  test('takes payloads, results and keys from one store to another', async () => {
    const [from, to] = [folderPlace(), await anyPlace()];
    const [out, data] = [files.path('moved.ndjson'), files.path('data.ndjson')];
    await runchart(['store', 'import', journal, ...from.flags]);
    await from.change(
      `UPDATE @.runs SET payload = '{"to": "Ada"}', unique_key = 'k', failures = 2 WHERE id = '${first}';
      UPDATE @.runs SET max_failures = 9, progress = 'null' WHERE id = '${second}'`,
    );
    const exported = await runchart([
      ...['store', 'export', ...from.flags],
      ...['--out', out, '--data', data],
    ]);
    expect(said(exported)).toStrictEqual({ code: 0, stderr: '' });
    const rows: ReadonlyArray<object> = [
      { run_id: first, payload: { to: 'Ada' }, failures: 2, max_failures: 5, unique_key: 'k' },
      { run_id: second, progress: null, failures: 0, max_failures: 9 },
    ];
    expect(values(readFileSync(data, 'utf8'))).toStrictEqual(
      [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    );
    const unused = { ...rows[0], run_id: RunId.generate(), unique_key: 'another' };
    writeFileSync(data, ndjson(unused), { flag: 'a' });
    const imported = await runchart([
      ...['store', 'import', out, ...to.flags],
      ...['--data', data, '--json'],
    ]);
    expect(said(imported)).toStrictEqual({ code: 0, stderr: '' });
    expect(json(imported)).toMatchObject({ runs: 2, not_storable: 0, unused_data: 1 });
    const again = files.path('again.ndjson');
    await runchart(['store', 'export', ...to.flags, '--data', again, '--run', first]);
    expect(values(readFileSync(again, 'utf8'))).toStrictEqual([rows[0]]);
  });

  test.each([
    ['{"run_id":"no"}', /:1: no data of a run: .*; --data takes the file that store export --data/],
    [`{"run_id":"${first}","failures":-1,"max_failures":5}`, /:1: no data of a run: .*failures/],
    ['{', /:1: no JSON/],
  ])('%s is refused before anything is imported', async (line, message) => {
    const data = files.file('bad-data.ndjson', `${line}\n`);
    // No store is opened, so that none is needed.
    const ended = await runchart([
      ...['store', 'import', journal, '--folder', files.path('none')],
      ...['--data', data],
    ]);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(message);
  });

  test('needs a file of its own', async () => {
    const same = files.path('same.ndjson');
    for (const [flags, message] of [
      [['export', '--out', same, '--data', same], /--out and --data need a file each/],
      [['export', '--data', '-'], /--data takes the name of a file/],
      [['import', '-', '--data', '-'], /standard input can be read once/],
      [['import', journal, '--data', same], /cannot read .*same\.ndjson: there is no such file/],
    ] as const) {
      const ended = await runchart(['store', ...flags, '--folder', files.path('none')]);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr).toMatch(message);
    }
    expect(existsSync(same)).toBe(false);
  });
});

describe('stats, worker and doctor', () => {
  test('a worker settles what is due, prints a line for each, and a summary', async () => {
    const at = await anyPlace();
    await runchart(['store', 'import', journal, ...at.flags]);
    const module = files.file(
      'handlers.mjs',
      `export default { greet: ({ run }) => { console.log('hello'); if (run.id === '${second}') return { _tag: 'Fail', reason: 'no' }; } };\n`,
    );
    const ended = await runchart([
      'store',
      'worker',
      '--module',
      module,
      ...at.flags,
      '--until-idle',
      '--json',
    ]);
    expect(ended).toMatchObject({ code: 0, stderr: 'hello\nhello\n' });
    const lines = values(ended.stdout);
    expect(lines).toHaveLength(3);
    expect(lines).toContainEqual({
      run_id: first,
      task_id: taskNamed('greet'),
      state: 'Completed',
      attempt_count: 1,
      outcome: 'Complete',
    });
    expect(lines).toContainEqual({
      run_id: second,
      task_id: taskNamed('greet'),
      state: 'Failed',
      attempt_count: 1,
      outcome: 'Fail',
      note: 'no',
    });
    expect(lines[2]).toStrictEqual({
      worker: expect.stringMatching(/^worker-/),
      settled: { total: 2, by_state: { Completed: 1, Failed: 1 } },
    });
    expect(json(await runchart(['store', 'stats', ...at.flags, '--json']))).toMatchObject({
      runs: { total: 2, by_state: { Completed: 1, Failed: 1 } },
      oldest_ready_seconds: null,
      leases: { held: 0 },
      failures: { total: 1, runs: 1 },
      quarantined: 0,
      commands: { total: 6, refused: 0 },
    });
    const text = await runchart(['store', 'stats', ...at.flags]);
    expect(text.stdout).toMatch(
      new RegExp(`2 runs, schema ${at.schema}\\n[^]*Completed +1\\n[^]*oldest ready +none\\n`),
    );
  });

  test('SIGTERM ends a worker in order: the handler ends, and its run is settled', async () => {
    const at = await anyPlace();
    await runchart(['store', 'import', journal, ...at.flags]);
    const module = files.file(
      'slow.mjs',
      `export default async ({ run }) => { if (run.id === '${first}') console.log('began'); await new Promise((end) => setTimeout(end, 300)); };\n`,
    );
    const { child, ended } = start(process.execPath, [
      bin,
      'store',
      'worker',
      '--module',
      module,
      ...at.flags,
    ]);
    // The worker says that it works before its handler says that it began.
    let seen = '';
    while (!seen.includes('began')) seen += String((await once(child.stderr, 'data'))[0]);
    child.kill('SIGTERM');
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`${first}  Completed`));
    expect(stdout).toMatch(/2 attempts settled in .*: Completed 2\n$/);
  });

  test('while one process has the folder, another is told which', async () => {
    const at = folder();
    const module = files.file('idle.mjs', 'export default () => {};\n');
    const { child, ended } = start(process.execPath, [
      bin,
      'store',
      'worker',
      '--module',
      module,
      '--folder',
      at,
    ]);
    await once(child.stderr, 'data');
    for (const args of [
      ['store', 'stats', '--folder', at],
      ['inspect', '--store', at, '--no-open', '--port', '0'],
    ]) {
      const other = await runchart(args);
      expect(other).toMatchObject({ code: 2, stdout: '' });
      expect(other.stderr).toMatch(
        new RegExp(
          `^runchart: process ${String(child.pid)} on .* has the folder .* open, and one process at a time can use it`,
        ),
      );
    }
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
  });

  test('a module without handlers', async () => {
    const at = await anyPlace();
    const module = files.file('none.mjs', 'export default 1;\n');
    const ended = await runchart(['store', 'worker', '--module', module, ...at.flags]);
    expect(said(ended)).toStrictEqual({
      code: 2,
      stderr: `runchart: cannot use ${module}: its default export is no handler: export a function, or an object with a function for each task\n`,
    });
    expect((await runchart(['store', 'worker', ...at.flags])).code).toBe(2);
  });

  test('the doctor tells what does not fit, and with --fix puts it aside', async () => {
    const at = await anyPlace();
    await runchart(['store', 'import', journal, ...at.flags]);
    const well = await runchart(['store', 'doctor', ...at.flags]);
    expect(said(well)).toStrictEqual({ code: 0, stderr: '' });
    expect(well.stdout).toMatch(/: 2 runs in .*, all fits\n$/);
    await at.change(
      `ALTER TABLE @.runs DISABLE TRIGGER USER; UPDATE @.runs SET effective_priority = 7 WHERE id = '${first}'; ALTER TABLE @.runs ENABLE TRIGGER USER`,
    );
    const message = `run ${first} differs from its history: effective_priority is 7, by its history 0`;
    const ill = await runchart(['store', 'doctor', ...at.flags, '--json']);
    expect(ill.code).toBe(1);
    expect(json(ill)).toStrictEqual({
      store: at.name,
      runs: 2,
      quarantined: 0,
      findings: { total: 1, left: 1, by_code: { RunDiffers: 1 } },
      first: [{ code: 'RunDiffers', run_id: first, message }],
    });
    const mended = await runchart(['store', 'doctor', ...at.flags, '--fix']);
    expect(mended.code).toBe(0);
    expect(mended.stdout).toMatch(new RegExp(`^${message}\n.*1 finding, all mended\n$`));
    expect((await runchart(['store', 'doctor', ...at.flags])).stdout).toMatch(
      /all fits\n1 run in quarantine before\n$/,
    );
  });
});

(serverUrl === undefined ? describe.skip : describe)('on a server', () => {
  const url = serverUrl ?? '';
  const schema = freshSchema();
  schemas.push(schema);
  const flags = ['--url', url, '--schema', schema];
  test('every command works, and inspect follows', async () => {
    expect((await runchart(['store', 'stats', ...flags])).stderr).toMatch(
      `there is no store in the schema ${schema} of PostgreSQL at `,
    );
    expect(json(await runchart(['store', 'init', ...flags, '--json']))).toMatchObject({
      schema,
      made: true,
    });
    expect(json(await runchart(['store', 'import', journal, ...flags, '--json']))).toMatchObject({
      runs: 2,
    });
    const inspector = await startInspector(['--store', url, '--schema', schema]);
    const socket = new WebSocket(`${inspector.url.replace('http', 'ws')}live`);
    let heard = '';
    socket.on('message', (data: Buffer) => {
      heard += data.toString('utf8');
    });
    const hears = async (text: string): Promise<void> => {
      while (!heard.includes(text)) await once(socket, 'message');
    };
    await hears(first);
    const late = RunId.generate();
    const store = await pipe(
      TE.right(openPostgres({ url })),
      TE.chainW(openRunStore({ schema })),
    )();
    if (E.isLeft(store)) throw new Error(store.left._tag);
    await store.right.insert({ id: late, taskId: TaskId.generate() })();
    await hears(late);
    await store.right.mutate(late, { type: 'cancel' }, { commandId: CommandId.generate() })();
    await store.right.close();
    expect((await inspector.stop()).code).toBe(130);
    expect((await runchart(['store', 'doctor', ...flags])).code).toBe(0);
    expect(values((await runchart(['store', 'export', ...flags])).stdout)).toHaveLength(4);
  });
});
