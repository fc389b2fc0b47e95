/** What the criteria may be told: their defaults and their bounds. */
import * as E from 'fp-ts/lib/Either.js';
import { AttemptCount } from '../values/AttemptCount.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * What the criteria may be told; each has a default.
 * @category Criteria
 */
export interface CriterionOptions {
  /** From 0 to 4294967295; 1 if not given. */
  readonly seed: number;
  /** How many random walks; 40 if not given. */
  readonly count: number;
  /** The steps of each random walk; 25 if not given. */
  readonly length: number;
  /** The n of `n-switch`: sequences of n + 1 edges; 2 if not given. */
  readonly switches: number;
  /** The m of `w-method`: how many states more than the model a subject may have; 0 if not given. */
  readonly extraStates: number;
  /**
   * Is the state that a subject shows believed? Each accepted step shows the whole run, but a subject may hide another state
   * behind it; so false if not given, and `w-method` identifies the state by how further inputs are answered.
   */
  readonly observed: boolean;
}

/**
 * There is no criterion of this name.
 * @category Criteria
 */
export interface UnknownCriterion {
  readonly _tag: 'UnknownCriterion';
  readonly name: string;
  readonly known: ReadonlyArray<string>;
}

/**
 * An option is out of its bounds.
 * @category Criteria
 */
export interface InvalidOption {
  readonly _tag: 'InvalidOption';
  readonly option: keyof CriterionOptions;
  readonly expected: string;
  readonly found: number;
}

// -------------------------------------------------------------------------------------------------------- operations

const defaults: CriterionOptions = {
  seed: 1,
  count: 40,
  length: 25,
  switches: 2,
  extraStates: 0,
  observed: false,
};

/** The greatest value of each option; beyond it a suite would be no use to anyone. */
const greatest = {
  seed: AttemptCount.max as number,
  count: 10_000,
  length: 10_000,
  switches: 4,
  extraStates: 2,
} as const;

const invalidOption = (options: CriterionOptions): InvalidOption | undefined =>
  (Object.keys(greatest) as ReadonlyArray<keyof typeof greatest>)
    .map((option): InvalidOption | undefined => {
      const found = options[option];
      return Number.isInteger(found) && found >= 0 && found <= greatest[option]
        ? undefined
        : {
            _tag: 'InvalidOption',
            option,
            expected: `an integer from 0 to ${String(greatest[option])}`,
            found,
          };
    })
    .find((invalid) => invalid !== undefined);

/**
 * All options, the defaults where nothing is given; and the criteria that are asked for, in the order in which they are known.
 *
 * Errors: `UnknownCriterion`, `InvalidOption`.
 */
export const settle = <Name extends string>(
  { criteria, ...given }: Partial<CriterionOptions> & { readonly criteria?: ReadonlyArray<Name> },
  known: ReadonlyArray<Name>,
): E.Either<
  UnknownCriterion | InvalidOption,
  { readonly options: CriterionOptions; readonly wanted: ReadonlyArray<Name> }
> => {
  const unknown = criteria?.find((name) => !known.includes(name));
  if (unknown !== undefined) return E.left({ _tag: 'UnknownCriterion', name: unknown, known });
  const options = { ...defaults, ...given };
  const invalid = invalidOption(options);
  return invalid === undefined
    ? E.right({ options, wanted: known.filter((name) => criteria?.includes(name) ?? true) })
    : E.left(invalid);
};
