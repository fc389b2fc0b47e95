/** The options of the criteria, with their defaults and bounds. */
import * as E from 'fp-ts/lib/Either.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The options of the criteria.
 * @category Criteria
 */
export interface CriterionOptions {
  /** The seed of all random choices and values, from 0 to 4294967295; 1 by default. */
  readonly seed: number;
  /** The number of random walks; 40 by default. */
  readonly count: number;
  /** The number of steps of each random walk; 25 by default. */
  readonly length: number;
  /** The n of `n-switch`: sequences of n + 1 edges; 2 by default. */
  readonly switches: number;
  /**
   * The m of `w-method`: the number of states that a subject may have beyond those of the minimal model, in which states that
   * are alike are one; 0 by default. `characterize` lists the states that are alike.
   */
  readonly extraStates: number;
  /**
   * Whether `w-method` trusts the state that a subject shows. Each accepted step shows the whole run, but a subject may hide
   * another state behind it; so false by default: `w-method` identifies the state by the outcomes of further inputs.
   */
  readonly observed: boolean;
}

/**
 * No criterion has this name.
 * @category Criteria
 */
export interface UnknownCriterion {
  readonly _tag: 'UnknownCriterion';
  readonly name: string;
  readonly known: ReadonlyArray<string>;
}

/**
 * An option is out of bounds.
 * @category Criteria
 */
export interface InvalidOption {
  readonly _tag: 'InvalidOption';
  readonly option: keyof CriterionOptions;
  readonly expected: string;
  readonly found: number;
}

// -------------------------------------------------------------------------------------------------------- operations

export const defaults: CriterionOptions = {
  seed: 1,
  count: 40,
  length: 25,
  switches: 2,
  extraStates: 0,
  observed: false,
};

/** The maximum of each option; a larger suite would be too large to use. */
export const maxima = {
  seed: 0xffff_ffff,
  count: 10_000,
  length: 10_000,
  switches: 4,
  extraStates: 2,
} as const;

const invalidOption = (options: CriterionOptions): InvalidOption | undefined =>
  (Object.keys(maxima) as ReadonlyArray<keyof typeof maxima>)
    .map((option): InvalidOption | undefined => {
      const found = options[option];
      return Number.isInteger(found) && found >= 0 && found <= maxima[option]
        ? undefined
        : {
            _tag: 'InvalidOption',
            option,
            expected: `an integer from 0 to ${String(maxima[option])}`,
            found,
          };
    })
    .find((invalid) => invalid !== undefined);

/**
 * Fills in the defaults and checks the bounds. Returns the selected criteria in the order of `known`.
 *
 * Errors: `UnknownCriterion`, `InvalidOption`.
 */
export const resolveOptions = <Name extends string>(
  { criteria, ...given }: Partial<CriterionOptions> & { readonly criteria?: ReadonlyArray<Name> },
  known: ReadonlyArray<Name>,
): E.Either<
  UnknownCriterion | InvalidOption,
  { readonly options: CriterionOptions; readonly selected: ReadonlyArray<Name> }
> => {
  const unknown = criteria?.find((name) => !known.includes(name));
  if (unknown !== undefined) return E.left({ _tag: 'UnknownCriterion', name: unknown, known });
  const options = { ...defaults, ...given };
  const invalid = invalidOption(options);
  return invalid === undefined
    ? E.right({ options, selected: known.filter((name) => criteria?.includes(name) ?? true) })
    : E.left(invalid);
};
