#!/usr/bin/env bash
# The instrumenter of StrykerJS 9.6.1 makes no mutants of anything inside `x as T`, also not of whole functions, and does not say so: a file
# whose table of functions ends in `as const` counts as perfectly tested. `satisfies` and an annotation hide nothing. Seen, in mutants:
#   plain       2
#   as          0
#   as const    0
#   satisfies   3
#   annotation  3
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund @stryker-mutator/instrumenter@9.6.1
cat > main.mjs <<'JS'
import { Instrumenter } from '@stryker-mutator/instrumenter';

const silent = () => undefined;
const logger = { debug: silent, info: silent, warn: silent, isDebugEnabled: () => false };
const options = { plugins: null, excludedMutations: [], ignorers: [], noHeader: true };
const forms = {
  plain: 'export const grow = (n: number) => n + 1;',
  as: 'export const grow = ((n: number) => n + 1) as Grow;',
  'as const': 'export const table = { grow: (n: number) => n + 1 } as const;',
  satisfies: 'export const table = { grow: (n: number) => n + 1 } satisfies Table;',
  annotation: 'export const table: Table = { grow: (n: number) => n + 1 };',
};
for (const [form, content] of Object.entries(forms)) {
  const instrumenter = new Instrumenter(logger);
  const { mutants } = await instrumenter.instrument([{ name: 'grow.ts', content, mutate: true }], options);
  console.log(form.padEnd(11), mutants.length);
}
JS
node main.mjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
plain       2
as          0
as const    0
satisfies   3
annotation  3
EXPECTED
