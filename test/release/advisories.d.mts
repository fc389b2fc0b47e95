/** A report of `npm audit --json`. */
export interface AuditReport {
  readonly vulnerabilities: Readonly<
    Record<
      string,
      {
        readonly via: ReadonlyArray<
          string | { readonly url: string; readonly severity: string; readonly title: string }
        >;
      }
    >
  >;
}

/** The advisories for which a page gives no reason. */
export function unexplained(
  report: AuditReport,
  page: string,
): ReadonlyArray<{
  readonly name: string;
  readonly id: string;
  readonly severity: string;
  readonly title: string;
}>;
