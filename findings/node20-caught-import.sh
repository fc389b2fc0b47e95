#!/usr/bin/env bash
# Node 20 (npm package node 20.19.0) ends with exit 1 though the program caught the rejection of import(), if an ES module
# re-exports a CommonJS file whose require throws. Node 22.23.3 ends with 0. Seen:
#   v20.19.0: caught MODULE_NOT_FOUND, exit 1
#   v22.23.3: caught MODULE_NOT_FOUND, exit 0
# So an optional dependency that is absent cannot be tried with `try { await import() } catch {}` through such a module.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo "require('absent'); exports.a = 1;" > throws.cjs
echo "export { a } from './throws.cjs';" > names.mjs
echo "try { await import('./names.mjs'); } catch (e) { console.log('caught', e.code); }" > main.mjs
for version in 20.19.0 22.23.3; do
  mkdir "$version"
  (cd "$version" && echo '{"private":true}' > package.json && npm install --silent --no-audit --no-fund "node@$version")
  status=0
  output=$("$version/node_modules/node/bin/node" main.mjs 2> /dev/null) || status=$?
  echo "v$version: $output, exit $status" | tee -a seen.txt
done
diff seen.txt - <<'EXPECTED'
v20.19.0: caught MODULE_NOT_FOUND, exit 1
v22.23.3: caught MODULE_NOT_FOUND, exit 0
EXPECTED
