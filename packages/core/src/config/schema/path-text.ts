import { isRemotePlace, pathObjection, remoteObjection } from "@rigline/foundation/paths";
import { z } from "zod";

/**
 * Text that names a file or folder. What can't be meant as a path on this system (a path of Windows elsewhere, `~`,
 * `$HOME`) is refused with its key, instead of becoming a folder of that name. For plugins' options too. `orStore`: it may name a store that is
 * no file system as well, such as `s3://bucket/prefix`.
 */
export function pathText({
  error,
  orStore = false,
}: { readonly error?: string; readonly orStore?: boolean } = {}): z.ZodString {
  return z.string(error === undefined ? {} : { error }).check((context) => {
    const isStore = orStore && isRemotePlace(context.value);
    const objection = isStore ? remoteObjection(context.value) : pathObjection(context.value);
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
