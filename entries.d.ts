/** An entry of the package. */
interface Entry {
  /** As it is imported: `runchart/worker`. */
  readonly specifier: string;
  /** As its files are called: `worker`; the package itself is `index`. */
  readonly name: string;
  /** Where its source is, from the root. */
  readonly source: string;
  /** What a bundler takes for it, from the root. */
  readonly bundled: string;
}

export const entries: ReadonlyArray<Entry>;
