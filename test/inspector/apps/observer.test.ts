/** The observer of any app, and the board that its lines lead to. */
import { describe, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type { EventFromLogic } from 'xstate';
import { createActor } from 'xstate';
import { inspectLines } from '../../../src/inspector/app.js';
import type { Apps } from '../../../src/inspector/apps/Apps.js';
import { makeApps } from '../../../src/inspector/apps/Apps.js';
import { stepsBetween } from '../../../src/inspector/apps/readSteps.js';
import { editor, office } from './examples.js';

const boardOf = (lines: ReadonlyArray<string>): Apps => {
  const apps = makeApps();
  const source = apps.open('test');
  lines.forEach((line) => {
    const received = source.receive(line);
    if (received === undefined || E.isLeft(received))
      throw new Error(`${line}: ${JSON.stringify(received)}`);
  });
  return apps;
};

describe('scratch', () => {
  test('editor', () => {
    const lines: Array<string> = [];
    const actor = createActor(editor, {
      inspect: inspectLines((line) => lines.push(line)),
    }).start();
    const events: ReadonlyArray<EventFromLogic<typeof editor>> = [
      { type: 'SAVE' },
      { type: 'TYPE', text: 'abc' },
      { type: 'DISCARD' },
      { type: 'PING' },
      { type: 'BREAK' },
      { type: 'SAVE' },
      { type: 'TYPE', text: '123456789' },
      { type: 'BOLD' },
      { type: 'LOCK' },
      { type: 'BOLD' },
    ];
    events.forEach((event) => {
      actor.send(event);
    });
    const { board } = boardOf(lines);
    console.log(lines.map((l) => l.slice(0, 400)).join('\n'));
    for (const each of board.actors())
      console.log(
        board.rowOf(each),
        JSON.stringify(stepsBetween(board, each, 0, 100), null, 0),
        each.heat?.heat(),
      );
  });
  test('office', async () => {
    const lines: Array<string> = [];
    const actor = createActor(office, {
      inspect: inspectLines((line) => lines.push(line)),
    }).start();
    actor.subscribe({ error: () => undefined });
    for (const type of ['HIRE', 'HIRE', 'ASSIGN', 'SACK', 'ASSIGN'] as const) actor.send({ type });
    actor.send({ type: 'ASK', fails: true });
    await new Promise((r) => setTimeout(r, 20));
    actor.send({ type: 'ASK', fails: false });
    await new Promise((r) => setTimeout(r, 20));
    actor.stop();
    const { board } = boardOf(lines);
    console.log(lines.map((l) => l.slice(0, 300)).join('\n'));
    for (const each of board.actors())
      console.log(
        JSON.stringify(board.rowOf(each)),
        stepsBetween(board, each, 0, 100).map(
          (s) =>
            `${s.event} ${s.sender} ${s.outcome} ${s.status} ${s.taken.join()} ${JSON.stringify(s.changes)}`,
        ),
      );
  });
});
