/* eslint-disable functional/immutable-data, functional/no-let -- a tooltip is an element that is shown, filled and moved */
/** The tooltip of an edge: when it is shown, what it says, and where it stands. */
import type { Choice } from './choices.js';
import { keyOf } from './choices.js';
import { patchChildren } from './patch.js';
import { placeTip, screenAt } from './placeTip.js';
import type { View } from './view.js';
import { choiceOf, tipOf } from './view.js';

/** A tooltip. */
export interface Tip {
  /** Shows the tooltip of an edge at the pointer, or else beside the edge; hides it if there is no edge. */
  readonly explain: (view: View, choice: Choice | undefined, pointer?: PointerEvent) => void;
  /** Explains the same edge as it is in a new view. */
  readonly update: (view: View) => void;
}

/** The distance of the tooltip from the pointer, in pixels. */
const BELOW_POINTER = 12;

/** Finds the element of an edge. */
export const edgeElement = (
  stage: HTMLElement,
  { edge }: Choice,
): SVGElement | HTMLElement | undefined =>
  stage.querySelector<SVGElement>(`[data-edge="${CSS.escape(keyOf(edge))}"]`) ?? undefined;

/** What the tooltip of an edge names: its label and its two states, or its button. */
const namedBy = (stage: HTMLElement, choice: Choice): ReadonlyArray<DOMRect> => {
  const element = edgeElement(stage, choice);
  const states = [choice.edge.source, choice.edge.target].map((state) =>
    stage.querySelector(`[data-state="${CSS.escape(state)}"] > .rc-box`),
  );
  return [element?.querySelector('.rc-label') ?? element, ...states].flatMap((part) =>
    part === null || part === undefined ? [] : [part.getBoundingClientRect()],
  );
};

/** Makes the tooltip of a picture. `tip` is its element, `stage` the parent of the picture, `host` what both are placed in. */
export const makeTip = (host: HTMLElement, stage: HTMLElement, tip: HTMLElement): Tip => {
  /** The key of the edge that is explained. */
  let explained: string | undefined;
  return {
    explain: (view, choice, pointer) => {
      const key = choice === undefined ? undefined : keyOf(choice.edge);
      const isInTip = pointer?.target instanceof Node && tip.contains(pointer.target);
      if (isInTip || (key === explained && key !== undefined && pointer !== undefined)) return;
      explained = key;
      tip.hidden = choice === undefined;
      if (choice === undefined) return;
      patchChildren(tip, tipOf(view, choice));
      const bounds = host.getBoundingClientRect();
      const { offsetWidth: width, offsetHeight: height } = tip;
      const { left, top } =
        pointer === undefined
          ? placeTip(
              { width, height },
              namedBy(stage, choice),
              view.isCompact ? screenAt(bounds) : bounds,
            )
          : {
              left: Math.max(bounds.left, Math.min(pointer.clientX, bounds.right - width)),
              top: pointer.clientY + BELOW_POINTER,
            };
      tip.style.left = `${String(left - bounds.left)}px`;
      tip.style.top = `${String(top - bounds.top)}px`;
    },
    update: (view) => {
      const choice = choiceOf(view, explained);
      if (choice !== undefined && !tip.hidden) patchChildren(tip, tipOf(view, choice));
    },
  };
};
