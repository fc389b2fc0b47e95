/** What the package contains of other packages, with their licences: read from `dist/`. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { asked, bundled, namedIn } from './parts.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');

/** Licences that allow to publish a copy under Apache-2.0 with the notice. */
const ALLOWED = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD'];
/** The weak copyleft of elkjs is about changes of its own files, of which there are none. */
const EXPLAINED = { elkjs: 'EPL-2.0 OR GPL-3.0-or-later' };

beforeAll(() => {
  // `npm test` builds first; a single test may not.
  if (!existsSync(join(root, 'dist/cjs/index.cjs')))
    spawnSync('npm', ['run', '--silent', 'build'], { cwd: root });
}, 300_000);

describe('the packages in dist/', () => {
  it('have licences that allow to bundle them', () => {
    const parts = bundled(root);
    expect(parts.length).toBeGreaterThan(50);
    expect(
      parts.filter(
        ({ name, license }) =>
          !ALLOWED.includes(license) &&
          Object.entries({ [name]: license }).some(
            ([key, value]) => EXPLAINED[key as keyof typeof EXPLAINED] !== value,
          ),
      ),
    ).toStrictEqual([]);
    expect(page).toContain(EXPLAINED.elkjs);
  });

  it('each come with the text of their licence', () => {
    const builds = readdirSync(join(root, 'dist'));
    const texts = builds
      .map((build) => join(root, 'dist', build, 'THIRD-PARTY-LICENSES.txt'))
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, 'utf8'));
    expect(texts).toHaveLength(4);
    const groups = texts.flatMap((text) => text.split(`\n${'-'.repeat(72)}\n\n`));
    const without = groups.filter((group) => {
      const text = group.split('\n').filter((line) => namedIn(line).length === 0);
      return (
        namedIn(group).length === 0 ||
        !/copyright|licen[cs]e/i.test(text.join('\n')) ||
        text.join('').length < 500
      );
    });
    expect(without).toStrictEqual([]);
  });

  it('include those that jiti contains', () => {
    const names = bundled(root).map(({ name }) => name);
    expect(names).toStrictEqual(
      expect.arrayContaining(['jiti', '@babel/core', '@babel/parser', 'mlly', 'semver']),
    );
  });
});

it('the bill of materials lists each package in dist/ and each that is installed beside it, and is always the same', () => {
  const write = (): string => {
    const { status, stderr } = spawnSync(process.execPath, ['test/release/sbom.mjs'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toStrictEqual({ status: 0, stderr: '' });
    return readFileSync(join(root, 'build/sbom.cdx.json'), 'utf8');
  };
  const text = write();
  const { components } = JSON.parse(text) as {
    readonly components: ReadonlyArray<{ readonly name: string; readonly version?: string }>;
  };
  const nameAndVersion = (name: string, version = ''): string => `${name}@${version}`;
  expect(components.map(({ name, version }) => nameAndVersion(name, version)).sort()).toStrictEqual(
    [
      ...bundled(root).map(({ name, version }) => nameAndVersion(name, version)),
      ...asked(root).map(({ name }) => nameAndVersion(name)),
    ].sort(),
  );
  expect(write()).toBe(text);
});
