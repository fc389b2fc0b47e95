/** Starts the longest test files first, so that none of them runs alone at the end. */
import Sequencer from '@jest/test-sequencer';

/** Files that take twenty seconds and more, the longest first. Only the order of files depends on it. */
const long = [
  'cli/verify',
  'cli/store',
  'examples/dashboard',
  'inspector/page/layout',
  'inspector/page',
  'inspector/page/apps/actors',
  'testing/subjects',
  'examples/signup',
  'element/element',
  'statecharts/pictures',
  'testing/export',
  'docs/readme',
  'bench/command',
  'cli/verifyMachine',
  'picture/layOut',
  'docs/docstrings',
].map((name) => `/test/${name}.test.ts`);

const rank = ({ path }) => {
  const index = long.findIndex((name) => path.endsWith(name));
  return index === -1 ? long.length : index;
};

export default class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
}
