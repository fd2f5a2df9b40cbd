import { RiglineError } from "@rigline/foundation/errors";

/**
 * A coded error of the manifest package, which imports no other and so has a class of its own with the same fields, as a
 * RiglineError. Anything else comes back as it is.
 */
export function adoptError(thrown: unknown): unknown {
  if (thrown instanceof RiglineError || !(thrown instanceof Error)) return thrown;
  const { code, exit, where, why, todo } = thrown as Partial<RiglineError>;
  if (code === undefined || exit === undefined || todo === undefined) return thrown;
  return new RiglineError(
    code,
    { exit, meaning: thrown.message, todo },
    { what: thrown.message, where: where ?? {}, ...(why === undefined ? {} : { why }), cause: thrown.cause },
  );
}
