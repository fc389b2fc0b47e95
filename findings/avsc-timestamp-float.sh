#!/usr/bin/env bash
# avsc 5.7.9: `Type.forValue` infers "int" for an integer of 32 bits and "float", of 4 bytes, for every larger safe integer
# and every fraction; never "long", and "double" only from 2^53 - 1 on. So an instant of today, in milliseconds or in seconds
# with a fraction, comes back from the inferred type up to 65 seconds away, and nothing throws. Seen:
#   1700000000 (int) -> 1700000000
#   1700000000123 (float) -> 1700000038912
#   1700000050.5 (float) -> 1700000000
#   9007199254740990 (float) -> 9007199254740992
#   9007199254740991 (double) -> 9007199254740991
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund avsc@5.7.9
cat > main.cjs <<'JS'
const { Type } = require('avsc');
for (const at of [1700000000, 1700000000123, 1700000050.5, 2 ** 53 - 2, 2 ** 53 - 1]) {
  const type = Type.forValue({ at });
  console.log(`${at} (${type.field('at').type.typeName}) -> ${type.fromBuffer(type.toBuffer({ at })).at}`);
}
JS
node main.cjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
1700000000 (int) -> 1700000000
1700000000123 (float) -> 1700000038912
1700000050.5 (float) -> 1700000000
9007199254740990 (float) -> 9007199254740992
9007199254740991 (double) -> 9007199254740991
EXPECTED
