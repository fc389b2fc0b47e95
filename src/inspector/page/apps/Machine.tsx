/** @jsxImportSource preact */
/** The picture of a machine in its pane, with its legend, its zoom and its export buttons. */
import { computed, effect, signal, useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { tooSmallAt } from '../../../diagram/legible.js';
import { xmlText } from '../../../diagram/xml.js';
import { patchChildren } from '../../../element/patch.js';
import { revealRuns } from '../panes.js';
import type { Place } from '../PicturePane.js';
import { PicturePane } from '../PicturePane.js';
import { save, savePng } from '../save.js';
import { theme } from '../theme.js';
import type { Size } from '../zoom.js';
import { makeZoom } from '../zoom.js';
import { ZoomButtons } from '../ZoomButtons.js';
import { charts, watchedSteps } from './board.js';
import type { Part, Shown } from './machinePicture.js';
import {
  leavesOf,
  partAt,
  partText,
  pictureOf,
  shown,
  simplifiedText,
  stateQuery,
} from './machinePicture.js';
import { chosen, goToStep, machineName, select, shownMachine, stepNumber } from './state.js';
import { kindNotes, kindTexts } from './words.js';

/** Below this scale a larger picture scrolls; names are enlarged so far that they can still be read. */
const SMALLEST_SCALE = 0.6;

const size = computed((): Size => {
  const layout = shown.value?.layout;
  return layout === undefined
    ? { width: 640, height: 480 }
    : { width: Math.max(1, layout.width), height: Math.max(1, layout.height) };
});

/** The zoom of the machine's picture. */
export const machineZoom = makeZoom(size, signal(SMALLEST_SCALE));

/** Another machine is shown in whole. */
effect(() => {
  if (shownMachine.value !== '') machineZoom.fit();
});

/** Goes to the next step that took a transition or entered a state, or to the first one. */
const goToNext = ({ kind, id }: Part): void => {
  const what = shown.peek();
  const known = watchedSteps.peek();
  if (what === undefined || known === undefined) return;
  const isIn = (value: Parameters<typeof leavesOf>[1] | undefined): boolean =>
    value !== undefined && leavesOf(what.chart, value).includes(id);
  const hits = known.steps.filter(({ taken, before, after }) =>
    kind === 'transition' ? taken.includes(id) : isIn(after) && !isIn(before),
  );
  const next = hits.find(({ step }) => step > stepNumber.peek()) ?? hits[0];
  if (next !== undefined) goToStep(next.step);
};

const follow = (part: Part): void => {
  if (chosen.peek() !== undefined) goToNext(part);
  else if (part.kind === 'state') {
    select({ query: stateQuery(part.id), machine: shownMachine.peek() });
    revealRuns();
  }
};

/** The picture; its elements are updated in place. */
const Drawing = ({
  what,
  pointed,
  point,
}: {
  readonly what: Shown;
  readonly pointed: Part | undefined;
  readonly point: (part: Part | undefined) => void;
}): VNode => {
  const ref = useRef<HTMLDivElement>(null);
  const scale = machineZoom.scale.value;
  const picture = pictureOf(what, theme.value, pointed);
  // Before other effects: the pane scrolls to a part of the picture.
  useLayoutEffect(() => {
    const { current } = ref;
    if (current !== null) patchChildren(current, [picture]);
  });
  return (
    <div
      ref={ref}
      class={`machine ${tooSmallAt(scale).length > 0 ? 'small-text' : ''} ${scale < 0.75 ? 'tiny-text' : ''}`}
      style={{ width: `${String(what.layout.width * scale)}px` }}
      onClick={(event) => {
        const part = partAt(event);
        if (part !== undefined) follow(part);
      }}
      onPointerMove={(event) => {
        point(partAt(event));
      }}
      onPointerLeave={() => {
        point(undefined);
      }}
    />
  );
};

const Legend = ({
  part,
  what,
}: {
  readonly part: Part | undefined;
  readonly what: Shown;
}): VNode => {
  const text =
    part === undefined
      ? simplifiedText(what, charts.value.get(shownMachine.value)?.problem)
      : partText(part);
  if (text !== '') return <p class="legend">{text}</p>;
  return (
    <p class="legend muted">
      {chosen.value === undefined ? (
        <>
          <b>{machineName(shownMachine.value)}</b>{' '}
          <span>
            <span class="badge">12</span> actors in a state
          </span>
        </>
      ) : (
        <>
          <span>
            <span class="ring" /> active
          </span>
          <span>
            <span class="stroke" /> just taken
          </span>
        </>
      )}{' '}
      <span>
        <span class="glow" /> taken most
      </span>
    </p>
  );
};

/** What stands in the place of a picture. */
const NoPicture = (): VNode => {
  const actor = chosen.value;
  const message = charts.value.get(shownMachine.value);
  return (
    <div class="no-picture">
      {actor?.chart === '' ? (
        <>
          <h3>{kindTexts[actor.kind]}</h3>
          <p class="muted">{kindNotes[actor.kind]}</p>
        </>
      ) : message !== undefined && message.statechart === undefined ? (
        <p class="muted">This machine has no picture.</p>
      ) : shownMachine.value === '' ? (
        <p class="muted">Choose an actor.</p>
      ) : (
        <>
          {message?.statechart === undefined ? null : <h3>{message.statechart.id}</h3>}
          <p class="muted">Laying out the machine …</p>
        </>
      )}
    </div>
  );
};

/** The middle of the lowest active states, in a picture that is larger than its pane. */
const placeInSight = ({ chart, layout, value }: Shown): Place | undefined => {
  if (value === undefined) return undefined;
  const [leaf] = leavesOf(chart, value);
  return layout.nodes.find(({ id }) => id === leaf);
};

const fileName = (): string =>
  machineName(shownMachine.peek()).replaceAll(/[^\w.-]+/g, '-') || 'machine';

/** The buttons of the picture. */
export const MachineButtons = (): VNode => {
  const what = shown.value;
  const svgText = (): string => (what === undefined ? '' : xmlText(pictureOf(what, theme.value)));
  return (
    <>
      <ZoomButtons zoom={machineZoom} />
      <button
        type="button"
        class="small"
        title="Save the picture as SVG"
        disabled={what === undefined}
        onClick={() => {
          save(`${fileName()}.svg`, 'image/svg+xml', svgText());
        }}
      >
        SVG
      </button>
      <button
        type="button"
        class="small"
        title="Save the picture as PNG"
        disabled={what === undefined}
        onClick={() => {
          void savePng(`${fileName()}.png`, svgText(), theme.value);
        }}
      >
        PNG
      </button>
    </>
  );
};

/** The picture with its legend. */
export const Machine = (): VNode => {
  const pointed = useSignal<Part | undefined>(undefined);
  const what = shown.value;
  if (what === undefined) return <NoPicture />;
  const place = placeInSight(what);
  return (
    <>
      <div class="chart-bar under">
        <Legend part={pointed.value} what={what} />
      </div>
      <PicturePane
        zoom={machineZoom}
        label={`Picture of ${what.chart.id}`}
        inSight={place}
        inSightKey={place === undefined ? undefined : JSON.stringify(what.value)}
      >
        <Drawing
          what={what}
          pointed={what.layout.isSimplified === true ? pointed.value : undefined}
          point={(part) => {
            if (part?.id !== pointed.value?.id) pointed.value = part;
          }}
        />
      </PicturePane>
    </>
  );
};
