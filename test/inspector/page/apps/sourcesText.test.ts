/** Whether the header says that actors are live, or where a recording ends. */
import { describe, expect, test } from '@jest/globals';
import type { Program } from '../../../../src/inspector/apps/AppProtocol.js';
import {
  isRecording,
  phaseOf,
  sourcesText,
} from '../../../../src/inspector/page/apps/sourcesText.js';
import type { SourceStatus } from '../../../../src/inspector/Protocol.js';

const program = (source: string, isOpen: boolean): Program => ({
  ...{ program: 0, source, via: 'runchart', isOpen, dropped: 0 },
});
const source = (name: string, phase: SourceStatus['phase']): SourceStatus => ({
  ...{ name, phase, lines: 9 },
});
const at = Date.UTC(2026, 0, 6, 9, 0, 4, 123);
const whatOf = (
  programs: ReadonlyArray<Program>,
  sources: ReadonlyArray<SourceStatus>,
): Parameters<typeof sourcesText>[0] => ({ programs, sources, events: 1200, last: at });

describe('the sources of actors', () => {
  test.each([
    ['no app yet', [], [source('a.ndjson', 'following')], '1,200 events', false],
    [
      'a file that is being read',
      [program('a.ndjson', true)],
      [source('a.ndjson', 'reading')],
      '1,200 events so far …',
      false,
    ],
    [
      'a file that was read to its end',
      [program('a.ndjson', false), program('a.ndjson', true)],
      [source('a.ndjson', 'following')],
      'recording of 1,200 events, read up to 2026-01-06 09:00:04.123 UTC',
      true,
    ],
    [
      'standard input that has ended',
      [program('-', false)],
      [source('-', 'ended')],
      'recording of 1,200 events, ended at 2026-01-06 09:00:04.123 UTC',
      true,
    ],
    [
      'an app',
      [program('feed 1', true)],
      [source('feed 1', 'connected')],
      '1,200 events, connected',
      false,
    ],
    [
      'an app that is gone',
      [program('feed 1', false)],
      [source('feed 1', 'disconnected')],
      '1,200 events, disconnected',
      false,
    ],
    [
      'an app that has come back by another feed',
      [program('feed 1', true)],
      [source('feed 1', 'disconnected'), source('feed 2', 'connected')],
      '1,200 events, connected',
      false,
    ],
    [
      'two apps, one of which is gone so long that its source is forgotten',
      [program('feed 1', false), program('feed 22', true)],
      [source('feed 22', 'connected')],
      '1,200 events, 1 of 2 connected',
      false,
    ],
  ])('%s', (_, programs, sources, text, recorded) => {
    const what = whatOf(programs, sources);
    expect([sourcesText(what), isRecording(what)]).toStrictEqual([text, recorded]);
  });

  test('of a recording: a program that another followed has ended', () => {
    const sources = [source('a.ndjson', 'following')];
    expect(phaseOf(program('a.ndjson', false), sources)).toBe('ended');
    expect(phaseOf(program('a.ndjson', true), sources)).toBe('following');
  });
});
