/**
 * A plugin of Rollup that writes THIRD-PARTY-LICENSES.txt: the packages whose code a build contains, with the texts of their licences,
 * which every copy must include. Packages with the same text share it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

const packageOf = (id) => /^(.*node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+)[/\\]/.exec(id)?.[1];

/** The text of a license for a package that has no file of it, but names the license and its author in package.json. */
const standardText = (license, holder) => {
  const { licenseText } = require(`spdx-license-list/licenses/${license}.json`);
  return licenseText
    .replace(/^.* License:?\n\n/, '')
    .replace(/^(Copyright .*\n)+/, `Copyright (c) ${holder}\n`)
    .replaceAll(/\bISC\b/g, 'THE AUTHOR');
};

const nameOf = (author, name) =>
  (typeof author === 'string' ? author.replace(/ *[<(].*/, '') : author?.name) ??
  `the authors of ${name}`;

/** What is said of a package in a folder. */
const noticeOf = (folder) => {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json')));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text =
    file === undefined
      ? standardText(license, nameOf(author, name))
      : readFileSync(join(folder, file), 'utf8');
  return { title: `${name} ${version} (${license})`, text: text.trim() };
};

/** The packages inside jiti that are not installed here, with their licences. */
const absent = { 'babel-plugin-parameter-decorator': 'MIT', mlly: 'MIT' };

/** jiti's two files are bundles themselves. They have no notices, but name the file of each module: `.pnpm/@babel+core@7.29.0/...`. */
const noticesInside = (folder) => {
  const dist = join(folder, 'dist');
  const text = readdirSync(dist)
    .map((file) => readFileSync(join(dist, file), 'utf8'))
    .join('');
  const found = [...text.matchAll(/\.pnpm\/(@?[^@/]+)@(\d[^/"_]*)/g)];
  const versions = new Map(found.map(([, name, version]) => [name.replace('+', '/'), version]));
  return [...versions].map(([name, version]) => {
    const own = join('node_modules', name);
    // The packages of Babel are one project, with one license.
    const same = existsSync(own) || !name.startsWith('@babel/') ? own : 'node_modules/@babel/core';
    const { title, text } = existsSync(same)
      ? noticeOf(same)
      : { title: `(${absent[name]})`, text: standardText(absent[name], `the authors of ${name}`) };
    return { title: `${name} ${version} ${/\(.*\)$/.exec(title)[0]}`, text };
  });
};

const RULER = '-'.repeat(72);

export const licences = {
  name: 'licences',
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk');
    const folders = new Set(
      chunks.flatMap(({ modules }) =>
        Object.entries(modules)
          .filter(([, { renderedLength }]) => renderedLength > 0)
          .map(([id]) => packageOf(id.replace('\0', '')))
          .filter((folder) => folder !== undefined),
      ),
    );
    const notices = [...folders].flatMap((folder) => [
      noticeOf(folder),
      ...(/[/\\]jiti$/.test(folder) ? noticesInside(folder) : []),
    ]);
    if (notices.length === 0) return;
    const titles = new Map();
    for (const { title, text } of notices)
      titles.set(text, new Set([...(titles.get(text) ?? []), title]));
    const groups = [...titles]
      .map(([text, named]) => `${[...named].sort().join('\n')}\n\n${text}\n`)
      .sort();
    this.emitFile({
      type: 'asset',
      fileName: 'THIRD-PARTY-LICENSES.txt',
      source: groups.join(`\n${RULER}\n\n`),
    });
  },
};
