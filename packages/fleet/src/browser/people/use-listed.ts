import { useEffect, useState } from "preact/hooks";

/** A list of the server's that an admin changes: it is asked for at first, and once more after each change. */
export function useListed<Row, Change>(
  ask: (signal: AbortSignal) => Promise<readonly Row[] | undefined>,
  tell: (what: Change) => Promise<boolean>,
): readonly [rows: readonly Row[], change: (what: Change) => void] {
  const [rows, setRows] = useState<readonly Row[]>([]);
  const [changed, setChanged] = useState(0);
  useEffect(() => {
    const control = new AbortController();
    void ask(control.signal).then((found) => found !== undefined && setRows(found));
    return () => control.abort();
  }, [changed]);
  return [rows, (what) => void tell(what).then(() => setChanged((count) => count + 1))];
}
