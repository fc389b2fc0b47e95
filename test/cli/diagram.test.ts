import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
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
import { runStates } from '../../src/index.js';
import { runchart, temporaryFolder } from './runchart.js';

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
    ['--format png', 'Allowed choices are svg, mermaid, dot, scxml, json.'],
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
