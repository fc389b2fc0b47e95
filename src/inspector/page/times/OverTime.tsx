/** @jsxImportSource preact */
/** Lines over time: a column for each interval, accepted lines above the line and refused ones below it. A click filters by it. */
import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import type { Bucket, OverTime as Told } from '../../Figures.js';
import { reasons, refusalTags } from '../../reasons.js';
import { count, counted, day, rangeText, shortInstant, span } from '../format.js';
import { figures } from '../found.js';
import { useRoving } from '../roving.js';
import { place, showRange } from '../state.js';

/** The size of the picture, in its own units; it is as wide as there is room. */
const HEIGHT = 96;
const BELOW = 32;
const GAP = 0.12;

/** The interval that is pointed at or has the focus. */
const pointed = signal<Bucket | undefined>(undefined);

const refusedText = ({ refusedBy }: Bucket): string =>
  refusalTags
    .flatMap((tag) => {
      const n = refusedBy[tag] ?? 0;
      return n === 0 ? [] : [`${count(n)} × ${reasons[tag]}`];
    })
    .join(', ');

const bucketText = (bucket: Bucket, seconds: number): string => {
  const { from, accepted, created, ended, refused } = bucket;
  const why = refusedText(bucket);
  return `${rangeText({ from, to: from + seconds })}: ${count(accepted)} accepted, ${counted(created, 'run')} created, ${count(ended)} ended, ${count(refused)} refused${why === '' ? '' : ` (${why})`}`;
};

const Column = ({
  bucket,
  told,
  first,
  most,
  mostRefused,
}: {
  readonly bucket: Bucket;
  readonly told: Told;
  readonly first: number;
  readonly most: number;
  readonly mostRefused: number;
}): VNode => {
  const { from, accepted, created, ended, refused } = bucket;
  const x = (from - first) / told.seconds;
  const above = HEIGHT - BELOW;
  const tall = (n: number): number => (n === 0 ? 0 : Math.max(1, (n / most) * (above - 2)));
  const deep = refused === 0 ? 0 : Math.max(2, (refused / mostRefused) * (BELOW - 4));
  const bar = (name: string, n: number): VNode => (
    <rect class={name} x={x + GAP / 2} y={above - tall(n)} width={1 - GAP} height={tall(n)} />
  );
  return (
    <g>
      {bar('accepted', accepted)}
      {bar('created', Math.min(accepted, created + ended))}
      {bar('ended', ended)}
      <rect class="refused-bar" x={x + GAP / 2} y={above + 2} width={1 - GAP} height={deep} />
    </g>
  );
};

const isChosen = ({ from }: Bucket, seconds: number): boolean => {
  const { range } = place.value.selection;
  return range !== undefined && from >= range.from && from + seconds <= range.to;
};

/** Lines over time. */
export const OverTime = (): VNode | null => {
  const roving = useRoving<HTMLDivElement>('[aria-pressed=true]');
  const told = figures.value?.overTime;
  const dropped = figures.value?.droppedOps ?? 0;
  if (told === undefined || told.buckets.length === 0) return null;
  const { buckets, seconds, unknown } = told;
  const first = buckets[0]?.from ?? 0;
  const last = buckets.at(-1)?.from ?? 0;
  const columns = (last - first) / seconds + 1;
  const most = Math.max(1, ...buckets.map(({ accepted }) => accepted));
  const mostRefused = Math.max(1, ...buckets.map(({ refused }) => refused));
  const shown = pointed.value;
  const firstRefused = buckets.find(({ refused }) => refused > 0);
  const choose = (bucket: Bucket): void => {
    showRange(
      isChosen(bucket, seconds) ? undefined : { from: bucket.from, to: bucket.from + seconds },
    );
  };
  return (
    <section class="over-time" aria-label="Lines over time">
      <h3>
        Lines over time{' '}
        <span class="muted">a column is {span(seconds)}; click it for its runs</span>
      </h3>
      <div class="over-time-chart">
        <svg
          viewBox={`0 0 ${String(columns)} ${String(HEIGHT)}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {buckets.map((bucket) => (
            <Column key={bucket.from} {...{ bucket, told, first, most, mostRefused }} />
          ))}
          <line x1="0" x2={columns} y1={HEIGHT - BELOW} y2={HEIGHT - BELOW} />
        </svg>
        <div
          class="over-time-hits"
          role="group"
          aria-label="Intervals"
          {...roving}
          onPointerLeave={() => {
            pointed.value = undefined;
          }}
        >
          {buckets.map((bucket) => (
            <button
              type="button"
              key={bucket.from}
              style={{
                left: `${String((100 * (bucket.from - first)) / seconds / columns)}%`,
                width: `${String(100 / columns)}%`,
              }}
              aria-pressed={isChosen(bucket, seconds)}
              aria-label={bucketText(bucket, seconds)}
              onPointerEnter={() => {
                pointed.value = bucket;
              }}
              onFocus={() => {
                pointed.value = bucket;
              }}
              onClick={() => {
                choose(bucket);
              }}
            />
          ))}
        </div>
      </div>
      <p class="over-time-ends muted" aria-hidden="true">
        <span>
          {day(first)} {shortInstant(first).split(' ').at(-1)}
        </span>
        <span>
          {day(last)}{' '}
          {shortInstant(last + seconds)
            .split(' ')
            .at(-1)}{' '}
          UTC
        </span>
      </p>
      <p class="over-time-text" role="status">
        {shown !== undefined ? (
          bucketText(shown, seconds)
        ) : (
          <>
            <span class="key accepted" /> accepted <span class="key created" /> created{' '}
            <span class="key ended" /> ended <span class="key refused-bar" /> refused
            {firstRefused === undefined
              ? '; none was refused'
              : `; the first refusals are ${rangeText({ from: firstRefused.from, to: firstRefused.from + seconds })}`}
          </>
        )}
      </p>
      {unknown === 0 && dropped === 0 ? null : (
        <p class="muted">
          {unknown === 0 ? '' : `${counted(unknown, 'line')} without an instant. `}
          {dropped === 0
            ? ''
            : `${counted(dropped, 'earlier op')} of all runs dropped, and not here.`}
        </p>
      )}
    </section>
  );
};
