#!/usr/bin/env bash
# parse-duration 2.1.9: a comma is dropped before the text is read, as a separator of thousands, so a decimal comma makes a duration ten
# times as long: `1,5h` is 15 hours, in a library whose locales include German and French. A text that is no duration is read in
# part, and not refused: of `10:30` the last number counts as milliseconds, of `90 seconds and 3 apples` the apples are dropped, and
# in `1h-30m` the sign is.
# Seen (seconds):
#   1.5h => 5400
#   1,5h => 54000
#   1,000s => 1000
#   10:30 => 10.03
#   1h-30m => 5400
#   90 seconds and 3 apples => 90
#   apples => null
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund parse-duration@2.1.9
cat > main.mjs <<'JS'
import parse from 'parse-duration';
for (const text of ['1.5h', '1,5h', '1,000s', '10:30', '1h-30m', '90 seconds and 3 apples', 'apples'])
  console.log(`${text} => ${parse(text, 's')}`);
JS
node main.mjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
1.5h => 5400
1,5h => 54000
1,000s => 1000
10:30 => 10.03
1h-30m => 5400
90 seconds and 3 apples => 90
apples => null
EXPECTED
