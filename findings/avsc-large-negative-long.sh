#!/usr/bin/env bash
# avsc 5.7.9 writes longs below -2^52 as the bytes of a positive number, which is one off for every other one: it doubles them, which takes a
# bit more than a number has. It says nothing, though it refuses longs beyond 2^53. Seen, as written and read again:
#   4503599627370496 -> 4503599627370496
#   9007199254740989 -> 9007199254740989
#   -4503599627370496 -> -4503599627370496
#   -4503599627370497 -> 4503599627370496
#   -4503599627370498 -> 4503599627370498
#   -9007199254740990 -> 9007199254740990
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund avsc@5.7.9
cat > main.cjs <<'JS'
const { Type } = require('avsc');

const long = Type.forSchema('long');
for (const n of [2 ** 52, 2 ** 53 - 3, -(2 ** 52), -(2 ** 52) - 1, -(2 ** 52) - 2, 2 - 2 ** 53])
  console.log(`${n} -> ${long.fromBuffer(long.toBuffer(n))}`);
JS
node main.cjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
4503599627370496 -> 4503599627370496
9007199254740989 -> 9007199254740989
-4503599627370496 -> -4503599627370496
-4503599627370497 -> 4503599627370496
-4503599627370498 -> 4503599627370498
-9007199254740990 -> 9007199254740990
EXPECTED
