import type { Tone } from "../../wire/words.js";
import { showMoment } from "./show-time.js";

/** A mark for who sees no colours. */
const MARKS: Readonly<Record<Tone, string>> = {
  safe: "✓",
  busy: "→",
  waiting: "◷",
  needs: "!",
  recording: "●",
  grey: "–",
};

export interface RowHeadProps {
  readonly tone: Tone;
  readonly name: string;
  readonly word: string;
  readonly figures: string;
  /** As of when, ISO 8601; null: not known. */
  readonly at: string | null;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** The line of a row, which opens it. */
export function RowHead({ tone, name, word, figures, at, isOpen, onToggle }: RowHeadProps) {
  return (
    <button type="button" class="head" aria-expanded={isOpen} onClick={onToggle}>
      <span class="mark" aria-hidden="true">
        {MARKS[tone]}
      </span>
      <span class="name">{name}</span>
      <span class="word">{word}</span>
      <span class="figures">{figures}</span>
      {at === null ? (
        <span class="at" />
      ) : (
        <time class="at" dateTime={at}>
          <span>as of </span>
          {showMoment(at)}
        </time>
      )}
    </button>
  );
}
