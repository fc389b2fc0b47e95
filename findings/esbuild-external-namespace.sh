#!/usr/bin/env bash
# esbuild 0.28.2 and Rollup 4.64.0 with fp-ts 2.16.11: a program that imports fp-ts as a namespace is bundled to CommonJS, and fp-ts
# stays external, as for a server. esbuild does not hand out what `require` returns: it copies it into an object of getters, so each
# `E.right(1)` calls a getter first, and the loop below takes 1.3 to 1.5 times as long (printed, not compared). Rollup with `interop:
# 'esModule'` uses what `require` returns. Bundled with fp-ts inside, or run as ES modules, both have plain functions. Seen:
#   esbuild, external: get
#   rollup, external: value
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund esbuild@0.28.2 rollup@4.64.0 fp-ts@2.16.11
cat > program.mjs <<'JS'
import * as E from 'fp-ts/lib/Either.js';
const { get } = Object.getOwnPropertyDescriptor(E, 'right');
console.log(get === undefined ? 'value' : 'get');
const step = (n) => (state) => (state.count < n ? E.right({ ...state, count: state.count + 1 }) : E.left('full'));
const time = () => {
  let last;
  const start = process.hrtime.bigint();
  for (let i = 0; i < 3e5; i += 1) {
    let state = { count: 0, id: i };
    for (let j = 0; j < 5; j += 1) {
      const next = step(5)(state);
      if (E.isRight(next)) state = next.right;
    }
    last = state;
  }
  return [Number(process.hrtime.bigint() - start) / 15e5, last];
};
const fastest = Math.min(...Array.from({ length: 9 }, () => time()[0]));
console.error(`  ${fastest.toFixed(1)} ns a step`);
JS
npx esbuild program.mjs --bundle --platform=node --format=cjs --packages=external --outfile=esbuild.cjs --log-level=error
npx rollup program.mjs --external fp-ts/lib/Either.js --format cjs --interop esModule --file rollup.cjs --silent
for bundler in esbuild rollup; do echo "$bundler, external: $(node "$bundler.cjs")" | tee -a seen.txt; done
diff seen.txt - <<'EXPECTED'
esbuild, external: get
rollup, external: value
EXPECTED
