/* eslint-disable functional/no-let -- the timer is known only after the promise is made */
/** Awaits a promise for at most some seconds. */
import * as O from 'fp-ts/lib/Option.js';

/** Awaits a promise for at most some seconds; none if it takes longer. */
export const withTimeout = async <A>(
  seconds: number,
  promise: Promise<A>,
): Promise<O.Option<A>> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<O.Option<A>>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000, O.none);
  });
  try {
    return await Promise.race([promise.then(O.some), late]);
  } finally {
    clearTimeout(timer);
  }
};
