/** Makes snapshots from others, member by member: a spread of as many members takes several times as long. */
import type { AnyMachineSnapshot } from 'xstate';

/** What changes of a snapshot when its machine changes its state. */
export interface SnapshotParts {
  readonly status: AnyMachineSnapshot['status'];
  readonly _nodes:
    AnyMachineSnapshot['_nodes'] | ReadonlyArray<AnyMachineSnapshot['_nodes'][number]>;
  readonly value: unknown;
  readonly tags: ReadonlySet<string>;
  readonly historyValue: unknown;
}

/** The number of members that are written below. */
const MEMBERS = 15;

/** Makes a snapshot with the context and the structure given, which may be the snapshot itself. */
export const remake = (
  snapshot: AnyMachineSnapshot,
  context: unknown,
  { status, _nodes, value, tags, historyValue }: SnapshotParts,
): AnyMachineSnapshot => {
  // Another version of XState may have more members.
  if (Object.keys(snapshot).length !== MEMBERS)
    return {
      ...snapshot,
      status,
      context,
      _nodes,
      value,
      tags,
      historyValue,
    } as AnyMachineSnapshot;
  // SAFETY: a snapshot of the same machine, whose parts go together.
  return {
    status,
    output: snapshot.output as unknown,
    error: snapshot.error,
    machine: snapshot.machine,
    context,
    _nodes,
    value,
    tags,
    children: snapshot.children as unknown,
    historyValue,
    matches: Reflect.get(snapshot, 'matches'),
    hasTag: Reflect.get(snapshot, 'hasTag'),
    can: Reflect.get(snapshot, 'can'),
    getMeta: Reflect.get(snapshot, 'getMeta'),
    toJSON: Reflect.get(snapshot, 'toJSON'),
  } as AnyMachineSnapshot;
};
