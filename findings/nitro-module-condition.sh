#!/usr/bin/env bash
# nitropack 2.13.6, the server of Nuxt 4: a package of ES modules whose `exports` name `module` before `import` builds without a
# warning, and the production server then fails to load it. Nitro resolves `module` and copies that file alone, but its output keeps
# the bare specifier, which Node resolves by `import`, to a file that was not copied. With `node` named first, both agree. Seen:
#   module, import: 500, copied bundler.js
#   node, module, import: 200, copied node.js
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund nitropack@2.13.6
mkdir -p routes node_modules/dep
echo "export default { compatibilityDate: '2026-01-01' };" > nitro.config.mjs
echo "import { from } from 'dep'; export default defineEventHandler(() => from);" > routes/index.ts
for file in node bundler; do echo "export const from = '$file.js';" > "node_modules/dep/$file.js"; done
cat > ask.mjs <<'JS'
import { spawn } from 'node:child_process';
import { once } from 'node:events';
const env = { ...process.env, PORT: '0', NITRO_HOST: '127.0.0.1' };
const server = spawn(process.execPath, ['.output/server/index.mjs'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
const [printed] = await once(server.stdout, 'data');
const { status } = await fetch(/http:\/\/[\w.:]+/.exec(String(printed))[0]);
server.kill('SIGKILL');
console.log(status);
JS
try() {
  echo "{\"name\":\"dep\",\"version\":\"1.0.0\",\"type\":\"module\",\"exports\":{$2}}" > node_modules/dep/package.json
  npx nitropack build > build.txt 2>&1
  if grep -iq warn build.txt; then cat build.txt; exit 1; fi
  echo "$1: $(node ask.mjs), copied $(cd .output/server/node_modules/dep && ls ./*.js | xargs -n 1 basename)" | tee -a seen.txt
}
try 'module, import' '"module":"./bundler.js","import":"./node.js"'
try 'node, module, import' '"node":"./node.js","module":"./bundler.js","import":"./node.js"'
diff seen.txt - <<'EXPECTED'
module, import: 500, copied bundler.js
node, module, import: 200, copied node.js
EXPECTED
