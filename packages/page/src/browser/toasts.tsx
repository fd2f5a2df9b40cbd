import type { ActReport } from "../wire/page-state.js";
import type { Act } from "../wire/words.js";
import { askFailure, endAct } from "./ask-server.js";
import { acts, putAway } from "./page-signals.js";
import { WithCode } from "./shared/with-code.js";

const NAMES: Readonly<Record<Act, string>> = {
  redrive: "Try now",
  release: "Release",
  hold: "Hold",
  verify: "Verify now",
  handoff: "Hand off",
  relabel: "Relabel",
  cancel: "Cancel",
  discard: "Discard",
  plan: "",
  clean: "Clean up",
};
const MOST = 4;

/** What was asked and what came of it; each stays until somebody puts it away. */
export function Toasts() {
  const told = acts.value.filter(({ id, act }) => act !== "plan" && !putAway.value.has(id)).slice(0, MOST);
  return (
    <div class="toasts">
      {askFailure.value !== undefined && (
        <div class="toast refused" role="alert">
          <p>{askFailure.value}</p>
          <button type="button" aria-label="Put away" onClick={() => (askFailure.value = undefined)}>
            ×
          </button>
        </div>
      )}
      {told.map((report) => (
        <Toast key={report.id} report={report} />
      ))}
    </div>
  );
}

function Toast({ report: { id, act, names, state, text, by } }: { readonly report: ActReport }) {
  const [name = ""] = names;
  const of = names.length > 1 ? `${names.length} sessions` : name;
  return (
    <div class={`toast ${state}`} role={state === "refused" ? "alert" : "status"}>
      <p>
        <b>{`${NAMES[act]} ${of}`.trim()}:</b>{" "}
        {state === "running" ? text === "" ? "…" : text : <WithCode text={text} />}
        <span class="by">{by}</span>
      </p>
      {state === "running" ? (
        act === "verify" && (
          <button type="button" onClick={() => void endAct(id)}>
            End
          </button>
        )
      ) : (
        <button
          type="button"
          aria-label={`Put away: ${NAMES[act]} ${of}`}
          onClick={() => (putAway.value = new Set([...putAway.value, id]))}
        >
          ×
        </button>
      )}
    </div>
  );
}
