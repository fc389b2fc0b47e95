#!/usr/bin/env bash
# fast-check 4.10.2 keeps its global configuration once for each copy that is loaded, and `import` and `require` load two: what
# `configureGlobal` sets by `import` does not reach properties of code that gets fast-check by `require`, in the same process, and nothing
# says so. A seed that a runner sets is then no seed. Seen:
#   import:  seed 17
#   require: no seed
#   samples by import are repeated: true
#   samples by require are repeated: false
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund fast-check@4.10.2
cat > main.mjs <<'JS'
import { createRequire } from 'node:module';
import imported from 'fast-check';

const required = createRequire(import.meta.url)('fast-check');
imported.configureGlobal({ seed: 17 });

const seedOf = (fc) => {
  const { seed } = fc.readConfigureGlobal() ?? {};
  return seed === undefined ? 'no seed' : `seed ${seed}`;
};
const isRepeated = (fc) => {
  const sample = () => fc.sample(fc.nat(), 20).join();
  return sample() === sample();
};
console.log('import: ', seedOf(imported));
console.log('require:', seedOf(required));
console.log('samples by import are repeated:', isRepeated(imported));
console.log('samples by require are repeated:', isRepeated(required));
JS
node main.mjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
import:  seed 17
require: no seed
samples by import are repeated: true
samples by require are repeated: false
EXPECTED
