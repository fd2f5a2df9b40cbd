import { pathObjection } from "@rigline/foundation/paths";
import { z } from "zod";

/**
 * Text that names a file or folder. What can't be meant as a path on this system (a path of Windows elsewhere, `~`,
 * `$HOME`) is refused with its key, instead of becoming a folder of that name. For plugins' options too.
 */
export function pathText(params?: { readonly error: string }): z.ZodString {
  return z.string(params).check((context) => {
    const objection = pathObjection(context.value);
    if (objection === undefined) return;
    context.issues.push({
      code: "custom",
      input: context.value,
      message: `can't be used as a path: ${objection}`,
      params: AFTER_VALUE,
    });
  });
}

/** Of an issue whose message continues the value: `"~/data" can't be used …`. */
export const AFTER_VALUE = { afterValue: true };

export function followsValue(params: Readonly<Record<string, unknown>> | undefined): boolean {
  return params?.["afterValue"] === true;
}
