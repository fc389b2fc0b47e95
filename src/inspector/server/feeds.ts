/**
 * The feed: a WebSocket that receives lines of a journal or of an app, one or several in a message, and the messages of
 * `@statelyai/inspect`.
 *
 * Any other input is reported with its source and number, and the feed goes on. Messages are handled as they arrive, and TCP
 * slows the sender down, so there is no queue.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import type { WebSocket } from 'ws';
import { parseJson } from '../../codec/JsonText.js';
import { startsAsAppLine } from '../apps/AppLine.js';
import type { Intake } from './intake.js';
import type { Recorder } from './recorder.js';

/** The message in which `connectInspector` says how many lines it dropped. */
const Dropped = t.type({ type: t.literal('dropped'), count: t.number });

const counted = (n: number): string => `${String(n)} ${n === 1 ? 'line was' : 'lines were'}`;

/** Reads lines from a socket until it closes. */
export const feedFrom = (
  socket: WebSocket,
  intake: Intake,
  feed: number,
  recorder: Recorder | undefined,
): void => {
  const source = intake.open(`feed ${String(feed)}`, 'connected', {
    record: (text, isOfApp) => {
      if (isOfApp) recorder?.appLine(text, feed);
      else recorder?.entry(text);
    },
  });

  const receiveText = (text: string): void => {
    // The batches of an app, and single messages of @statelyai/inspect.
    if (startsAsAppLine(text)) {
      text.split('\n').forEach(source.addLine);
      return;
    }
    const line = source.decode(text);
    if (E.isRight(line)) {
      source.add(line, text);
      return;
    }
    if (source.addAppLine(text)) return;
    const json = parseJson(text);
    // Several lines in one message are not JSON, but each of them is.
    if (E.isLeft(json)) text.split('\n').forEach(source.addLine);
    else if (Dropped.is(json.right))
      source.addProblem(
        `${counted(json.right.count)} dropped by the sender while it was not connected`,
      );
    else source.add(line);
  };

  socket.on('message', (data, isBinary) => {
    if (isBinary) source.addProblem('a binary message, which holds no lines');
    // SAFETY: ws gives a text frame as one buffer unless asked otherwise.
    else receiveText((data as Buffer).toString('utf8'));
  });
  socket.on('error', (error) => {
    source.addProblem(error.message);
  });
  socket.on('close', source.end);
};
