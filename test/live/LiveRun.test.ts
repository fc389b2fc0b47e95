/** The reducer with a server and a network that delays, reorders, repeats and loses messages. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RefusalError, RunInstance } from '../../src/index.js';
import { CommandId, decide } from '../../src/index.js';
import type { LiveMessage, LiveState, RunCommand } from '../../src/live/LiveRun.js';
import { initialLive, reduceLive } from '../../src/live/LiveRun.js';
import {
  arbitraryEvent,
  arbitraryHistory,
  priority,
  right,
  runId,
  runIn,
  tries,
} from '../support/arbitraries.js';

type State = LiveState<RefusalError>;
type Message = LiveMessage<RefusalError>;
type ToClient = Extract<Message, { readonly _tag: 'Accepted' | 'Refused' | 'Pushed' }>;

/** A server that answers a redelivered command with its first answer. */
const makeServer = (initial: RunInstance, revised: boolean) => {
  let run = initial;
  let revision = 0;
  const answered = new Map<CommandId, ToClient>();
  const now = () => (revised ? { run, revision } : { run });
  const act = (event: RunCommand['event']): E.Either<RefusalError, RunInstance> => {
    const next = decide(event)(run);
    if (E.isRight(next)) {
      run = next.right;
      revision += 1;
    }
    return next;
  };
  return {
    run: () => run,
    now,
    take: ({ commandId, event }: RunCommand): ToClient => {
      const known = answered.get(commandId);
      if (known !== undefined) return known;
      const next = act(event);
      const answer: ToClient = E.isRight(next)
        ? { _tag: 'Accepted', commandId, server: now() }
        : { _tag: 'Refused', commandId, error: next.left };
      answered.set(commandId, answer);
      return answer;
    },
    /** Applies an event of another client. */
    other: (event: RunCommand['event']): ToClient => {
      act(event);
      return { _tag: 'Pushed', server: now() };
    },
  };
};

const commandId = (n: number): CommandId =>
  right(CommandId.decode(`00000000-0000-0000-0000-${String(n).padStart(12, '0')}`));

/** Checks that the shown run is the confirmed run with the pending commands applied. */
const expectConsistent = (state: State): void => {
  let run: State['run'] = state.confirmed;
  for (const { event } of state.pending) {
    const next = decide(event)(run as RunInstance);
    if (E.isRight(next)) run = next.right;
  }
  expect(state.run).toStrictEqual(run);
  if (state.pending.length === 0) expect(state.run).toStrictEqual(state.confirmed);
};

const arbitraryMove = fc.record({
  kind: fc.constantFrom('send', 'other', 'serve', 'hear', 'repeat', 'lose', 'resend'),
  event: arbitraryEvent,
  pick: fc.nat(),
});

describe('however answers, pushes and losses interleave', () => {
  const play = (inOrder: boolean) =>
    fc.property(
      arbitraryHistory,
      fc.array(arbitraryMove, { maxLength: 60, size: 'max' }),
      (history, moves) => {
        const start = history[Math.floor(history.length / 2)] ?? runIn('Ready');
        const server = makeServer(start, !inOrder);
        const toServer: Array<RunCommand> = [];
        const toClient: Array<ToClient> = [];
        let state: State = initialLive(inOrder ? { run: start } : { run: start, revision: 0 });
        let sent = 0;
        const dispatch = (message: Message): void => {
          const next = reduceLive(state, message);
          expect(reduceLive(next, message).confirmed).toBe(next.confirmed);
          state = next;
          expectConsistent(state);
        };
        const take = <A>(queue: Array<A>, pick: number): A | undefined =>
          queue.splice(inOrder ? 0 : pick % Math.max(1, queue.length), 1)[0];
        const resend = (): void => {
          toServer.push(...state.pending.filter(({ isLost }) => isLost));
          dispatch({ _tag: 'Resent' });
        };

        for (const { kind, event, pick } of moves) {
          if (kind === 'send' && E.isRight(decide(event)(state.run as RunInstance))) {
            sent += 1;
            const command = { commandId: commandId(sent), event };
            dispatch({ _tag: 'Sent', command });
            toServer.push(command);
          } else if (kind === 'other') {
            toClient.push(server.other(event));
          } else if (kind === 'serve') {
            const command = take(toServer, pick);
            if (command !== undefined) toClient.push(server.take(command));
          } else if (kind === 'hear') {
            const message = take(toClient, pick);
            if (message !== undefined) dispatch(message);
          } else if (kind === 'repeat' && !inOrder) {
            const message = toClient[pick % Math.max(1, toClient.length)];
            if (message !== undefined) toClient.push(message);
          } else if (kind === 'lose') {
            // Loses the messages of a command in both directions.
            const command = take(toServer, pick);
            if (command !== undefined) dispatch({ _tag: 'Lost', commandId: command.commandId });
            else {
              const at = toClient.findIndex(({ _tag }) => _tag !== 'Pushed');
              const [answer] = at === -1 ? [] : toClient.splice(at, 1);
              if (answer !== undefined && answer._tag !== 'Pushed')
                dispatch({ _tag: 'Lost', commandId: answer.commandId });
            }
          } else if (kind === 'resend') resend();
        }

        // Finally everything arrives.
        while (
          state.pending.some(({ isLost }) => isLost) ||
          toServer.length + toClient.length > 0
        ) {
          resend();
          for (const command of toServer.splice(0)) toClient.push(server.take(command));
          if (!inOrder) toClient.reverse();
          for (const message of toClient.splice(0)) dispatch(message);
        }
        dispatch({ _tag: 'Pushed', server: server.now() });
        expect(state.pending).toStrictEqual([]);
        expect(state.run).toStrictEqual(server.run());
        expect(state.confirmed).toStrictEqual(server.run());
      },
    );

  it('the shown run ends as the run of the server, in any order and with duplicates', () => {
    fc.assert(play(false), tries(300));
  });

  it('the same holds without revisions if the order is kept', () => {
    fc.assert(play(true), tries(300));
  });
});

const sent = (n: number, event: RunCommand['event']): Message => ({
  _tag: 'Sent',
  command: { commandId: commandId(n), event },
});

const after = (...messages: ReadonlyArray<Message>): State =>
  messages.reduce<State>(reduceLive, initialLive({ run: runIn('Ready'), revision: 1 }));

describe('a message', () => {
  it('takes effect at once, and is rolled back with the reason', () => {
    const error: RefusalError = { _tag: 'NoActiveAttempt', runId: runId(1) };
    const shown = after(sent(1, { type: 'lease' }));
    expect([shown.run.state, shown.confirmed.state]).toStrictEqual(['Leased', 'Ready']);
    const rolledBack = reduceLive(shown, { _tag: 'Refused', commandId: commandId(1), error });
    expect(rolledBack.run).toBe(rolledBack.confirmed);
    expect(rolledBack.lastError).toStrictEqual(
      O.some({ event: { type: 'lease' }, error, by: 'server' }),
    );
    expect(reduceLive(rolledBack, { _tag: 'Dismissed' }).lastError).toStrictEqual(O.none);
  });

  it('that is refused removes the effect of later ones, which still wait', () => {
    const shown = after(sent(1, { type: 'lease' }), sent(2, { type: 'start' }));
    expect(shown.run.state).toBe('Running');
    const error: RefusalError = { _tag: 'NoActiveAttempt', runId: runId(1) };
    const next = reduceLive(shown, { _tag: 'Refused', commandId: commandId(1), error });
    expect(next.run.state).toBe('Ready');
    expect(next.pending.map(({ event }) => event.type)).toStrictEqual(['start']);
  });

  it('is applied again on top of a push', () => {
    const run = runIn('Ready', { effectivePriority: priority(9) });
    const next = reduceLive(after(sent(1, { type: 'lease' })), {
      _tag: 'Pushed',
      server: { run, revision: 2 },
    });
    expect([next.run.state, next.run.effectivePriority]).toStrictEqual(['Leased', 9]);
    const canceled = reduceLive(next, {
      _tag: 'Pushed',
      server: { run: runIn('Canceled'), revision: 3 },
    });
    expect(canceled.run.state).toBe('Canceled');
    expect(canceled.pending).toHaveLength(1);
  });

  it.each<[string, Message]>([
    ['an old push', { _tag: 'Pushed', server: { run: runIn('Failed'), revision: 1 } }],
    [
      'a push of a run with another id',
      { _tag: 'Pushed', server: { run: runIn('Failed', { id: runId(99) }), revision: 9 } },
    ],
    ['a push of an equal run', { _tag: 'Pushed', server: { run: runIn('Ready') } }],
    [
      'an old answer to a command that is not pending',
      { _tag: 'Accepted', commandId: commandId(7), server: { run: runIn('Failed'), revision: 0 } },
    ],
    [
      'a refusal of a command that is not pending',
      {
        _tag: 'Refused',
        commandId: commandId(7),
        error: { _tag: 'NoActiveAttempt', runId: runId(1) },
      },
    ],
    ['the loss of a command that is not pending', { _tag: 'Lost', commandId: commandId(7) }],
    ['nothing to resend', { _tag: 'Resent' }],
    ['nothing to dismiss', { _tag: 'Dismissed' }],
    ['a command that was sent already', sent(1, { type: 'cancel' })],
  ])('that changes nothing gives the state back: %s', (_, message) => {
    const state = after(sent(1, { type: 'lease' }));
    expect(reduceLive(state, message)).toBe(state);
  });
});
