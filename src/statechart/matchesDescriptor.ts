/** Tests whether an event descriptor takes a type of event, as in XState: the type itself, `*`, and `a.*` for `a` and all below it. */
export const matchesDescriptor = (eventType: string, descriptor: string): boolean =>
  descriptor === eventType ||
  descriptor === '*' ||
  (descriptor.endsWith('.*') && `${eventType}.`.startsWith(descriptor.slice(0, -1)));
