/** @jsxImportSource preact */
/** What the pointer is at in the timeline. */
import type { VNode } from 'preact';
import { count, instant } from '../format.js';
import { nameOf } from '../labels.js';
import { shown } from '../state.js';
import { StateMark } from '../StateMark.js';
import { changesOf, toldVersion } from './changes.js';
import { instantAtX } from './pointer.js';
import { pointer } from './state.js';
import { AXIS, latest, paneSize, rowHeight, rowsPerLine, scrollTop } from './view.js';
import { lengthText, stateTextAt } from './words.js';

/** What the pointer is at. */
export const Tip = (): VNode | null => {
  const at = pointer.value;
  if (at === undefined || at.y < AXIS || toldVersion.value < 0) return null;
  const { list } = shown.value;
  const index = Math.floor((at.y - AXIS + scrollTop.value) / rowHeight.value);
  const row = list[index];
  if (row === undefined) return null;
  const when = instantAtX(at.x);
  const { width, height } = paneSize.value;
  const style = {
    ...(at.x > width / 2
      ? { right: `${String(width - at.x + 14)}px` }
      : { left: `${String(at.x + 14)}px` }),
    ...(at.y > height / 2
      ? { bottom: `${String(height - at.y + 10)}px` }
      : { top: `${String(at.y + 14)}px` }),
  };
  if (rowHeight.value < 1)
    return (
      <div class="tl-tip" style={style} aria-hidden="true">
        <b>{count(Math.min(list.length - index, Math.round(rowsPerLine.value)))} runs</b>
        <span class="muted">{instant(Math.round(when))}</span>
        <span class="muted">click to see them</span>
      </div>
    );
  const changes = changesOf(row);
  const state = changes === undefined ? undefined : stateTextAt(changes, when);
  return (
    <div class="tl-tip" style={style} aria-hidden="true">
      <span>
        <StateMark state={row.state} /> <code>{nameOf(row.id)}</code>
      </span>
      <span>
        {lengthText(row, latest.value)}
        {row.attempts > 1 ? `, ${count(row.attempts)} attempts` : ''}
        {row.refused > 0 ? <span class="refused">, {count(row.refused)} refused</span> : null}
      </span>
      <span class="muted">
        {instant(Math.round(when))}
        {state === undefined ? '' : `: ${state}`}
      </span>
    </div>
  );
};
