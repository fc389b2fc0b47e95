#!/usr/bin/env bash
# PostgreSQL 18 (PGlite 0.5.17): a prepared query of pages whose cursor may be null, `$1 IS NULL OR id > $1 ... ORDER BY id LIMIT 10`, goes
# by the index for five executions. From the sixth on its plan is one for any parameters: it walks the index from the first row and
# drops each one up to the cursor. The LIMIT makes that plan look cheap, so it is kept, and reading all pages takes quadratic time. With
# the least id in the place of null, `id > $1`, the condition stays with the index.
# Seen:
#   optional cursor, execution 5: by the index, 0 rows dropped
#   optional cursor, execution 6: by a filter, 9000 rows dropped
#   least id, execution 5: by the index, 0 rows dropped
#   least id, execution 6: by the index, 0 rows dropped
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund @electric-sql/pglite@0.5.17
cat > main.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
const db = await PGlite.create();
await db.exec(`
  CREATE TABLE items (id integer PRIMARY KEY);
  INSERT INTO items SELECT generate_series(1, 10000);
  ANALYZE items;
  PREPARE optional(integer) AS SELECT id FROM items WHERE ($1 IS NULL OR id > $1) ORDER BY id LIMIT 10;
  PREPARE least(integer) AS SELECT id FROM items WHERE id > $1 ORDER BY id LIMIT 10;
`);
for (const [what, name] of [['optional cursor', 'optional'], ['least id', 'least']])
  for (let execution = 1; execution <= 6; execution += 1) {
    const { rows } = await db.query(`EXPLAIN (ANALYZE, COSTS off, TIMING off) EXECUTE ${name}(9000)`);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    const way = plan.includes('Index Cond') ? 'the index' : 'a filter';
    const dropped = /Rows Removed by Filter: (\d+)/.exec(plan)?.[1] ?? 0;
    if (execution > 4) console.log(`${what}, execution ${execution}: by ${way}, ${dropped} rows dropped`);
  }
await db.close();
JS
node main.mjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
optional cursor, execution 5: by the index, 0 rows dropped
optional cursor, execution 6: by a filter, 9000 rows dropped
least id, execution 5: by the index, 0 rows dropped
least id, execution 6: by the index, 0 rows dropped
EXPECTED
