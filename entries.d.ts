/** An entry of the package. */
interface Entry {
  /** The import specifier: `runchart/worker`. */
  readonly specifier: string;
  /** The name of its files: `worker`; `index` for the package itself. */
  readonly name: string;
  /** The path of its source, relative to the root. */
  readonly source: string;
  /** The path of the file that bundlers load, relative to the root. */
  readonly bundled: string;
}

export const entries: ReadonlyArray<Entry>;
