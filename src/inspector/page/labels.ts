/** What people call runs, tasks and attempts, as the server tells it. */
import { computed, signal } from '@preact/signals';
import type { LabelsMessage } from '../SearchProtocol.js';
import { shortId } from './format.js';

const labels = new Map<string, string>();

/** Rises when labels arrive. */
const version = signal(0);

/** Takes a part of the labels. */
export const addLabels = ({ ids, labels: texts }: LabelsMessage): void => {
  ids.forEach((id, i) => {
    const label = texts[i];
    if (label !== undefined) labels.set(id, label);
  });
  version.value += 1;
};

/** What people call an id; `undefined` if they do not. */
export const labelOf = (id: string): string | undefined =>
  version.value === 0 ? undefined : labels.get(id);

/** All ids with labels. */
export const allLabels = computed((): ReadonlyMap<string, string> =>
  version.value === 0 ? new Map<string, string>() : new Map(labels),
);

/** What people call an id, or else its first and last digits. */
export const nameOf = (id: string): string => labelOf(id) ?? shortId(id);
