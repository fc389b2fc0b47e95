/**
 * Writes the bill of materials of the package, `build/sbom.cdx.json` (CycloneDX 1.6): the packages whose code `dist/` contains, each with
 * its version, licence and hash, and those that are installed beside it, with the ranges of their versions.
 *
 *   npm run build && npm run sbom
 *
 * `npm sbom` cannot tell the former: to npm they are tools of the developers. The same `dist/` gives the same bytes: there is no instant and
 * no random number in the file.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { asked, bundled } from './parts.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));

if (!existsSync(join(root, 'dist/cli'))) {
  console.error('there is no dist/: npm run build');
  process.exit(2);
}

const own = read('package.json');
const { packages } = read('package-lock.json');

/** The hash of the tarball of a package, if this version is in the lock file. */
const lockedAt = ({ name, version }) =>
  Object.entries(packages).find(
    ([path, locked]) => path.endsWith(`node_modules/${name}`) && locked.version === version,
  )?.[1];

const hashOf = (integrity) =>
  Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');

const licenceOf = (text) =>
  / (OR|AND|WITH) /.test(text) ? new Models.LicenseExpression(text) : new Models.SpdxLicense(text);

const purl = (name, version) =>
  `pkg:npm/${name.replace('@', '%40')}${version === undefined ? '' : `@${version}`}`;

const component = (name, version, properties) => {
  const made = new Models.Component(Enums.ComponentType.Library, name, {
    version,
    purl: purl(name, version),
    bomRef: purl(name, version),
  });
  for (const [key, value] of Object.entries(properties))
    made.properties.add(new Models.Property(`runchart:${key}`, value));
  return made;
};

const parts = [
  ...bundled(root).map((part) => {
    const made = component(part.name, part.version, { bundled: part.builds.join(' ') });
    made.scope = Enums.ComponentScope.Required;
    made.licenses.add(licenceOf(part.license));
    const { integrity } = lockedAt(part) ?? {};
    if (integrity !== undefined) made.hashes.set(Enums.HashAlgorithm['SHA-512'], hashOf(integrity));
    return made;
  }),
  ...asked(root).map(({ name, range, kind }) => {
    const made = component(name, undefined, { installed: kind, range });
    made.scope =
      kind === 'optional peer' ? Enums.ComponentScope.Optional : Enums.ComponentScope.Required;
    return made;
  }),
];

const whole = new Models.Component(Enums.ComponentType.Library, own.name, {
  version: own.version,
  description: own.description,
  purl: purl(own.name, own.version),
  bomRef: purl(own.name, own.version),
});
whole.licenses.add(licenceOf(own.license));
for (const part of parts) whole.dependencies.add(part.bomRef);

const bom = new Models.Bom({ metadata: new Models.Metadata({ component: whole }) });
for (const part of parts) bom.components.add(part);

const serializer = new Serialize.JsonSerializer(
  new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6),
);
const file = join(root, 'build/sbom.cdx.json');
mkdirSync(join(root, 'build'), { recursive: true });
writeFileSync(file, `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`);
console.log(`build/sbom.cdx.json: ${parts.length} components`);
