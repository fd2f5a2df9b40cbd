export { lintManifest, type ManifestLint, type VersionVerdict } from "./lint-manifest.js";
