import { nameGateState, type GateStatus } from "@rigline/foundation/status";
import { showMoment } from "./shared/show-time.js";

/** A mark for who sees no colours. */
const MARKS: Readonly<Record<GateStatus["state"], string>> = {
  passed: "✓",
  open: "◷",
  failed: "✗",
  "not verified": "–",
};

/** May I delete? What stands between the data at the rig and that, each as of when it was known. */
export function Gates({ gates }: { readonly gates: readonly GateStatus[] }) {
  if (gates.length === 0) return null;
  return (
    <ol class="gates" aria-label="May it be deleted at the rig?">
      {gates.map((gate) => (
        <li key={gate.gate} class={gate.state === "not verified" ? "unverified" : gate.state}>
          <span class="mark" aria-hidden="true">
            {MARKS[gate.state]}
          </span>
          <b>{gate.gate}</b>
          <span>
            {nameGateState(gate)}: {gate.evidence}
            {gate.at !== null && (
              <>
                {" "}
                <time dateTime={gate.at}>as of {showMoment(gate.at)}</time>
              </>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
