/** The first 16 digits of a SHA-256. */
export function hashOf(text: string): string;

/** What is wrong with the changelog, if the reports of the interface have this hash. */
export function problemOf(changelog: string, reports: string): string | undefined;

/** The changelog with the hash of the reports, or nothing if it says nothing new about them. */
export function withMark(changelog: string, reports: string): string | undefined;
