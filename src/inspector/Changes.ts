/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- marks that are set for twenty thousand lines a second, and readers that scan them */
/**
 * Which items of a growing list changed, for readers that each take the changes at their own pace.
 *
 * Marking an item writes one number, however many readers there are, and a reader keeps one number for each block of items. So a
 * reader that takes nothing costs no memory, and several changes of an item are taken as one.
 */
import { BLOCK } from './Records.js';

/** Takes changes at its own pace. */
export interface ChangeReader {
  /**
   * Takes the indexes of changed items, block by block, the last block first, until there are at least `enough` or none is left.
   * A new reader takes every item.
   */
  readonly take: (enough: number) => ReadonlyArray<number>;
  /** Whether each item, as of now, was taken once. */
  readonly hasSeenAll: () => boolean;
}

/** The changes of a list. */
export interface Changes {
  /** Marks an item as changed. Items are added at the end of the list, by marking them. */
  readonly mark: (index: number) => void;
  readonly makeReader: () => ChangeReader;
}

/** When each item of a block changed last, and the latest of these times. */
interface Block {
  readonly times: Float64Array;
  latest: number;
}

const makeBlock = (): Block => ({ times: new Float64Array(BLOCK), latest: 0 });

/** Makes an empty list of changes. */
export const makeChanges = (): Changes => {
  const blocks: Array<Block> = [];
  /** Counts the marks. */
  let now = 0;

  const makeReader = (): ChangeReader => {
    /** The time up to which the changes of each block were taken; 0 for a block of which nothing was. */
    const seen: Array<number> = [];
    /** The block that is looked at next is the one before this. */
    let cursor = 0;

    const takeBlock = (index: number, block: Block, taken: Array<number>): void => {
      const since = seen[index] ?? 0;
      if (block.latest <= since) return;
      block.times.forEach((time, i) => {
        if (time > since) taken.push(index * BLOCK + i);
      });
      seen[index] = now;
    };

    return {
      take: (enough) => {
        const taken: Array<number> = [];
        while (seen.length < blocks.length) seen.push(0);
        for (let looked = 0; looked < blocks.length && taken.length < enough; looked += 1) {
          cursor = cursor === 0 ? blocks.length - 1 : cursor - 1;
          const block = blocks[cursor];
          if (block !== undefined) takeBlock(cursor, block, taken);
        }
        return taken;
      },
      hasSeenAll: () => seen.length === blocks.length && !seen.includes(0),
    };
  };

  return {
    mark: (index) => {
      now += 1;
      const block = (blocks[Math.floor(index / BLOCK)] ??= makeBlock());
      block.times[index % BLOCK] = now;
      block.latest = now;
    },
    makeReader,
  };
};
