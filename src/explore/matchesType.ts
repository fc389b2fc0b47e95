/** Tests whether an event descriptor takes a type of event: the type itself, `*`, and `a.*` for everything that begins with `a`. */
export const matchesType = (descriptor: string, type: string): boolean =>
  descriptor === type ||
  descriptor === '*' ||
  (descriptor.endsWith('.*') && `${type}.`.startsWith(descriptor.slice(0, -1)));
