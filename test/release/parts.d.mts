/** A package whose code is in `dist/`. */
export interface BundledPart {
  readonly name: string;
  readonly version: string;
  /** As in its package.json: an SPDX expression. */
  readonly license: string;
  readonly builds: ReadonlyArray<string>;
}

/** The packages that a text of licences names. */
export function namedIn(text: string): ReadonlyArray<Omit<BundledPart, 'builds'>>;

/** The packages whose code is in `dist/`. */
export function bundled(root: string): ReadonlyArray<BundledPart>;

/** The packages that npm installs beside the package. */
export function asked(root: string): ReadonlyArray<{
  readonly name: string;
  readonly range: string;
  readonly kind: 'regular' | 'peer' | 'optional peer';
}>;
