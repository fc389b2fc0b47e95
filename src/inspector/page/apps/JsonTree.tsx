/** @jsxImportSource preact */
/** JSON as a tree that folds. Only what is open is an element of the page, and of long lists and texts only a part. */
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { isRecord } from '../../../codec/untrusted.js';
import { count } from '../format.js';

/** How many entries of a list or an object are shown at first, and how many more at each click. */
const ENTRIES = 100;

/** How much of a text is shown, in characters; a click shows all of it. */
const TEXT = 300;

/** Objects and lists with at most this many entries in all are open at first. */
const SMALL = 12;

/** Tells whether the value at a path changed in the shown step. */
type IsChanged = (path: ReadonlyArray<string>) => boolean;

const entriesOf = (value: unknown): ReadonlyArray<readonly [string, unknown]> | undefined =>
  Array.isArray(value)
    ? value.map((item: unknown, i) => [String(i), item] as const)
    : isRecord(value)
      ? Object.entries(value)
      : undefined;

const sizeOf = (value: unknown): number => {
  const entries = entriesOf(value);
  let size = entries?.length ?? 0;
  for (const [, inner] of entries ?? []) {
    if (size > SMALL) break;
    size += sizeOf(inner);
  }
  return size;
};

const summary = (value: unknown, size: number): string =>
  Array.isArray(value)
    ? size === 0
      ? '[]'
      : `[${count(size)}]`
    : size === 0
      ? '{}'
      : `{${count(size)}}`;

const Text = ({ text }: { readonly text: string }): VNode => {
  const whole = useSignal(false);
  const isLong = text.length > TEXT && !whole.value;
  return (
    <span class="json-string">
      {JSON.stringify(isLong ? text.slice(0, TEXT) : text)}
      {isLong ? (
        <button
          type="button"
          class="link"
          onClick={() => {
            whole.value = true;
          }}
        >
          {count(text.length - TEXT)} more characters
        </button>
      ) : null}
    </span>
  );
};

const Scalar = ({ value }: { readonly value: unknown }): VNode =>
  typeof value === 'string' ? (
    <Text text={value} />
  ) : (
    <span class={`json-${value === null ? 'null' : typeof value}`}>
      {value === undefined ? 'undefined' : JSON.stringify(value)}
    </span>
  );

const Node = ({
  name,
  value,
  path,
  isChanged,
  opensTo,
}: {
  readonly name: string;
  readonly value: unknown;
  readonly path: ReadonlyArray<string>;
  readonly isChanged: IsChanged;
  /** How many levels of any size are open at first. */
  readonly opensTo: number;
}): VNode => {
  const entries = entriesOf(value);
  const chosen = useSignal<boolean | undefined>(undefined);
  const shown = useSignal(ENTRIES);
  const mark = isChanged(path) ? 'changed' : '';
  const key = <span class="json-key">{name}</span>;
  if (entries === undefined || entries.length === 0)
    return (
      <li class={mark}>
        {key}: {entries === undefined ? <Scalar value={value} /> : summary(value, 0)}
      </li>
    );
  const isOpen = chosen.value ?? (opensTo > 0 || mark !== '' || sizeOf(value) <= SMALL);
  return (
    <li class={mark}>
      <button
        type="button"
        class="json-fold"
        aria-expanded={isOpen}
        onClick={() => {
          chosen.value = !isOpen;
        }}
      >
        <span class="twisty" aria-hidden="true">
          {isOpen ? '▾' : '▸'}
        </span>
        {key}
        <span class="muted">{summary(value, entries.length)}</span>
      </button>
      {isOpen ? (
        <ul>
          {entries.slice(0, shown.value).map(([inner, item]) => (
            <Node
              key={inner}
              name={inner}
              value={item}
              path={[...path, inner]}
              isChanged={isChanged}
              opensTo={opensTo - 1}
            />
          ))}
          {entries.length > shown.value ? (
            <li>
              <button
                type="button"
                class="link"
                onClick={() => {
                  shown.value += ENTRIES;
                }}
              >
                {count(entries.length - shown.value)} more
              </button>
            </li>
          ) : null}
        </ul>
      ) : null}
    </li>
  );
};

/** A value with a name. What changed is marked, and the branches that lead there are open. */
export const JsonTree = ({
  name,
  value,
  changed = [],
}: {
  readonly name: string;
  readonly value: unknown;
  /** The paths to the values that changed. */
  readonly changed?: ReadonlyArray<ReadonlyArray<string>>;
}): VNode => {
  const paths = new Set<string>();
  for (const path of changed)
    for (let i = 1; i <= path.length; i += 1) paths.add(JSON.stringify(path.slice(0, i)));
  return (
    <ul class="json">
      <Node
        name={name}
        value={value}
        path={[]}
        isChanged={(path) => path.length > 0 && paths.has(JSON.stringify(path))}
        opensTo={1}
      />
    </ul>
  );
};
