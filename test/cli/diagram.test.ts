import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createMachine } from 'xstate';
import {
  runDiagram,
  runMarks,
  runScxml,
  runSvg,
  runTones,
  toDot,
  toJson,
  toMermaid,
} from '../../src/diagram/index.js';
import { runQuint } from '../../src/diagram/runQuint.js';
import { runStates } from '../../src/index.js';
import { chartDot, chartJson, chartMermaid, chartScxml } from '../../src/picture/index.js';
import { statechartOf } from '../../src/statechart/index.js';
import { bin, endAll, root, runchart, start, temporaryFolder } from './runchart.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const { initial } = runDiagram;

describe('to standard output', () => {
  test.each([
    ['', runSvg()],
    ['--format svg --theme dark --direction right', runSvg({ theme: 'dark', direction: 'right' })],
    ['--highlight RetryWait', runSvg({ highlight: 'RetryWait' })],
    ['--format mermaid', toMermaid(runDiagram, { initial })],
    [
      '--format mermaid --direction right --highlight Ready',
      toMermaid(runDiagram, { initial, direction: 'LR', highlight: 'Ready' }),
    ],
    ['--format dot', toDot(runDiagram, { tones: runTones, marks: runMarks })],
    [
      '--format dot --direction right --highlight Ready',
      toDot(runDiagram, {
        tones: runTones,
        marks: runMarks,
        direction: 'right',
        highlight: 'Ready',
      }),
    ],
    ['--format scxml', runScxml().trimEnd()],
    ['--format json', toJson(runDiagram)],
    ['--format quint', runQuint().trimEnd()],
  ])('diagram %s', async (args, expected) => {
    expect(
      await runchart(['diagram', ...args.split(' ').filter((arg) => arg !== '')]),
    ).toStrictEqual({
      code: 0,
      stdout: `${expected}\n`,
      stderr: '',
    });
  });
});

describe('to a file', () => {
  test('writes it completely', async () => {
    const out = folder.file('run.svg', 'before');
    expect(await runchart(['diagram', '--out', out])).toStrictEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(readFileSync(out, 'utf8')).toBe(`${runSvg()}\n`);
    expect(readdirSync(folder.path('.'))).toStrictEqual(['run.svg']);
  });

  test('reports a file that cannot be written', async () => {
    const out = folder.path('nowhere/run.svg');
    expect(await runchart(['diagram', '--out', out])).toStrictEqual({
      code: 2,
      stdout: '',
      stderr: `runchart: cannot write ${out}: there is no such directory\n`,
    });
  });
});

describe('a wrong command line', () => {
  test('lists the states if the given one is unknown', async () => {
    const { code, stdout, stderr } = await runchart(['diagram', '--highlight', 'running']);
    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`Allowed choices are ${runStates.join(', ')}.`);
  });

  test.each([
    ['--format png', 'Allowed choices are svg, mermaid, dot, scxml, json, html, quint.'],
    ['--format html', '--format html needs a FILE with a machine'],
    ['--highlight Ready,Leased', 'Allowed choices are '],
    ['--width 400', '--width has no meaning for the lifecycle of a run'],
    ['--check', '--check needs --out FILE'],
    ['--watch --out x.svg', '--watch needs a FILE to watch'],
    ['--out README.md', 'Markdown takes a machine of a FILE'],
    ['--theme blue', 'Allowed choices are light, dark, auto.'],
    ['--direction up', 'Allowed choices are down, right.'],
    ['--format dot --theme dark', '--theme has no meaning for --format dot'],
    [
      '--format json --highlight Ready --direction down',
      '--highlight and --direction have no meaning for --format json',
    ],
  ])('%s', async (args, message) => {
    const { code, stdout, stderr } = await runchart(['diagram', ...args.split(' ')]);
    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

const config = (delay: number): object => ({
  id: 'door',
  initial: 'shut',
  states: {
    shut: { on: { open: 'open' } },
    open: {
      initial: 'ajar',
      on: { close: 'shut', reset: '.ajar' },
      after: { [delay]: 'shut' },
      states: { ajar: { on: { push: 'wide' } }, wide: {} },
    },
  },
});

const chart = statechartOf(createMachine(config(500)));

describe('the machine of a file', () => {
  const module = `import { createMachine } from 'xstate';
import { delay } from './delay.js';
export const door = createMachine(${JSON.stringify(config(500)).replace('"500"', '[delay]')});
`;
  beforeAll(() => {
    mkdirSync(folder.path('node_modules'));
    symlinkSync(join(root, 'node_modules/xstate'), folder.path('node_modules/xstate'));
    folder.file('delay.ts', 'export const delay: number = 500;\n');
    folder.file('door.ts', module);
    folder.file('door.json', chartJson(chart));
  });
  afterEach(() => {
    for (const name of readdirSync(folder.path('.')))
      if (name.startsWith('out')) rmSync(folder.path(name));
  });
  const door = folder.path('door.ts');

  test.each([
    ['mermaid', chartMermaid(chart)],
    ['mermaid --direction right', chartMermaid(chart, { direction: 'right' })],
    [
      'mermaid --highlight open.wide,shut',
      chartMermaid(chart, { active: ['door.open.wide', 'door.shut'] }),
    ],
    ['dot --details names', chartDot(chart, { details: 'names' })],
    ['scxml', chartScxml(chart)],
    ['json', chartJson(chart)],
  ])('--format %s', async (args, expected) => {
    expect(
      await runchart(['diagram', `${door}#door`, '--format', ...args.split(' ')]),
    ).toStrictEqual({ code: 0, stdout: `${expected}\n`, stderr: '' });
  });

  test('is a picture or a page, as the name of the file says', async () => {
    for (const [name, begin] of [
      ['out.svg', '<svg '],
      ['out.html', '<!doctype html>'],
      ['out.mmd', 'stateDiagram-v2'],
      ['out.gv', 'digraph '],
    ] as const) {
      const out = folder.path(name);
      expect(await runchart(['diagram', folder.path('door.json'), '--out', out])).toStrictEqual({
        code: 0,
        stdout: '',
        stderr: '',
      });
      expect(readFileSync(out, 'utf8').startsWith(begin)).toBe(true);
    }
  });

  test.each([
    ['--highlight wid', 'runchart: door has no state wid; did you mean wide?\n'],
    [
      '--highlight nothing.alike',
      'runchart: door has no state nothing.alike; it has shut, open, open.ajar, open.wide\n',
    ],
    ['--format json --theme dark', 'runchart: --theme has no meaning for --format json\n'],
  ])('%s', async (args, stderr) => {
    expect(await runchart(['diagram', door, ...args.split(' ')])).toStrictEqual({
      code: 2,
      stdout: '',
      stderr,
    });
  });

  test('--check compares, and writes nothing', async () => {
    const out = folder.path('out.svg');
    const check = () => runchart(['diagram', door, '--out', out, '--check']);
    expect(await check()).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: `runchart: ${out} does not exist; write it with\n  runchart diagram ${door} --out ${out}\n`,
    });
    expect((await runchart(['diagram', door, '--out', out])).code).toBe(0);
    expect(await check()).toStrictEqual({ code: 0, stdout: '', stderr: '' });
    folder.file('out.svg', '<svg/>\n');
    expect(await check()).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: `runchart: ${out} does not show ${door} as it is now; refresh it with\n  runchart diagram ${door} --out ${out}\n`,
    });
    expect(readFileSync(out, 'utf8')).toBe('<svg/>\n');
  });

  test('stands in Markdown, between two comments', async () => {
    const out = folder.file('out.md', '# Door\n');
    const write = () => runchart(['diagram', door, '--out', out]);
    const begin = `<!-- runchart ${door} -->`;
    expect(await write()).toStrictEqual({
      code: 2,
      stdout: '',
      stderr: `runchart: cannot write into ${out}: it has no place for the picture; put these two lines where it belongs:\n  ${begin}\n  <!-- end -->\n`,
    });
    folder.file('out.md', `# Door\n\n${begin}\nold\n<!-- end -->\n\nafter\n`);
    const expected = `# Door\n\n${begin}\n\n\`\`\`mermaid\n${chartMermaid(chart)}\n\`\`\`\n\n<!-- end -->\n\nafter\n`;
    for (const time of ['written', 'written again']) {
      expect([time, (await write()).code]).toStrictEqual([time, 0]);
      expect(readFileSync(out, 'utf8')).toBe(expected);
    }
    expect((await runchart(['diagram', door, '--out', out, '--check'])).code).toBe(0);
  });

  test('--watch draws again when an imported file changes, and survives an error', async () => {
    const out = folder.path('out.mmd');
    const { child, ended } = start(process.execPath, [
      bin,
      'diagram',
      door,
      '--out',
      out,
      '--watch',
    ]);
    let said = '';
    const line = (text: string): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!said.includes(text)) return;
          said = '';
          child.stdout.off('data', look);
          resolve();
        };
        child.stdout.on('data', look);
      });
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    try {
      await line(`wrote ${out}\n`);
      expect(readFileSync(out, 'utf8')).toContain('after 500 ms');
      const broken = line('waiting for ');
      folder.file('delay.ts', 'export const delay: number = ;\n');
      await broken;
      const written = line('wrote ');
      folder.file('delay.ts', 'export const delay: number = 700;\n');
      await written;
      expect(readFileSync(out, 'utf8')).toContain('after 700 ms');
    } finally {
      child.kill('SIGINT');
      endAll();
    }
    expect((await ended).stderr).toContain('cannot load');
    folder.file('delay.ts', 'export const delay: number = 500;\n');
  });
});
