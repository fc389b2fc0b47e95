/** A private server of PostgreSQL. */
export interface PostgresServer {
  readonly url: string;
  /** The folder of its data and its log. */
  readonly folder: string;
  /** Ends the server as a crash does, and starts it again. */
  readonly crash: () => void;
  /** Ends it, and removes its folder. */
  readonly stop: () => void;
}

/** The folder of PostgreSQL's programs; `undefined` if it is not installed. */
export const findPostgres: () => string | undefined;

/** Starts a server, with more settings. */
export const startPostgres: (
  settings?: Readonly<Record<string, string>>,
) => Promise<PostgresServer>;
