/** The advisories of a report of `npm audit --json` for which a page gives no reason: it names none of their ids. */
export const unexplained = ({ vulnerabilities }, page) =>
  Object.entries(vulnerabilities)
    // A package that only depends on an affected one has its name there, in place of an advisory.
    .flatMap(([name, { via }]) =>
      via.filter((it) => typeof it !== 'string').map((it) => [name, it]),
    )
    .map(([name, { url, severity, title }]) => ({
      name,
      id: url.split('/').at(-1),
      severity,
      title,
    }))
    .filter(({ id }) => !page.includes(id));
