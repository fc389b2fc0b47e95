/** A sign-up in two steps, with an answer of the server: the machine of a page. */
import type { ExploreOptions } from 'runchart/explore';
import { assign, fromPromise, setup } from 'xstate';

export type SignupEvent =
  { readonly type: 'NAME'; readonly name: string } | { readonly type: 'NEXT' | 'BACK' | 'RETRY' };

/** Sends the form to the server. */
const save = fromPromise(async ({ input }: { readonly input: { readonly name: string } }) => {
  const response = await fetch('/save', { method: 'POST', body: input.name });
  if (!response.ok) throw new Error(`the server answers ${String(response.status)}`);
});

export const signupMachine = setup({
  // SAFETY: XState infers the types from these.
  types: { context: {} as { readonly name: string }, events: {} as SignupEvent },
  actors: { save },
  guards: { hasName: ({ context }) => context.name !== '' },
}).createMachine({
  id: 'signup',
  context: { name: '' },
  initial: 'form',
  states: {
    form: {
      initial: 'name',
      states: {
        name: {
          on: {
            NAME: { actions: assign({ name: ({ event }) => event.name }) },
            NEXT: { guard: 'hasName', target: 'terms' },
          },
        },
        terms: { on: { NEXT: '#signup.sending', BACK: 'name' } },
      },
    },
    sending: {
      invoke: {
        src: 'save',
        input: ({ context }) => ({ name: context.name }),
        onDone: 'welcome',
        onError: 'failed',
      },
      after: { 10_000: 'failed' },
    },
    failed: { on: { RETRY: 'sending', BACK: 'form' } },
    welcome: { type: 'final' },
  },
});

/** What tests of the machine send, and how the server may answer. */
export const explore: ExploreOptions<typeof signupMachine> = {
  events: [
    { type: 'NAME', name: 'Ada' },
    { type: 'NAME', name: '' },
    { type: 'NEXT' },
    { type: 'BACK' },
    { type: 'RETRY' },
  ],
  outcomes: { save: { done: [undefined], error: [new Error('the server answers 500')] } },
};
