/** Lists that follow what is added at their end, unless the user has scrolled away from it. */
import { useRef } from 'preact/hooks';

/** How close to its end a list is scrolled back to follow again, in pixels. */
const NEAR = 60;

/** Whether a list follows its end, and what tells it that the list was scrolled. */
export interface Following {
  readonly isOn: { current: boolean };
  readonly onScroll: (event: { readonly currentTarget: HTMLElement }) => void;
}

/**
 * Makes a list follow its end, anew for each key. A list that has grown is far from its end until it is scrolled there, so only scrolling
 * up leaves the end.
 */
export const useFollowing = (key: unknown): Following => {
  const isOn = useRef(true);
  const top = useRef(0);
  const last = useRef(key);
  if (last.current !== key) {
    last.current = key;
    isOn.current = true;
  }
  return {
    isOn,
    onScroll: ({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
      const isNear = scrollTop + clientHeight >= scrollHeight - NEAR;
      isOn.current = isNear || (isOn.current && scrollTop >= top.current);
      top.current = scrollTop;
    },
  };
};
