/** Faults to plant in the example subjects, both likely and unlikely ones. */
import type { Fault } from './subjects.js';

/** Faults in `examples/subjects/engine.ts`. */
export const typescriptFaults: ReadonlyArray<Fault> = [
  // Edges.
  {
    name: 'a lease that expires goes nowhere',
    find: "Leased: ['Ready', 'Running', 'Canceled']",
    replace: "Leased: ['Running', 'Canceled']",
  },
  {
    name: 'a run in RetryWait cannot fail',
    find: "RetryWait: ['Ready', 'Failed', 'Canceled']",
    replace: "RetryWait: ['Ready', 'Canceled']",
  },
  {
    name: 'a run in Suspended goes back to Running',
    find: "Suspended: ['Ready', 'Canceled']",
    replace: "Suspended: ['Ready', 'Running', 'Canceled']",
  },
  {
    name: 'a failed run is tried again',
    find: 'Failed: [],',
    replace: "Failed: ['Ready'],",
  },
  {
    name: 'a canceled run is canceled again',
    find: 'Canceled: [],',
    replace: "Canceled: ['Canceled'],",
  },
  {
    name: 'a run goes back to Scheduled',
    find: "Ready: ['Leased', 'Canceled']",
    replace: "Ready: ['Scheduled', 'Leased', 'Canceled']",
  },
  // Guards.
  {
    name: 'an active attempt does not hold the run',
    find: "if (from === 'Running' && to !== 'Canceled' && active_attempt_id !== null)",
    replace: "if (from === 'Leased' && to !== 'Canceled' && active_attempt_id !== null)",
  },
  {
    name: 'an active attempt holds the run even when it is canceled',
    find: "from === 'Running' && to !== 'Canceled' &&",
    replace: "from === 'Running' &&",
  },
  {
    name: 'a run may fail whatever its attempt does',
    find: "to !== 'Canceled' && active",
    replace: "to !== 'Canceled' && to !== 'Failed' && active",
  },
  {
    name: 'the nil attempt does not hold the run',
    find: "to !== 'Canceled' && active_attempt_id !== null)",
    replace: "to !== 'Canceled' && active_attempt_id !== null && active_attempt_id !== NIL)",
  },
  {
    name: 'an attempt that is active in another state holds the run there',
    find: "if (from === 'Running' && to !== 'Canceled' && active_attempt_id !== null)",
    replace: "if (to !== 'Canceled' && to !== 'Running' && active_attempt_id !== null)",
  },
  {
    name: 'the count overflows one too late',
    find: 'run.attempt_count === MAX_COUNT',
    replace: 'run.attempt_count > MAX_COUNT',
  },
  {
    name: 'the count overflows one too early',
    find: 'run.attempt_count === MAX_COUNT',
    replace: 'run.attempt_count >= MAX_COUNT - 1',
  },
  {
    name: 'the count is of 32 bits with a sign',
    find: 'attempt_count: run.attempt_count + 1',
    replace: 'attempt_count: (run.attempt_count + 1) | 0',
  },
  {
    name: 'the overflow is checked before the active attempt',
    find: `  if (active_attempt_id !== null)
    throw new Refusal(
      'AttemptAlreadyActive',`,
    replace: `  if (active_attempt_id !== null && run.attempt_count !== MAX_COUNT)
    throw new Refusal(
      'AttemptAlreadyActive',`,
  },
  {
    name: 'an attempt that is started twice is no mistake',
    find: `  if (active_attempt_id !== null)
    throw new Refusal(
      'AttemptAlreadyActive',`,
    replace: `  if (active_attempt_id === attempt_id) return run;
  if (active_attempt_id !== null)
    throw new Refusal(
      'AttemptAlreadyActive',`,
  },
  {
    name: 'any id finishes the attempt',
    find: 'if (active !== attempt_id)',
    replace: 'if (active.length !== attempt_id.length)',
  },
  {
    name: 'attempts are told apart by their first half',
    find: 'if (active !== attempt_id)',
    replace: 'if (active.slice(0, 18) !== attempt_id.slice(0, 18))',
  },
  {
    name: 'attempts are told apart by their last digits',
    find: 'if (active !== attempt_id)',
    replace: 'if (active.slice(-12) !== attempt_id.slice(-12))',
  },
  {
    name: 'a tenth retry is one too many',
    deep: true,
    find: 'if (!NEXT[from].some((state) => state === to))',
    replace:
      "if (to === 'RetryWait') Object.assign(globalThis, { n: ((globalThis as { n?: number }).n ?? 0) + 1 });\n  if (from === 'Scheduled') Object.assign(globalThis, { n: 0 });\n  if (!NEXT[from].some((state) => state === to) || (globalThis as { n?: number }).n === 10)",
  },
  {
    name: 'a fourth attempt is one too many',
    deep: true,
    find: 'run.attempt_count === MAX_COUNT',
    replace: 'run.attempt_count === 3 || run.attempt_count === MAX_COUNT',
  },
  // Updates.
  {
    name: 'a canceled run keeps its attempt',
    find: "current_attempt_id: to === 'Running' ?",
    replace: "current_attempt_id: to === 'Running' || to === 'Canceled' ?",
  },
  {
    name: 'an attempt that was restored is dropped when the run starts',
    find: "current_attempt_id: to === 'Running' ? active_attempt_id : null",
    replace: 'current_attempt_id: null',
  },
  {
    name: 'a lease changes when the state changed',
    find: 'return { ...run, state: to,',
    replace:
      "return { ...run, last_state_change_at: to === 'Leased' ? run.created_at : run.last_state_change_at, state: to,",
  },
  {
    name: 'the present is recorded when the state changes',
    find: 'return { ...run, state: to,',
    replace: 'return { ...run, last_state_change_at: Math.floor(Date.now() / 1000), state: to,',
  },
  {
    name: 'the priority is lost when a run comes back from Suspended',
    find: 'return { ...run, state: to,',
    replace:
      "return { ...run, effective_priority: from === 'Suspended' && to === 'Ready' ? 0 : run.effective_priority, state: to,",
  },
  {
    name: 'the count begins anew after RetryWait',
    find: 'return { ...run, state: to,',
    replace:
      "return { ...run, attempt_count: from === 'RetryWait' && to === 'Ready' ? 0 : run.attempt_count, state: to,",
  },
  {
    name: 'an attempt is counted when it is finished, too',
    find: 'return { ...run, current_attempt_id: null };',
    replace: 'return { ...run, current_attempt_id: null, attempt_count: run.attempt_count + 1 };',
  },
  {
    name: 'a priority of 0 is taken for none',
    find: "{ ...transition(run(), 'Ready'), effective_priority: step.effective_priority }",
    replace:
      "{ ...transition(run(), 'Ready'), effective_priority: step.effective_priority || run().effective_priority }",
  },
  {
    name: 'the priority is taken although the promotion is refused',
    find: "return { ...transition(run(), 'Ready'), effective_priority: step.effective_priority };",
    replace:
      "return transition(Object.assign(run(), { effective_priority: step.effective_priority }), 'Ready');",
  },
  {
    name: 'the priority is set in Leased as well',
    find: "if (current_state !== 'Ready')",
    replace: "if (current_state !== 'Ready' && current_state !== 'Leased')",
  },
  {
    name: 'a refused attempt is counted',
    find: "  if (active_attempt_id !== null)\n    throw new Refusal(\n      'AttemptAlreadyActive',",
    replace:
      "  if (active_attempt_id !== null) Object.assign(run, { attempt_count: run.attempt_count + 1 });\n  if (active_attempt_id !== null)\n    throw new Refusal(\n      'AttemptAlreadyActive',",
  },
  {
    name: 'a refused finish ends the attempt',
    find: 'if (active !== attempt_id)\n    throw',
    replace:
      'if (active !== attempt_id) Object.assign(run, { current_attempt_id: null });\n  if (active !== attempt_id)\n    throw',
  },
  // Errors.
  {
    name: 'expected and actual are mixed up',
    find: 'expected_attempt_id: active, actual_attempt_id: attempt_id',
    replace: 'expected_attempt_id: attempt_id, actual_attempt_id: active',
  },
  {
    name: 'from and to are mixed up in a message',
    find: '`invalid run transition for ${run_id}: ${from} -> ${to}`',
    replace: '`invalid run transition for ${run_id}: ${to} -> ${from}`',
  },
  {
    name: 'a letter is wrong in a message',
    find: 'attempt counter overflow',
    replace: 'attempt counter overflows',
  },
  {
    name: 'the wrong error for a finish without an attempt',
    find: "new Refusal('NoActiveAttempt',",
    replace: "new Refusal('AttemptFinishRequiresRunning',",
  },
  {
    name: 'a field is missing in an error',
    find: `run \${run_id} cannot start attempt in state \${current_state}\`,
      { run_id, current_state },`,
    replace: `run \${run_id} cannot start attempt in state \${current_state}\`,
      { run_id },`,
  },
  {
    name: 'no error without a run',
    find: 'const run = (): Run => current ?? noRun();',
    replace:
      "const run = (): Run => current ?? (step.op === 'record_state_change_at' ? create('Scheduled', { run_id: 'a'.repeat(32), task_id: 'b'.repeat(32), scheduled_at: 0, created_at: 0 }, 0) : noRun());",
  },
  // Constructors.
  {
    name: 'the task is checked before the run',
    find: 'if (run_id === NIL)',
    replace: 'if (run_id === NIL && task_id !== NIL)',
  },
  {
    name: 'the schedule is checked before the ids',
    find: 'if (task_id === NIL)',
    replace: "if (task_id === NIL && !(state === 'Ready' && scheduled_at > created_at))",
  },
  {
    name: 'a run that is due at once is refused',
    find: "state === 'Ready' && scheduled_at > created_at",
    replace: "state === 'Ready' && scheduled_at >= created_at",
  },
  {
    name: 'a scheduled run must be due as well',
    find: "if (state === 'Ready' && scheduled_at > created_at)",
    replace: 'if (scheduled_at > created_at)',
  },
  {
    name: 'a new run changed when it was scheduled',
    find: 'last_state_change_at: created_at,',
    replace: 'last_state_change_at: scheduled_at,',
  },
  {
    name: 'a negative priority is not taken',
    find: "return create('Ready', step, step.effective_priority);",
    replace: "return create('Ready', step, Math.max(0, step.effective_priority));",
  },
  {
    name: 'a second constructor is passed over',
    find: "return create('Scheduled', step, 0);",
    replace: "return current ?? create('Scheduled', step, 0);",
  },
  {
    name: 'a constructor that fails takes the old run with it',
    find: '    } catch (error) {\n      if (!(error instanceof Refusal)) throw error;',
    replace:
      "    } catch (error) {\n      if (step.op.startsWith('new_')) run = undefined;\n      if (!(error instanceof Refusal)) throw error;",
  },
  {
    name: 'a run outlives its scenario',
    find: 'run = apply(run, step);',
    replace:
      'run = apply(run ?? (globalThis as { run?: Run }).run, step);\n      Object.assign(globalThis, { run });',
  },
  // Setters.
  {
    name: 'the state never changed before the creation',
    find: 'last_state_change_at: step.timestamp',
    replace: 'last_state_change_at: Math.max(step.timestamp, run().created_at)',
  },
  {
    name: 'an instant is of 32 bits',
    find: 'last_state_change_at: step.timestamp',
    replace: 'last_state_change_at: step.timestamp >>> 0',
  },
  {
    name: 'only a run in Running has its attempt restored',
    find: "current_attempt_id: uuidOrNull(step.active_attempt, 'active_attempt')",
    replace:
      "current_attempt_id: run().state === 'Running' ? uuidOrNull(step.active_attempt, 'active_attempt') : null",
  },
  {
    name: 'a count of 0 is not restored',
    find: 'attempt_count: step.count,',
    replace: 'attempt_count: step.count || run().attempt_count,',
  },
  // The decoder.
  {
    name: 'an attempt is kept when none is given to restore',
    find: "uuidOrNull(step.active_attempt, 'active_attempt')",
    replace:
      "step.active_attempt === undefined ? run().current_attempt_id : uuidOrNull(step.active_attempt, 'active_attempt')",
  },
  {
    name: 'a nil run id is read',
    find: "if (run.id === NIL) refuse('id is nil');",
    replace: '',
  },
  {
    name: 'a nil task id is read',
    find: "if (run.task_id === NIL) refuse('task_id is nil');",
    replace: '',
  },
  {
    name: 'a nil attempt is not read',
    find: "if (run.id === NIL) refuse('id is nil');",
    replace: "if (run.id === NIL || run.current_attempt_id === NIL) refuse('id is nil');",
  },
  {
    name: 'an attempt is read in Leased',
    find: "run.current_attempt_id !== null && run.state !== 'Running'",
    replace: "run.current_attempt_id !== null && run.state !== 'Running' && run.state !== 'Leased'",
  },
  {
    name: 'a run that is Ready and scheduled ahead is read',
    find: "if (run.state === 'Ready' && run.scheduled_at > run.created_at)",
    replace: "if (run.state === 'Ready' && run.scheduled_at > run.created_at + 60)",
  },
  {
    name: 'a run that is scheduled ahead is not read in any state',
    find: "if (run.state === 'Ready' && run.scheduled_at > run.created_at)",
    replace: 'if (run.scheduled_at > run.created_at)',
  },
  {
    name: 'a negative count is read',
    find: 'attempt_count: integer(0, MAX_COUNT)',
    replace: 'attempt_count: integer(-1, MAX_COUNT)',
  },
  {
    name: 'a count beyond 32 bits is read',
    find: 'attempt_count: integer(0, MAX_COUNT)',
    replace: 'attempt_count: integer(0, MAX_COUNT + 1)',
  },
  {
    name: 'a number in a text is read',
    find: 'Number.isInteger(value) &&',
    replace: "typeof value !== 'boolean' && value !== null && Number.isInteger(Number(value)) &&",
  },
  {
    name: 'a missing count is 0',
    find: 'READ[name](members.get(name), name)',
    replace: "READ[name](members.get(name) ?? (name === 'attempt_count' ? 0 : undefined), name)",
  },
  {
    name: 'a missing change is as old as the run',
    find: 'value === undefined ? 0 : instant(value, field)',
    replace: 'value === undefined ? 1 : instant(value, field)',
  },
  {
    name: 'ids are kept in capitals',
    find: '        .toLowerCase()',
    replace: '        .toString()',
  },
  {
    name: 'no id in braces',
    find: '|\\\\{${HYPHENATED}\\\\}',
    replace: '',
  },
  {
    name: 'the latest instant is out of bounds',
    find: 'const instant = integer(0, Number.MAX_SAFE_INTEGER);',
    replace: 'const instant = integer(0, Number.MAX_SAFE_INTEGER - 1);',
  },
];

/** Faults in `examples/subjects/engine.py`. */
export const pythonFaults: ReadonlyArray<Fault> = [
  {
    name: 'a run in Leased cannot be canceled',
    find: '"Leased": ["Ready", "Running", "Canceled"]',
    replace: '"Leased": ["Ready", "Running"]',
  },
  {
    name: 'a completed run fails',
    find: '"Completed": []',
    replace: '"Completed": ["Failed"]',
  },
  {
    name: 'an attempt is compared by identity',
    find: 'if active != attempt_id:',
    replace: 'if active is not attempt_id:',
  },
  {
    name: 'the count has no end',
    find: 'if self.attempt_count == MAX_COUNT:',
    replace: 'if self.attempt_count == MAX_COUNT + 1:',
  },
  {
    name: 'the third attempt is refused',
    deep: true,
    find: 'if self.attempt_count == MAX_COUNT:',
    replace: 'if self.attempt_count in (2, MAX_COUNT):',
  },
  {
    name: 'the active attempt is none if it is nil',
    find: `        if active is None:
            raise Refusal(
                "NoActiveAttempt",`,
    replace: `        if active is None or active == NIL:
            raise Refusal(
                "NoActiveAttempt",`,
  },
  {
    name: 'the attempt survives a suspension',
    find: 'active if to == "Running" else None',
    replace: 'active if to in ("Running", "Suspended") or self.state == "Leased" else None',
  },
  {
    name: 'an error names the wrong state',
    find: '**{"from": self.state, "to": to}',
    replace: '**{"from": to, "to": to}',
  },
  {
    name: 'None is told in a message',
    find: 'f"run {self.id} has no active attempt"',
    replace: 'f"run {self.id} has no active attempt {active}"',
  },
  {
    name: 'the run is asked for before the op',
    find: '    if op == "deserialize":',
    replace: `    if op == "deserialize" and run is not None and run.state == "Canceled":
        raise Refusal("NoRun")
    if op == "deserialize":`,
  },
  {
    name: 'a failed step loses the run',
    find: '            outcomes.append({"err": refusal.wire})',
    replace: `            outcomes.append({"err": refusal.wire})
            run = None if refusal.wire["code"] == "Decode" else run`,
  },
  {
    name: 'True is a number',
    find: 'if type(value) is not int or',
    replace: 'if not isinstance(value, int) or',
  },
  {
    name: 'a number in a text is a number',
    find: '        # True is an int to Python.\n',
    replace:
      '        value = int(value) if isinstance(value, str) and value.isdigit() else value\n',
  },
  {
    name: 'a text without digits ends the engine',
    find: '    except (ValueError, RecursionError) as error:\n        raise Refusal("Decode", str(error)) from error',
    replace:
      '    except RecursionError as error:\n        raise Refusal("Decode", str(error)) from error',
  },
  {
    name: 'priorities begin one too high',
    find: 'integer(-(2**31), 2**31 - 1)',
    replace: 'integer(-(2**31) + 1, 2**31 - 1)',
  },
  {
    name: 'ids need no hyphens in the right places',
    find: 'rf"{HEX}{{32}}|{HYPHENATED}|',
    replace: 'rf"[0-9a-fA-F-]{{32,36}}|',
  },
  {
    name: 'an unknown field is refused',
    find: 'known = [(key, value) for key, value in members if key in READ]',
    replace: 'known = [(key, value) for key, value in members]',
  },
  {
    name: 'an attempt may be missing, but is not null',
    find: '    return None if value is None else uuid(value)',
    replace: '    return uuid(value)',
  },
  {
    name: 'a state is read in any case',
    find: '    if not isinstance(value, str) or value not in NEXT:',
    replace: `    value = value.capitalize() if isinstance(value, str) and value.islower() else value
    if not isinstance(value, str) or value not in NEXT:`,
  },
  {
    name: 'the priority of a new run is that of the last one',
    find: 'return create("Scheduled", step, 0)',
    replace: 'return create("Scheduled", step, run.effective_priority if run else 0)',
  },
  {
    name: 'an attempt is kept when none is given to restore',
    find: 'uuid_or_none(step.get("active_attempt"))',
    replace:
      'uuid_or_none(step["active_attempt"]) if "active_attempt" in step else run.current_attempt_id',
  },
  {
    name: 'a count is restored only upwards',
    find: 'attempt_count=step["count"],',
    replace: 'attempt_count=max(run.attempt_count, step["count"]),',
  },
  {
    name: 'it prints a message to standard output',
    find: '    if op == "promote_to_ready":',
    replace: '    if op == "promote_to_ready" and not print("promoting"):',
  },
];
