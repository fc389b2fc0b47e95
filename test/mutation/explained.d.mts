interface Position {
  readonly line: number;
  readonly column: number;
}
interface Mutant {
  readonly file: string;
  readonly location: { readonly start: Position; readonly end: Position };
  readonly replacement: string;
}
interface Explanation {
  readonly file: string;
  readonly code: string;
  readonly mutated: string;
}
export declare const explanationsOf: (page: string) => ReadonlyArray<Explanation>;
export declare const placesOf: (
  explanation: Explanation,
  source: string,
) => ReadonlyArray<{ readonly start: number; readonly end: number }>;
export declare const explains: (
  explanation: Explanation,
  mutant: Mutant,
  source: string,
) => boolean;
export declare const lineFor: (mutant: Mutant, source: string) => string;
