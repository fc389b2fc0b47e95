/** The options that name a machine and say what exploring it needs. */
import { Option } from 'commander';
import { integerFrom } from '../args.js';

export const machineOption = new Option(
  '--machine <FILE#NAME>',
  'a machine of XState: the export NAME of a module, or a file of JSON',
);

export const setupOption = new Option(
  '--setup <FILE#NAME>',
  'what exploring it needs, if not its export explore',
);

export const eventsOption = new Option('--events <FILE>', 'the events to send it, a list in JSON');

export const limitOption = new Option(
  '--limit <N>',
  'the maximum number of its states to explore',
).argParser(integerFrom(1, 1_000_000));

export const expectOption = new Option(
  '--expect <NAMES>',
  'what tests of it expect beside states: status, tags, context, output, actions',
);
