/** A folder of PGlite is open in one process at a time. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { build } from 'esbuild';
import { TaskId } from '../../src/index.js';
import { lockFolder } from '../../src/store/folderLock.js';
import { openRunStore } from '../../src/store/index.js';
import { openPGlite } from '../../src/store/pglite.js';
import { left, right } from '../support/arbitraries.js';

jest.setTimeout(60_000);

const root = fileURLToPath(new URL('../..', import.meta.url));

let scratch: string;
let folder: string;
let script: string;
let children: ReadonlyArray<ChildProcess> = [];

/** A process that locks the folder, says what came of it, and stays. */
const holder = async (): Promise<{ readonly child: ChildProcess; readonly said: unknown }> => {
  const child = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  children = [...children, child];
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, said: JSON.parse(line.toString()) as unknown };
};

const kill = async (child: ChildProcess): Promise<void> => {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
};

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'runchart-lock-'));
  script = join(scratch, 'holder.mjs');
  await build({
    stdin: {
      contents: `import { lockFolder } from ${JSON.stringify(join(root, 'src/store/folderLock.ts'))};
        lockFolder(process.argv[2])().then((locked) => {
          console.log(JSON.stringify(locked._tag === 'Left' ? locked.left : process.pid));
          setInterval(() => undefined, 1000);
        });`,
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: script,
    logLevel: 'error',
  });
});
beforeEach(() => {
  folder = mkdtempSync(join(scratch, 'folder-'));
});
afterEach(async () => {
  await Promise.all(
    children
      .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
      .map(kill),
  );
  children = [];
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

describe('a folder', () => {
  it('that another process has open is refused, with the name of that process', async () => {
    const { child, said } = await holder();
    expect(said).toBe(child.pid);
    const refused = left(await lockFolder(folder)());
    expect(refused).toMatchObject({
      _tag: 'FolderInUse',
      folder,
      process: child.pid,
      host: hostname(),
    });
    // Nobody's own file stays behind.
    expect(readdirSync(`${folder}.locks`)).toHaveLength(1);
    expect(left(await openPGlite({ folder })())).toStrictEqual(refused);
  });

  it('of a process that was killed is taken over', async () => {
    const { child } = await holder();
    await kill(child);
    const release = right(await lockFolder(folder)());
    expect(readdirSync(`${folder}.locks`)).toHaveLength(1);
    await release();
    expect(readdirSync(scratch)).not.toContain(`${folder.split('/').at(-1) ?? ''}.locks`);
  });

  it('of a process whose number another has by now is taken over', async () => {
    const { child } = await holder();
    const [file = ''] = readdirSync(`${folder}.locks`);
    await kill(child);
    // As if this process had got its number, at another time.
    rmSync(join(`${folder}.locks`, file), { force: true });
    writeFileSync(
      join(`${folder}.locks`, file.replace(/-\d+-\d*-/, `-${String(process.pid)}-1-`)),
      '',
    );
    const release = right(await lockFolder(folder)());
    expect(readdirSync(`${folder}.locks`)).toHaveLength(1);
    await release();
  });

  it('of a process on another machine is refused', async () => {
    await kill((await holder()).child);
    const [file = ''] = readdirSync(`${folder}.locks`);
    rmSync(join(`${folder}.locks`, file));
    writeFileSync(join(`${folder}.locks`, file.replace(/@.*\.lock$/, '@far%20away.lock')), '');
    expect(left(await lockFolder(folder)())).toMatchObject({
      _tag: 'FolderInUse',
      host: 'far away',
    });
  });

  it('of six processes that come at once is open in one at most', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, holder));
    const holders = all.filter(({ said }) => typeof said === 'number');
    expect(holders.length).toBeLessThanOrEqual(1);
    await Promise.all(all.map(({ child }) => kill(child)));
    await right(await lockFolder(folder)())();
  });

  it('cannot be opened twice by one process, and keeps its runs', async () => {
    const taskId = TaskId.generate();
    const first = right(await openPGlite({ folder })());
    expect(first.name).toBe(`PGlite in ${folder}`);
    expect(left(await openPGlite({ folder })())).toMatchObject({
      _tag: 'FolderInUse',
      process: process.pid,
    });
    const { stored } = right(
      await right(await openRunStore()(first)()).insert({ taskId, payload: 'kept' })(),
    );
    await first.close();
    // Once more does nothing.
    await first.close();
    const second = right(await openPGlite({ folder })());
    const store = right(await openRunStore()(second)());
    expect(right(await store.load(stored.run.id)())).toStrictEqual(stored);
    await store.close();
  });

  it('is made if there is none', async () => {
    const inside = join(folder, 'a', 'b');
    await right(await lockFolder(inside)())();
    expect(readdirSync(join(folder, 'a'))).toStrictEqual(['b']);
  });
});
