import { parseWatchConfig, renderWatchConfig } from "@rigline/manifest";

/** Our manifests appear whole, so the daemon need not wait long to see that one is. Others may write into the folder too. */
const SETTLE_SECONDS = 0.5;
const RESCAN_SECONDS = 2;

/** The watch config that Rigline writes for a flag folder that has none; aind-watchdog-service reads it as well. */
export function renderOwnWatchConfig(
  flagFolder: string,
  completeFolder: string,
  allowLocalDestination: boolean,
): string {
  const { config } = parseWatchConfig(JSON.stringify({ flag_dir: flagFolder, manifest_complete: completeFolder }));
  const rigline = {
    ...config.rigline,
    settleSeconds: SETTLE_SECONDS,
    rescanSeconds: RESCAN_SECONDS,
    allowLocalDestination,
  };
  return renderWatchConfig({ ...config, rigline });
}
