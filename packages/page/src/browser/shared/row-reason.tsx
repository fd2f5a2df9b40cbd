import { WithCode } from "./with-code.js";

export interface RowReasonProps {
  /** Undefined: there is nothing to tell. */
  readonly why: string | undefined;
  readonly code: string | null;
  /** Undefined: nothing is to be done. */
  readonly todo: string | undefined;
}

/** In a row: why it is not done, and what to do. */
export function RowReason({ why, code, todo }: RowReasonProps) {
  return (
    <>
      {why !== undefined && (
        <p>
          {code !== null && <b class="code">{code} </b>}
          <WithCode text={why} />
        </p>
      )}
      {todo !== undefined && (
        <p class="todo">
          <WithCode text={todo} />
        </p>
      )}
    </>
  );
}
