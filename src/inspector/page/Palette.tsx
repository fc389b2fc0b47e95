/** @jsxImportSource preact */
/** The palette, `Ctrl K`: a few letters lead to any run, task, state, refusal, view or action. */
import { computed, effect, signal } from '@preact/signals';
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { askForSuggestions, suggestions } from './found.js';
import { fuzzyFind } from './fuzzy.js';
import type { PaletteItem } from './paletteItems.js';
import { fixedItems, saidItems, thingItems } from './paletteItems.js';

const LIST_ID = 'palette-list';

/** How many runs, tasks and actors are shown, and how many of the rest. */
const LIMIT = { things: 40, fixed: 8, ids: 10 } as const;

/** An item with the places in its text that were found. */
interface Offer {
  readonly item: PaletteItem;
  readonly ranges: ReadonlyArray<number>;
}

const isOpen = signal(false);
const wanted = signal('');
const active = signal(0);

/** The items when the palette was opened, and their texts: a list that changes while one reads it leads astray. */
let known: {
  readonly fixed: ReadonlyArray<PaletteItem>;
  readonly things: ReadonlyArray<PaletteItem>;
  readonly fixedTexts: ReadonlyArray<string>;
  readonly thingTexts: ReadonlyArray<string>;
} = { fixed: [], things: [], fixedTexts: [], thingTexts: [] };

let lastAsked: number | undefined;

effect(() => {
  const text = wanted.value.trim();
  lastAsked = isOpen.value && text.length > 1 ? askForSuggestions(text) : undefined;
});

const offers = computed((): ReadonlyArray<Offer> => {
  const text = wanted.value.trim();
  if (!isOpen.value) return [];
  const plain = (item: PaletteItem): Offer => ({ item, ranges: [] });
  if (text === '') return known.fixed.map(plain);
  const found = (
    items: ReadonlyArray<PaletteItem>,
    texts: ReadonlyArray<string>,
    limit: number,
  ): ReadonlyArray<Offer> =>
    fuzzyFind(texts, text, limit).flatMap(({ index, ranges }) => {
      const item = items[index];
      return item === undefined ? [] : [{ item, ranges }];
    });
  const answer = suggestions.value;
  const said = answer !== undefined && answer.asked === lastAsked ? saidItems(answer.said) : [];
  const byId = /^[0-9a-f-]{4,}$/iu.test(text) ? thingsWithId(text.toLowerCase()) : [];
  return [
    ...byId.map(plain),
    ...found(known.fixed, known.fixedTexts, LIMIT.fixed),
    ...found(known.things, known.thingTexts, LIMIT.things).filter(
      ({ item }) => !byId.includes(item),
    ),
    ...said.map(plain),
  ];
});

/** The things whose id has a text within. */
const thingsWithId = (text: string): ReadonlyArray<PaletteItem> => {
  const found: Array<PaletteItem> = [];
  for (const item of known.things) {
    if (found.length >= LIMIT.ids) break;
    if (item.id?.includes(text) === true) found.push(item);
  }
  return found;
};

/** Opens the palette. */
export const openPalette = (openHelp: () => void): void => {
  const [fixed, things] = [fixedItems(openHelp), thingItems()];
  known = {
    fixed,
    things,
    fixedTexts: fixed.map(({ text }) => text),
    thingTexts: things.map(({ text }) => text),
  };
  wanted.value = '';
  active.value = 0;
  isOpen.value = true;
};

const optionId = (index: number): string => `${LIST_ID}-${String(index)}`;

/** A text with the places that were found. */
const Marked = ({ item: { text }, ranges }: Offer): VNode => {
  const parts: Array<ComponentChildren> = [];
  let end = 0;
  for (let i = 0; i + 1 < ranges.length; i += 2) {
    const [from, to] = [ranges[i] ?? 0, ranges[i + 1] ?? 0];
    parts.push(text.slice(end, from), <mark key={String(from)}>{text.slice(from, to)}</mark>);
    end = to;
  }
  return (
    <span class="palette-text">
      {parts}
      {text.slice(end)}
    </span>
  );
};

/** The palette's dialog. */
export const Palette = ({ openHelp }: { readonly openHelp: () => void }): VNode => {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      if (event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      if (isOpen.peek()) ref.current?.close();
      else if (document.querySelector('dialog[open]') === null) openPalette(openHelp);
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, []);
  useEffect(() => {
    if (isOpen.value) ref.current?.showModal();
  }, [isOpen.value]);
  const list = offers.value;
  useEffect(() => {
    document.getElementById(optionId(active.value))?.scrollIntoView({ block: 'nearest' });
  }, [active.value]);
  const choose = ({ item }: Offer): void => {
    ref.current?.close();
    item.run();
  };
  const moves: Readonly<Record<string, (at: number) => number>> = {
    ArrowDown: (at) => (at + 1) % list.length,
    ArrowUp: (at) => (at - 1 + list.length) % list.length,
    PageDown: (at) => Math.min(list.length - 1, at + 8),
    PageUp: (at) => Math.max(0, at - 8),
  };
  return (
    <dialog
      ref={ref}
      class="palette"
      aria-label="Go to anything"
      onClose={() => {
        isOpen.value = false;
      }}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) currentTarget.close();
      }}
    >
      <input
        type="text"
        role="combobox"
        aria-label="Go to a run, task, state, error, view or action"
        aria-expanded={list.length > 0}
        aria-autocomplete="list"
        aria-controls={LIST_ID}
        {...(list.length === 0 ? {} : { 'aria-activedescendant': optionId(active.value) })}
        placeholder="A run, task, worker, state, error, view, action …"
        spellcheck={false}
        autocomplete="off"
        value={wanted.value}
        onInput={({ currentTarget }) => {
          wanted.value = currentTarget.value;
          active.value = 0;
        }}
        onKeyDown={(event) => {
          const move = moves[event.key];
          const chosen = list[active.value];
          if (move !== undefined && list.length > 0) {
            event.preventDefault();
            active.value = move(active.value);
          } else if (event.key === 'Enter' && chosen !== undefined) {
            event.preventDefault();
            choose(chosen);
          }
        }}
      />
      <ul id={LIST_ID} role="listbox" aria-label="Where to go">
        {list.map((offer, i) => (
          <li
            key={offer.item.key}
            id={optionId(i)}
            role="option"
            aria-selected={i === active.value}
            onPointerDown={(event) => {
              event.preventDefault();
            }}
            onClick={() => {
              choose(offer);
            }}
          >
            <span class="palette-kind">{offer.item.kind}</span>
            <Marked {...offer} />
            <span class="muted">{offer.item.note}</span>
          </li>
        ))}
      </ul>
      <p class="muted" role="status">
        {list.length === 0 && isOpen.value ? 'Nothing is called so.' : ''}
      </p>
    </dialog>
  );
};
