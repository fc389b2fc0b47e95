/** The options of the criteria, which every command with a suite has. */
import { Option } from 'commander';
import { defaults, maxima } from '../../graph/options.js';
import { integerFrom } from '../args.js';

const integerOption = (
  name: 'seed' | 'switches' | 'extraStates',
  flags: string,
  description: string,
): Option =>
  new Option(flags, description).argParser(integerFrom(0, maxima[name])).default(defaults[name]);

export const seedOption = integerOption('seed', '--seed <N>', 'the seed of random choices');

export const switchesOption = integerOption(
  'switches',
  '--switches <N>',
  'the n of n-switch: n + 1 edges in a row',
);

export const extraStatesOption = integerOption(
  'extraStates',
  '--extra-states <M>',
  'the m of w-method: states beyond those of the chart',
);
