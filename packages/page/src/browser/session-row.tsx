import { formatBytes, formatDuration } from "@rigline/foundation/quantities";
import { useSignalEffect } from "@preact/signals";
import { useState } from "preact/hooks";
import type { PageRow, WireCopy } from "../wire/page-state.js";
import { opened, rowOf } from "./page-signals.js";
import { SessionDetailsOf } from "./session-details.js";
import { RowHead } from "./shared/row-head.js";
import { RowReason } from "./shared/row-reason.js";

export function SessionRow({ rowKey }: { readonly rowKey: string }) {
  const row = rowOf(rowKey)?.value;
  const isOpen = useIsOpen(rowKey);
  if (row === undefined) return null;
  const { tone, name, word, copy, at, bytes } = row;
  return (
    <li class={`session ${tone} ${isOpen ? "open" : ""}`}>
      <RowHead
        {...{ tone, name, word, at, isOpen }}
        figures={copy === null ? (bytes === null ? "" : formatBytes(bytes)) : showCopy(copy)}
        onToggle={() => (opened.value = isOpen ? undefined : rowKey)}
      />
      {copy !== null && (
        <progress max={100} value={copy.percent} aria-label={`${name}: ${copy.percent} % copied and verified`} />
      )}
      <Why row={row} />
      {isOpen && <SessionDetailsOf row={row} />}
    </li>
  );
}

/** Draws anew only the row that is opened, and the one that is closed. */
function useIsOpen(key: string): boolean {
  const [isOpen, setOpen] = useState(opened.peek() === key);
  useSignalEffect(() => setOpen(opened.value === key));
  return isOpen;
}

/** In the row itself: why it is not done, and what to do. */
function Why({ row: { group, why, code, todo } }: { readonly row: PageRow }) {
  const isTold = why !== "" && group !== "safe" && group !== "recording";
  if (!isTold && todo === null) return null;
  return (
    <div class="why">
      <RowReason
        why={isTold ? why : undefined}
        code={code}
        todo={todo !== null && group === "needs" ? todo : undefined}
      />
    </div>
  );
}

function showCopy({ percent, bytesPerSecond, secondsLeft }: WireCopy): string {
  const rate = bytesPerSecond === null ? [] : [`${formatBytes(Math.round(bytesPerSecond))}/s`];
  const left = secondsLeft === null ? [] : [`${formatDuration(Math.max(1, Math.round(secondsLeft)) * 1000)} left`];
  return [`${percent} %`, ...rate, ...left].join(" · ");
}
