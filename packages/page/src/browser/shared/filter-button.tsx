export interface FilterButtonProps {
  readonly label: string;
  readonly count: number;
  readonly isChosen: boolean;
  /** By which it is styled. */
  readonly kind: string;
  readonly onChoose: () => void;
}

/** A counter that filters. */
export function FilterButton({ label, count, isChosen, kind, onChoose }: FilterButtonProps) {
  return (
    <button
      type="button"
      class={`filter ${kind} ${count === 0 ? "none" : ""}`}
      aria-pressed={isChosen}
      onClick={onChoose}
    >
      {label} <b>{count}</b>
    </button>
  );
}
