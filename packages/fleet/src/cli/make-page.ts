import { join } from "node:path";
import type { Hono } from "hono";
import { packageFolder } from "@rigline/foundation/paths";
import { systemClock } from "@rigline/foundation/platform";
import type { SecretSource } from "@rigline/manifest";
import { createAssetReader } from "@rigline/page/parts";
import type { ServerSettings } from "../config/server-settings.js";
import { pageAddress } from "../page/page-address.js";
import { createPageApp } from "../page/page-app.js";
import type { PageAppParts, PageVariables } from "../page/page-rooms.js";
import type { ProviderSettings } from "../people/provider-settings.js";

type ReadSecret = (source: SecretSource) => string;

/** The page, as the settings have it. Throws FLEET_PAGE_URL, and what reading a secret throws. */
export function makePage(
  parts: Pick<PageAppParts, "database" | "findProxy" | "onFailure">,
  settings: Pick<ServerSettings, "url" | "sign_in" | "late_after_hours">,
  readSecret: ReadSecret,
): Hono<PageVariables> {
  return createPageApp({
    ...parts,
    clock: systemClock,
    lateAfterHours: settings.late_after_hours,
    address: pageAddress(settings.url),
    readAsset: createAssetReader(join(packageFolder(import.meta.url), "dist", "browser")),
    provider: settings.sign_in && toProvider(settings.sign_in, readSecret),
  });
}

function toProvider(signIn: NonNullable<ServerSettings["sign_in"]>, readSecret: ReadSecret): ProviderSettings {
  const { issuer, client_id: clientId, client_secret: secret, label, name_claim: nameClaim, newcomers } = signIn;
  return {
    issuer,
    clientId,
    clientSecret: secret && readSecret(secret),
    label: label ?? new URL(issuer).host,
    nameClaim,
    takesNewcomers: newcomers === "reader",
  };
}
