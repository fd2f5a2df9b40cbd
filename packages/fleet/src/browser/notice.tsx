import { WithCode } from "@rigline/page/browser";
import { notice } from "./ask-server.js";

/** What could not be done, or was; it stays until somebody puts it away. */
export function Notice() {
  const told = notice.value;
  if (told === undefined) return null;
  return (
    <div class="toasts">
      <div class={`toast ${told.isRefusal ? "refused" : "done"}`} role={told.isRefusal ? "alert" : "status"}>
        <p>
          <WithCode text={told.text} />
        </p>
        <button type="button" aria-label="Put away" onClick={() => (notice.value = undefined)}>
          ×
        </button>
      </div>
    </div>
  );
}
