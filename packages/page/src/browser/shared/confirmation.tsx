import { signal, type ReadonlySignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { WithCode } from "./with-code.js";

/** What is asked before something is done that costs. */
export interface Confirm {
  readonly title: string;
  readonly question: string;
  /** What the button says that does it. */
  readonly sure: string;
  readonly asks?: AskedText;
  /** Looks up what would be done, which is shown before it can be said yes to. */
  readonly plan?: () => ReadonlySignal<FoundPlan | undefined>;
  readonly act: (answer: string) => void;
}

/** What a person is to write. */
export interface AskedText {
  readonly label: string;
  readonly required: boolean;
  readonly type: "text" | "datetime-local";
}

/** What would be done; undefined while it is looked for. */
export interface FoundPlan {
  readonly text: string;
  readonly isDone: boolean;
}

const asked = signal<Confirm | undefined>(undefined);

export function confirm(what: Confirm): void {
  asked.value = what;
}

export const ASKS_WHY: AskedText = { label: "Why? (for the records, may be empty)", required: false, type: "text" };

export function Confirmation() {
  const what = asked.value;
  return what === undefined ? null : <Dialog key={what.title} what={what} />;
}

function Dialog({ what }: { readonly what: Confirm }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [answer, setAnswer] = useState("");
  const [looked] = useState(() => what.plan?.());
  useEffect(() => dialog.current?.showModal(), []);
  const plan = looked?.value;
  const isPlanned = looked === undefined || plan?.isDone === true;
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
        {looked !== undefined && (
          <p class="plan" aria-live="polite">
            {plan === undefined ? "Looking…" : plan.text}
          </p>
        )}
        {what.asks !== undefined && (
          <label>
            {what.asks.label}
            <input
              type={what.asks.type}
              required={what.asks.required}
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
