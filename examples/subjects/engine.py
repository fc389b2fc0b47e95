"""A hand-written run engine without runchart: a subject for `runchart verify`.

It reads scenarios from standard input, one on each line, and answers each with a line: one outcome for each step.
Python 3.9 or newer, standard library only:

    python3 engine.py
"""

import json
import re
import sys
from dataclasses import asdict, dataclass, replace
from typing import Any, Callable, Optional

# --- runs ---------------------------------------------------------------------------------------

# The events that each state takes, and the states that they lead to.
NEXT = {
    "Scheduled": {"promote": "Ready", "cancel": "Canceled"},
    "Ready": {"lease": "Leased", "cancel": "Canceled"},
    "Leased": {"promote": "Ready", "start": "Running", "cancel": "Canceled"},
    "Running": {
        "retry": "RetryWait",
        "suspend": "Suspended",
        "complete": "Completed",
        "fail": "Failed",
        "cancel": "Canceled",
    },
    "RetryWait": {"promote": "Ready", "fail": "Failed", "cancel": "Canceled"},
    "Suspended": {"promote": "Ready", "cancel": "Canceled"},
    "Completed": {},
    "Failed": {},
    "Canceled": {},
}


def leads(start: str, to: str, event: Optional[str]) -> bool:
    """Tells whether an event leads from one state to another: the named event, or any."""
    return any(
        target == to and event in (None, name) for name, target in NEXT[start].items()
    )


NIL = "00000000-0000-0000-0000-000000000000"
MAX_COUNT = 2**32 - 1


class Refusal(Exception):
    """Why a step is refused; the run does not change."""

    def __init__(self, code: str, message: Optional[str] = None, **fields: Any) -> None:
        super().__init__(message)
        self.wire = {"code": code, **fields}
        if message is not None:
            self.wire["message"] = message


@dataclass(frozen=True)
class Run:
    id: str
    task_id: str
    state: str
    current_attempt_id: Optional[str]
    attempt_count: int
    created_at: int
    scheduled_at: int
    effective_priority: int
    last_state_change_at: int

    def transition(self, to: str, event: Optional[str] = None) -> "Run":
        active = self.current_attempt_id
        if not leads(self.state, to, event):
            raise Refusal(
                "InvalidTransition",
                f"invalid run transition for {self.id}: {self.state} -> {to}",
                run_id=self.id,
                **{"from": self.state, "to": to},
            )
        if self.state == "Running" and to != "Canceled" and active is not None:
            raise Refusal(
                "AttemptInProgress",
                f"run {self.id} cannot leave Running while attempt {active} is active",
                run_id=self.id,
                active_attempt_id=active,
            )
        return replace(
            self, state=to, current_attempt_id=active if to == "Running" else None
        )

    def set_priority(self, priority: int) -> "Run":
        if self.state != "Ready":
            raise Refusal(
                "PriorityMutationRequiresReady",
                f"run {self.id} priority can only be updated in Ready state (current: {self.state})",
                run_id=self.id,
                current_state=self.state,
            )
        return replace(self, effective_priority=priority)

    def start_attempt(self, attempt_id: str) -> "Run":
        active = self.current_attempt_id
        if self.state != "Running":
            raise Refusal(
                "AttemptStartRequiresRunning",
                f"run {self.id} cannot start attempt in state {self.state}",
                run_id=self.id,
                current_state=self.state,
            )
        if active is not None:
            raise Refusal(
                "AttemptAlreadyActive",
                f"run {self.id} already has active attempt {active}",
                run_id=self.id,
                active_attempt_id=active,
            )
        if self.attempt_count == MAX_COUNT:
            raise Refusal(
                "AttemptCountOverflow",
                f"run {self.id} attempt counter overflow",
                run_id=self.id,
            )
        return replace(
            self, current_attempt_id=attempt_id, attempt_count=self.attempt_count + 1
        )

    def finish_attempt(self, attempt_id: str) -> "Run":
        active = self.current_attempt_id
        if self.state != "Running":
            raise Refusal(
                "AttemptFinishRequiresRunning",
                f"run {self.id} cannot finish attempt in state {self.state}",
                run_id=self.id,
                current_state=self.state,
            )
        if active is None:
            raise Refusal(
                "NoActiveAttempt",
                f"run {self.id} has no active attempt",
                run_id=self.id,
            )
        if active != attempt_id:
            raise Refusal(
                "AttemptOwnershipMismatch",
                f"run {self.id} attempt mismatch: expected {active}, got {attempt_id}",
                run_id=self.id,
                expected_attempt_id=active,
                actual_attempt_id=attempt_id,
            )
        return replace(self, current_attempt_id=None)


def create(state: str, step: dict, priority: int) -> Run:
    run_id, task_id = uuid(step["run_id"]), uuid(step["task_id"])
    scheduled_at, created_at = step["scheduled_at"], step["created_at"]
    if run_id == NIL:
        raise Refusal(
            "InvalidRunId",
            f"invalid run_id for run construction: {run_id}",
            run_id=run_id,
        )
    if task_id == NIL:
        raise Refusal(
            "InvalidTaskId",
            f"invalid task_id for run construction: {task_id}",
            task_id=task_id,
        )
    if state == "Ready" and scheduled_at > created_at:
        raise Refusal(
            "ReadyScheduledAtAfterCreatedAt",
            f"run {run_id} cannot be created in Ready"
            f" with scheduled_at ({scheduled_at}) > created_at ({created_at})",
            run_id=run_id,
            scheduled_at=scheduled_at,
            created_at=created_at,
        )
    return Run(
        id=run_id,
        task_id=task_id,
        state=state,
        current_attempt_id=None,
        attempt_count=0,
        created_at=created_at,
        scheduled_at=scheduled_at,
        effective_priority=priority,
        last_state_change_at=created_at,
    )


# --- runs from JSON -----------------------------------------------------------------------------

HEX = r"[0-9a-fA-F]"
HYPHENATED = f"{HEX}{{8}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{12}}"
UUID = re.compile(
    rf"{HEX}{{32}}|{HYPHENATED}|urn:uuid:{HYPHENATED}|\{{{HYPHENATED}\}}"
)


def uuid(value: Any) -> str:
    if not isinstance(value, str) or not UUID.fullmatch(value):
        raise Refusal("Decode", "no UUID")
    digits = value.removeprefix("urn:uuid:").strip("{}").replace("-", "").lower()
    return "-".join(
        [digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]]
    )


def uuid_or_none(value: Any) -> Optional[str]:
    return None if value is None else uuid(value)


def state(value: Any) -> str:
    if not isinstance(value, str) or value not in NEXT:
        raise Refusal("Decode", "no state")
    return value


def integer(least: int, greatest: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        # True is an int to Python.
        if type(value) is not int or not least <= value <= greatest:
            raise Refusal("Decode", f"no integer from {least} to {greatest}")
        return value

    return read


instant = integer(0, 2**53 - 1)

READ: dict = {
    "id": uuid,
    "task_id": uuid,
    "state": state,
    "current_attempt_id": uuid_or_none,
    "attempt_count": integer(0, MAX_COUNT),
    "created_at": instant,
    "scheduled_at": instant,
    "effective_priority": integer(-(2**31), 2**31 - 1),
    "last_state_change_at": instant,
}

DEFAULTS = {"current_attempt_id": None, "last_state_change_at": 0}


class Members(list):
    """The members of an object, including duplicate keys."""


def whole(text: str) -> Any:
    """An integer; refuses -0, and anything longer than the integers of a run."""
    return int(text) if text != "-0" and len(text) < 20 else float(text)


def no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


def deserialize(text: str) -> Run:
    try:
        members = json.loads(
            text,
            object_pairs_hook=Members,
            parse_int=whole,
            parse_constant=no_constant,
        )
    except (ValueError, RecursionError) as error:
        raise Refusal("Decode", str(error)) from error
    if not isinstance(members, Members):
        raise Refusal("Decode", "a run is an object")
    known = [(key, value) for key, value in members if key in READ]
    values = {**DEFAULTS, **dict(known)}
    if len(dict(known)) < len(known) or len(values) < len(READ):
        raise Refusal("Decode", "a field is missing, or there twice")
    run = Run(**{key: READ[key](value) for key, value in values.items()})
    if run.id == NIL or run.task_id == NIL:
        raise Refusal("Decode", "an id is nil")
    if run.current_attempt_id is not None and run.state != "Running":
        raise Refusal("Decode", f"no attempt can be active in {run.state}")
    if run.state == "Ready" and run.scheduled_at > run.created_at:
        raise Refusal("Decode", "scheduled_at is after created_at")
    return run


# --- scenarios ----------------------------------------------------------------------------------


def apply(run: Optional[Run], step: dict) -> Run:
    op = step["op"]
    if op == "new_scheduled_with_id":
        return create("Scheduled", step, 0)
    if op == "new_ready_with_id":
        return create("Ready", step, step["effective_priority"])
    if op == "deserialize":
        return deserialize(step["json"])
    if run is None:
        raise Refusal("NoRun")
    if op == "transition_to":
        return run.transition(step["to"], step.get("event"))
    if op == "promote_to_ready":
        return run.transition("Ready", "promote")
    if op == "promote_to_ready_with_priority":
        return replace(
            run.transition("Ready", "promote"),
            effective_priority=step["effective_priority"],
        )
    if op == "set_effective_priority":
        return run.set_priority(step["effective_priority"])
    if op == "start_attempt":
        return run.start_attempt(uuid(step["attempt_id"]))
    if op == "finish_attempt":
        return run.finish_attempt(uuid(step["attempt_id"]))
    if op == "record_state_change_at":
        return replace(run, last_state_change_at=step["timestamp"])
    if op == "restore_attempt_state_for_bootstrap":
        return replace(
            run,
            attempt_count=step["count"],
            current_attempt_id=uuid_or_none(step.get("active_attempt")),
        )
    raise ValueError(f"unknown op {op}")


def answer(scenario: dict) -> dict:
    run = None
    outcomes = []
    for step in scenario["steps"]:
        try:
            run = apply(run, step)
            outcomes.append({"ok": asdict(run)})
        except Refusal as refusal:
            outcomes.append({"err": refusal.wire})
    return {"name": scenario["name"], "outcomes": outcomes}


if __name__ == "__main__":
    for line in sys.stdin.buffer:
        print(json.dumps(answer(json.loads(line))), flush=True)
