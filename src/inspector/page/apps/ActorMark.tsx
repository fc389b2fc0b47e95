/** @jsxImportSource preact */
/** The status of an actor as a sign with its colour. */
import type { VNode } from 'preact';
import type { ActorStatus } from '../../apps/ActorRow.js';
import { statusSigns } from './words.js';

/** The sign of a status; screen readers get its name. */
export const ActorMark = ({ status }: { readonly status: ActorStatus }): VNode => (
  <span class={`status-sign is-${status}`} title={status}>
    <span aria-hidden="true">{statusSigns[status]}</span>
    <span class="unseen">{status}</span>
  </span>
);
