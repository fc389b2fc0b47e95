/** Roving focus: one of several controls is a tab stop, and the arrow keys move between them. */

/** Returns the index that a key moves to from index `at` of `count` controls, or `undefined` for any other key. */
export const rovingIndex = (key: string, at: number, count: number): number | undefined => {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowLeft':
    case 'ArrowUp':
      return (at - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
};
