/** What the package contains of other packages, and what it asks for: read from the built `dist/` and package.json. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const NOTICES = 'THIRD-PARTY-LICENSES.txt';

/** The packages named in the text of a THIRD-PARTY-LICENSES.txt. */
export const namedIn = (text) =>
  [...text.matchAll(/^(\S+) (\d\S*) \((.+)\)$/gm)].map(([, name, version, license]) => ({
    name,
    version,
    license,
  }));

/** The packages whose code is in the files of `dist/`, each version once, with the builds that contain it. */
export const bundled = (root) => {
  const dist = join(root, 'dist');
  const found = new Map();
  for (const build of readdirSync(dist).sort()) {
    if (!readdirSync(join(dist, build)).includes(NOTICES)) continue;
    for (const part of namedIn(readFileSync(join(dist, build, NOTICES), 'utf8'))) {
      const key = `${part.name}@${part.version}`;
      const { builds = [] } = found.get(key) ?? {};
      found.set(key, { ...part, builds: [...builds, build] });
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
};

/** The packages that npm installs beside the package: its dependency, and its peers. */
export const asked = (root) => {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const isOptional = (name) => own.peerDependenciesMeta[name]?.optional === true;
  return [
    ...Object.entries(own.dependencies).map(([name, range]) => ({ name, range, kind: 'regular' })),
    ...Object.entries(own.peerDependencies).map(([name, range]) => ({
      name,
      range,
      kind: isOptional(name) ? 'optional peer' : 'peer',
    })),
  ];
};
