/** The peer of importing a document: `JSON.parse` of the whole file, which it holds in memory. */
import { readFileSync } from 'node:fs';

const document: unknown = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const [items] = Object.values(document as Readonly<Record<string, ReadonlyArray<unknown>>>);
process.stdout.write(String(items?.length));
