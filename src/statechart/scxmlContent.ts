/**
 * Reads SCXML's conditions and executable content as guards and actions of XState.
 *
 * Their expressions are in a language of the document, which is not run here: a condition becomes a guard that is named by its text, and
 * content that depends on data an action that is named as it is written.
 */
import type { AnyActorRef } from 'xstate';
import { and, cancel, not, raise, sendTo, stateIn } from 'xstate';
import type { XmlElement } from './xmlTree.js';

/** The name of a state or an event; the writer of `runchart/diagram` replaces what XML does not allow. */
export type NameOf = (name: string) => string;

// ------------------------------------------------------------------------------------------------------- conditions

/** Splits an expression at `&&` outside of parentheses and texts. */
const conjuncts = (text: string): ReadonlyArray<string> => {
  const tokens = text.match(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|&&|[^&"']+|[^]/g) ?? [];
  const { parts } = tokens.reduce<{
    readonly depth: number;
    readonly parts: ReadonlyArray<string>;
  }>(
    ({ depth, parts: before }, token) => {
      if (token === '&&' && depth === 0) return { depth, parts: [...before, ''] };
      const isText = token.startsWith('"') || token.startsWith("'");
      const opened = isText ? 0 : (token.match(/[([{]/g) ?? []).length;
      const closed = isText ? 0 : (token.match(/[)\]}]/g) ?? []).length;
      return {
        depth: depth + opened - closed,
        parts: [...before.slice(0, -1), `${before.at(-1) ?? ''}${token}`],
      };
    },
    { depth: 0, parts: [''] },
  );
  const isWhole = !/\|\||\?/.test(text);
  return isWhole ? parts.map((part) => part.trim()) : [text.trim()];
};

const IN = /^(!?)\s*In\(\s*(['"])([^'"]*)\2\s*\)$/;
const NAMED_GUARD = /^guard\(("(?:\\.|[^"\\])*"), run, _event\)$/;
const EVENT_NAME = /^_event\.name === ("(?:\\.|[^"\\])*")$/;
const UPDATE = /^update\(("(?:\\.|[^"\\])*"), run, _event\)$/;

const textOfLiteral = (literal: string): string => String(JSON.parse(literal));

const guardOfPart = (part: string, nameOf: NameOf): unknown => {
  const [, negated, , state] = IN.exec(part) ?? [];
  if (state !== undefined) {
    const inState = stateIn(`#${nameOf(state).replace(/[\\.]/g, '\\$&')}`);
    return negated === '!' ? not(inState) : inState;
  }
  const named = NAMED_GUARD.exec(part)?.[1];
  return { type: named === undefined ? part : textOfLiteral(named) };
};

/** A condition: the guard, and the only event it lets pass, if it compares the event's name. */
export const conditionOf = (
  cond: string,
  nameOf: NameOf,
): { readonly guard?: unknown; readonly event?: string } => {
  const parts = conjuncts(cond);
  const [event] = parts.flatMap((part) => EVENT_NAME.exec(part)?.[1] ?? []);
  const guards = parts
    .filter((part) => !EVENT_NAME.test(part))
    .map((part) => guardOfPart(part, nameOf));
  return {
    ...(guards.length === 0
      ? {}
      : // SAFETY: these are guards, of which XState's types ask for the names of a machine.
        { guard: guards.length === 1 ? guards[0] : and(guards as Parameters<typeof and>[0]) }),
    ...(event === undefined ? {} : { event: nameOf(textOfLiteral(event)) }),
  };
};

// ---------------------------------------------------------------------------------------------------------- content

/** A delay as SCXML writes it, `500ms` or `1.5s`, in milliseconds. */
const milliseconds = (delay: string): number | undefined => {
  const [, amount, unit] = /^\+?(\d*\.?\d+)(ms|s|m|h|d)$/.exec(delay.trim()) ?? [];
  const factor = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit ?? ''];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
};

const self = ({ self: own }: { readonly self: AnyActorRef }): AnyActorRef => own;

/** An action that is named as it is written; XState has no implementation of it. */
const named = (type: string, params: Readonly<Record<string, string>>): unknown =>
  Object.keys(params).length === 0 ? { type } : { type, params };

const sendOf = (element: XmlElement, nameOf: NameOf): unknown => {
  const { event, target, id, delay, delayexpr, targetexpr, type } = element.attributes;
  const wait = delay === undefined ? undefined : milliseconds(delay);
  const isKnown =
    event !== undefined &&
    delayexpr === undefined &&
    targetexpr === undefined &&
    (delay === undefined || wait !== undefined) &&
    (target === undefined || target === '' || target.startsWith('#_')) &&
    (type === undefined || /scxml/i.test(type));
  if (!isKnown) return named(`send(${event ?? 'an expression'})`, element.attributes);
  const sent = { type: nameOf(event) };
  const options = {
    ...(id === undefined ? {} : { id }),
    ...(wait === undefined ? {} : { delay: wait }),
  };
  if (target === '#_internal') return raise(sent);
  if (target !== undefined && target !== '') return sendTo(target, sent, options);
  // A timer of XState sends to the external queue, as SCXML does without one.
  return wait === undefined ? sendTo(self, sent, options) : raise(sent, options);
};

/** Reads one element of executable content. */
export const actionOfElement = (element: XmlElement, nameOf: NameOf): unknown => {
  const { name, attributes, text } = element;
  switch (name) {
    case 'raise':
      return raise({ type: nameOf(attributes['event'] ?? '') });
    case 'send':
      return sendOf(element, nameOf);
    case 'cancel':
      return attributes['sendid'] === undefined
        ? named('cancel(an expression)', attributes)
        : cancel(attributes['sendid']);
    case 'assign': {
      const update = UPDATE.exec(attributes['expr'] ?? '')?.[1];
      return update === undefined
        ? named(`assign(${attributes['location'] ?? ''})`, attributes)
        : { type: textOfLiteral(update) };
    }
    case 'log':
      return named(`log(${attributes['label'] ?? attributes['expr'] ?? ''})`, attributes);
    case 'script':
      return named('script', text.trim() === '' ? attributes : { ...attributes, text });
    case 'if':
      return named(`if(${attributes['cond'] ?? ''})`, attributes);
    default:
      return named(name, attributes);
  }
};
