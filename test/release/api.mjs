/**
 * Keeps a report of the interface of each entry in `test/release/api/`, made by API Extractor from the declarations in `dist/types`.
 *
 *   npm run check:api   fails if a report is not the current one, or CHANGELOG.md does not have their hash
 *   npm run api         writes the reports and their hash; refuses if the changelog says nothing new
 *
 * Both need `npm run build`. The last line of the section of CHANGELOG.md that is not released yet holds two hashes: of the reports, and of
 * the section as it was when they were written. So reports that change without a new line are noticed.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { entries } from '../../entries.js';
import { hashOf, problemOf, withMark } from './changelogMark.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'test/release/api');
const changelog = join(root, 'CHANGELOG.md');

/** Makes the reports of all entries in one program, because most of the time goes into reading what they share. */
const currentReports = () => {
  const scratch = mkdtempSync(join(tmpdir(), 'runchart-api-'));
  const fileOf = ({ name }) => join(root, 'dist/types', `${name}.d.ts`);
  const silent = { default: { logLevel: 'none' } };
  const configs = entries.map((entry) =>
    ExtractorConfig.prepare({
      configObjectFullPath: join(root, 'api-extractor.json'),
      packageJsonFullPath: join(root, 'package.json'),
      configObject: {
        projectFolder: root,
        mainEntryPointFilePath: fileOf(entry),
        newlineKind: 'lf',
        compiler: {
          overrideTsconfig: {
            compilerOptions: {
              target: 'es2022',
              lib: ['es2023', 'dom', 'dom.iterable'],
              module: 'nodenext',
              strict: true,
              skipLibCheck: true,
              types: ['node', 'react'],
            },
            files: entries.map(fileOf),
          },
        },
        apiReport: {
          enabled: true,
          reportFileName: `${entry.name}.api.md`,
          reportFolder: scratch,
          reportTempFolder: join(scratch, 'temp'),
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        // Every export is public, and typedoc checks the docstrings.
        messages: {
          compilerMessageReporting: silent,
          extractorMessageReporting: silent,
          tsdocMessageReporting: silent,
        },
      },
    }),
  );
  const compilerState = CompilerState.create(configs[0], {
    additionalEntryPoints: configs
      .slice(1)
      .map(({ mainEntryPointFilePath }) => mainEntryPointFilePath),
  });
  for (const config of configs)
    Extractor.invoke(config, {
      localBuild: true,
      compilerState,
      // Without this it prints the version of TypeScript and the name of each file.
      messageCallback: (message) => {
        message.handled = message.logLevel !== 'error';
      },
    });
  const reports = new Map(
    readdirSync(scratch)
      .filter((name) => name.endsWith('.api.md'))
      .sort()
      .map((name) => [name, readFileSync(join(scratch, name), 'utf8')]),
  );
  rmSync(scratch, { recursive: true });
  return reports;
};

const readKept = () => {
  mkdirSync(folder, { recursive: true });
  return new Map(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
};

/** The lines of a report that the other does not have. */
const linesBeside = (report = '', other = '') => {
  const theirs = new Set(other.split('\n'));
  return report.split('\n').filter((line) => !theirs.has(line));
};

const current = currentReports();
const kept = readKept();
const names = [...new Set([...current.keys(), ...kept.keys()])].sort();
const changed = names.filter((name) => current.get(name) !== kept.get(name));
for (const name of changed) {
  console.error(name);
  for (const line of linesBeside(kept.get(name), current.get(name))) console.error(`  - ${line}`);
  for (const line of linesBeside(current.get(name), kept.get(name))) console.error(`  + ${line}`);
}

const hash = hashOf([...current].flat().join('\n'));
const text = readFileSync(changelog, 'utf8');
if (process.argv.includes('--check')) {
  const problem = problemOf(text, hash);
  if (changed.length > 0)
    console.error('the interface is not that of test/release/api/: see docs/releases.md');
  else if (problem !== undefined) console.error(problem);
  process.exitCode = changed.length > 0 || problem !== undefined ? 1 : 0;
} else {
  const marked = withMark(text, hash);
  if (marked === undefined) {
    console.error(
      'the interface changes: say in CHANGELOG.md, in "Unreleased", what changes for users, then run this again',
    );
    process.exit(1);
  }
  for (const name of kept.keys()) if (!current.has(name)) rmSync(join(folder, name));
  for (const [name, report] of current) writeFileSync(join(folder, name), report);
  writeFileSync(changelog, marked);
  console.log(`${changed.length} of ${names.length} reports changed`);
}
