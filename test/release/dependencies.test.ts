/** The dependencies: each has a reason and an allowed licence, and comes from the registry with a hash. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { unexplained } from './advisories.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

type Versions = Readonly<Record<string, string>>;
const own = JSON.parse(read('package.json')) as {
  readonly dependencies: Versions;
  readonly peerDependencies: Versions;
  readonly devDependencies: Versions;
};
const lock = JSON.parse(read('package-lock.json')) as {
  readonly packages: Readonly<
    Record<
      string,
      { readonly resolved?: string; readonly integrity?: string; readonly version: string }
    >
  >;
};
const page = read('docs/dependencies.md');

/** The names in the first column of the tables. In a list, `-cli` stands for a name that ends otherwise: `@size-limit/esbuild, -cli`. */
const namesOn = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/^\| ([^|]+?) +\|/gm)].flatMap(([, cell = '']) => {
    const items = cell.replaceAll('\\_', '_').split(', ');
    // What the text before has after its last / or its last dash ends otherwise.
    const of = (i: number): string => {
      const item = items[i] ?? '';
      if (!/^-\w/.test(item)) return item;
      const before = of(i - 1);
      return (
        [before, before.slice(before.indexOf('/') + 1)]
          .flatMap((text) =>
            [...text.matchAll(/[/-]/g)].map(({ index }) => before.length - text.length + index),
          )
          .map((end) => `${before.slice(0, end)}${before[end] ?? ''}${item.slice(1)}`)
          .find((name) => name in all) ?? item
      );
    };
    return items.map((_, i) => of(i));
  });
const all: Versions = { ...own.devDependencies, ...own.peerDependencies, ...own.dependencies };

describe('the dependencies', () => {
  it('each have a reason in docs/dependencies.md', () => {
    const named = new Set(namesOn(page));
    expect(Object.keys(all).filter((name) => !named.has(name))).toStrictEqual([]);
  });

  it('are all that docs/dependencies.md gives reasons for', () => {
    expect(
      namesOn(page).filter((name) => !(name in all) && name !== 'package' && !/^-+$/.test(name)),
    ).toStrictEqual([]);
  });

  it('of the developers have exact versions, those of the lock file', () => {
    expect(
      Object.entries(own.devDependencies).filter(
        ([name, version]) =>
          lock.packages[`node_modules/${name}`]?.version !== version.replace(/^npm:.*@/, ''),
      ),
    ).toStrictEqual([]);
  });

  it('come from the registry of npm, each with a hash', () => {
    const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
    expect(packages.length).toBeGreaterThan(500);
    expect(
      packages
        .filter(
          ([, { resolved = 'https://registry.npmjs.org/', integrity = '' }]) =>
            !resolved.startsWith('https://registry.npmjs.org/') || !integrity.startsWith('sha512-'),
        )
        .map(([path]) => path),
    ).toStrictEqual([]);
  });
});

describe('the audit', () => {
  const advisory = (id: string) => ({
    url: `https://github.com/advisories/${id}`,
    severity: 'high',
    title: 'Something',
  });

  it('fails for an advisory that the page does not name, once for each package', () => {
    const report = {
      vulnerabilities: {
        deep: { via: [advisory('GHSA-aaaa'), advisory('GHSA-bbbb')] },
        above: { via: ['deep'] },
      },
    };
    expect(
      unexplained(report, 'GHSA-aaaa is about servers').map(({ name, id }) => [name, id]),
    ).toStrictEqual([['deep', 'GHSA-bbbb']]);
    expect(unexplained(report, 'GHSA-aaaa and GHSA-bbbb')).toStrictEqual([]);
  });
});
