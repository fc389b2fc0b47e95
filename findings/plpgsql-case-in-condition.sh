#!/usr/bin/env bash
# PostgreSQL 18 (PGlite 0.5.17), PL/pgSQL: the condition of IF ends at the first THEN outside parentheses, also at that of a CASE
# expression. So `IF CASE n WHEN 1 THEN true ELSE false END THEN` is no condition: CREATE FUNCTION fails with "syntax error at end of
# input", without a line. In parentheses, and in RETURN, WHERE and an assignment, the same expression is taken.
# Seen:
#   IF CASE ... END THEN: syntax error at end of input
#   IF NOT CASE ... END THEN: syntax error at end of input
#   IF (CASE ... END) THEN: made, f(1) is yes, f(2) is no
#   RETURN CASE ... END: made, f(1) is yes, f(2) is no
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund @electric-sql/pglite@0.5.17
cat > main.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
const db = await PGlite.create();
const attempt = async (what, body) => {
  try {
    await db.exec(`CREATE OR REPLACE FUNCTION f(n integer) RETURNS text LANGUAGE plpgsql AS $f$ BEGIN ${body} END $f$`);
    const { rows } = await db.query('SELECT f(1) AS one, f(2) AS two');
    console.log(`${what}: made, f(1) is ${rows[0].one}, f(2) is ${rows[0].two}`);
  } catch ({ message }) {
    console.log(`${what}: ${message}`);
  }
};
const choice = 'CASE n WHEN 1 THEN true ELSE false END';
const rest = "RETURN 'yes'; END IF; RETURN 'no';";
await attempt('IF CASE ... END THEN', `IF ${choice} THEN ${rest}`);
await attempt('IF NOT CASE ... END THEN', `IF NOT ${choice} THEN ${rest}`);
await attempt('IF (CASE ... END) THEN', `IF (${choice}) THEN ${rest}`);
await attempt('RETURN CASE ... END', "RETURN CASE n WHEN 1 THEN 'yes' ELSE 'no' END;");
await db.close();
JS
node main.mjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
IF CASE ... END THEN: syntax error at end of input
IF NOT CASE ... END THEN: syntax error at end of input
IF (CASE ... END) THEN: made, f(1) is yes, f(2) is no
RETURN CASE ... END: made, f(1) is yes, f(2) is no
EXPECTED
