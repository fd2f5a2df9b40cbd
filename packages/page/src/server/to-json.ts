import { hideCredentials, redactUrls } from "@rigline/foundation/redaction";

/** What goes to a browser or a script: no user, password, query or fragment of an address, whoever wrote the text. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "string" ? hideCredentials(redactUrls(inner)) : inner,
  );
}
