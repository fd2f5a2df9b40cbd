import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { askFor } from "./ask-server.js";
import { acts } from "./page-signals.js";
import { WithCode } from "./with-code.js";

/** What is asked before something is done that costs. */
export interface Confirm {
  readonly title: string;
  readonly question: string;
  /** What the button says that does it. */
  readonly sure: string;
  readonly asks?: "reason" | "subject";
  /** What would be deleted is looked up first, and shown. */
  readonly plans?: boolean;
  readonly act: (answer: string) => void;
}

const asked = signal<Confirm | undefined>(undefined);

export function confirm(what: Confirm): void {
  asked.value = what;
}

const LABELS = { reason: "Why? (for the records, may be empty)", subject: "The animal that it was" } as const;

export function Confirmation() {
  const what = asked.value;
  return what === undefined ? null : <Dialog key={what.title} what={what} />;
}

function Dialog({ what }: { readonly what: Confirm }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [answer, setAnswer] = useState("");
  const [planId, setPlanId] = useState<number | undefined>(undefined);
  useEffect(() => {
    dialog.current?.showModal();
    if (what.plans === true) void askFor("plan", []).then(setPlanId);
  }, []);
  const plan = acts.value.find(({ id }) => id === planId);
  const isPlanned = what.plans !== true || plan?.state === "done";
  const close = (): void => {
    asked.value = undefined;
  };
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="confirm-title">
      <form
        method="dialog"
        onSubmit={() => {
          what.act(answer.trim());
          close();
        }}
      >
        <h2 id="confirm-title">{what.title}</h2>
        <p>
          <WithCode text={what.question} />
        </p>
        {what.plans === true && (
          <p class="plan" aria-live="polite">
            {plan === undefined || plan.state === "running" ? "Looking…" : `To be deleted: ${plan.text}`}
          </p>
        )}
        {what.asks !== undefined && (
          <label>
            {LABELS[what.asks]}
            <input
              type="text"
              required={what.asks === "subject"}
              maxLength={500}
              value={answer}
              onInput={({ currentTarget }) => setAnswer(currentTarget.value)}
            />
          </label>
        )}
        <div class="buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            No, leave it
          </button>
          <button type="submit" class="sure" disabled={!isPlanned}>
            {what.sure}
          </button>
        </div>
      </form>
    </dialog>
  );
}
