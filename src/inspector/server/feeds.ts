/**
 * The feed: a WebSocket that takes lines of a journal, one or several in a message, and XState's inspection events.
 *
 * Whatever cannot be understood is noted with where it came from, and the rest goes on. Messages are handled as they come,
 * and what is not handled yet waits with its sender: TCP holds it back, and nothing piles up here.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import type { WebSocket } from 'ws';
import { parseJson } from '../../codec/JsonText.js';
import { isInspection, makeXStateFeed } from '../XStateFeed.js';
import type { Intake } from './intake.js';

/** What a sender says of itself: that it had to drop lines. See `connectInspector`. */
const Dropped = t.type({ type: t.literal('dropped'), count: t.number });

const counted = (n: number): string => `${String(n)} ${n === 1 ? 'line was' : 'lines were'}`;

/** Lets a socket feed lines until it closes. */
export const feedFrom = (socket: WebSocket, intake: Intake, name: string): void => {
  const source = intake.open(name, 'following');
  const feed = makeXStateFeed();

  const takeObject = (text: string, json: unknown): void => {
    if (isInspection(json)) {
      const { lines, problem } = feed.take(json);
      for (const line of lines) source.take(line);
      if (O.isSome(problem)) source.note(problem.value);
    } else if (Dropped.is(json)) {
      source.note(`${counted(json.count)} dropped by the sender: it had nobody to send them to`);
    } else {
      source.take(text);
    }
  };

  const takeText = (text: string): void => {
    const json = parseJson(text);
    if (E.isRight(json)) takeObject(text, json.right);
    // Several lines are no JSON, but each of them is.
    else for (const line of text.split('\n')) source.take(line);
  };

  socket.on('message', (data, isBinary) => {
    if (isBinary) source.note('a binary message, which holds no lines');
    // SAFETY: a text frame comes as one buffer unless asked for otherwise.
    else takeText((data as Buffer).toString('utf8'));
  });
  socket.on('error', (error) => {
    source.note(error.message);
  });
  socket.on('close', () => {
    source.end();
  });
};
