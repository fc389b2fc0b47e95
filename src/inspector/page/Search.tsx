/** @jsxImportSource preact */
/** The search field, with ways to go on below it. */
import { computed, effect, signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { printable } from '../../codec/printable.js';
import { askForSuggestions, suggestions } from './found.js';
import { SEARCH_ID } from './keys.js';
import { allLabels } from './labels.js';
import { clearSelection, dataset, place, searchFor } from './state.js';
import type { Suggestion } from './suggest.js';
import { askedBy, suggestionsFor } from './suggest.js';

const LIST_ID = 'suggestions';

/** Whether the suggestions are in sight. */
const isOpen = signal(false);

/** The index of the suggestion that the keys have reached; -1 for none. */
const active = signal(-1);

/** The last question about what ops say. */
let lastAsked: number | undefined;

effect(() => {
  const { query } = place.value.selection;
  if (!isOpen.value) return;
  const { field, text } = askedBy(query);
  lastAsked = text === '' && field === undefined ? undefined : askForSuggestions(text, field);
});

const offered = computed((): ReadonlyArray<Suggestion> => {
  if (!isOpen.value) return [];
  const answer = suggestions.value;
  return suggestionsFor(place.value.selection.query, {
    labels: allLabels.value.values(),
    said: answer !== undefined && answer.asked === lastAsked ? answer.said : [],
    refused: dataset.value.totals.refused,
  });
});

const close = (): void => {
  isOpen.value = false;
  active.value = -1;
};

const take = ({ query }: Suggestion): void => {
  searchFor(query);
  active.value = -1;
  document.getElementById(SEARCH_ID)?.focus();
};

const optionId = (index: number): string => `${LIST_ID}-${String(index)}`;

const onKeyDown = (event: KeyboardEvent): void => {
  const list = offered.value;
  const move = (by: number): void => {
    event.preventDefault();
    isOpen.value = true;
    // One place is before the first: none is active there.
    active.value = ((active.value + 1 + by + list.length + 1) % (list.length + 1)) - 1;
  };
  const chosen = list[active.value];
  if (event.key === 'ArrowDown') move(1);
  else if (event.key === 'ArrowUp') move(-1);
  else if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined) {
    event.preventDefault();
    take(chosen);
  } else if (event.key === 'Enter') close();
  else if (event.key === 'Escape') {
    event.preventDefault();
    if (chosen !== undefined) {
      active.value = -1;
      return;
    }
    close();
    clearSelection();
    document.getElementById('run-list')?.focus();
  }
};

const Suggestions = (): VNode | null => {
  const list = offered.value;
  const ref = useRef<HTMLUListElement>(null);
  useEffect(() => {
    ref.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [active.value]);
  return list.length === 0 ? null : (
    <ul ref={ref} id={LIST_ID} class="suggestions" role="listbox" aria-label="Ways to go on">
      {list.map((suggestion, i) => (
        <li
          key={suggestion.text}
          id={optionId(i)}
          role="option"
          aria-selected={i === active.value}
          // The field keeps the focus.
          onPointerDown={(event) => {
            event.preventDefault();
          }}
          onClick={() => {
            take(suggestion);
          }}
        >
          <code>{printable(suggestion.text)}</code>
          <span class="muted">{suggestion.note}</span>
        </li>
      ))}
    </ul>
  );
};

/** The search field. */
export const Search = (): VNode => {
  const isShown = offered.value.length > 0;
  return (
    <div class="search-box">
      <input
        id={SEARCH_ID}
        type="text"
        role="combobox"
        placeholder="Run, task, worker, error …  ( / )"
        aria-label="Search for runs"
        aria-expanded={isShown}
        aria-autocomplete="list"
        aria-controls={LIST_ID}
        {...(active.value === -1 ? {} : { 'aria-activedescendant': optionId(active.value) })}
        spellcheck={false}
        autocomplete="off"
        value={place.value.selection.query}
        onInput={({ currentTarget }) => {
          isOpen.value = true;
          active.value = -1;
          searchFor(currentTarget.value);
        }}
        onFocus={() => {
          isOpen.value = true;
        }}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      <Suggestions />
    </div>
  );
};
