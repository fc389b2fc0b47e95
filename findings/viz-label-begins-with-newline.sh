#!/usr/bin/env bash
# @viz-js/viz 3.31.0 (Graphviz in WebAssembly): a label that begins with a line break, `label="\nb"`, is drawn as the first
# graph of an instance, and throws `RuntimeError: table index is out of bounds` as the second. So a chart that draws in a test of
# its own fails in a server that keeps its instance. A line break inside or at the end of a label is drawn each time.
#
# Output seen, with Node 20.20.2:
#   alone: drawn
#   after another graph: RuntimeError: table index is out of bounds
#   with the line break inside: drawn
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --save-exact @viz-js/viz@3.31.0
cat >main.mjs <<'JS'
import { instance } from '@viz-js/viz';

const plain = 'digraph { a [label="a"] }';
const draw = (viz, dot) => {
  try {
    viz.renderString(dot, { format: 'svg' });
    return 'drawn';
  } catch (error) {
    return error;
  }
};
const [alone, second, inside] = [await instance(), await instance(), await instance()];
console.log(`alone: ${draw(alone, 'digraph { a [label="\\nb"] }')}`);
draw(second, plain);
console.log(`after another graph: ${draw(second, 'digraph { a [label="\\nb"] }')}`);
draw(inside, plain);
console.log(`with the line break inside: ${draw(inside, 'digraph { a [label="a\\nb"] }')}`);
JS
output=$(node main.mjs)
echo "$output"
expected='alone: drawn
after another graph: RuntimeError: table index is out of bounds
with the line break inside: drawn'
[ "$output" = "$expected" ] || { echo 'the output has changed' >&2; exit 1; }
