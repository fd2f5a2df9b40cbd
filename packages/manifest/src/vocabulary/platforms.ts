/** Names of platforms by abbreviation, as aind-data-transfer-service checks them. */
export const PLATFORMS: Readonly<Record<string, string>> = {
  FIP: "Frame-projected independent-fiber photometry platform",
  HCR: "Hybridization chain reaction platform",
  HSFP: "Hyperspectral fiber photometry platform",
  ISI: "Intrinsic signal imaging platform",
  MERFISH: "MERFISH platform",
  MRI: "Magnetic resonance imaging platform",
  SLAP2: "SLAP2 platform",
  SmartSPIM: "SmartSPIM platform",
  behavior: "Behavior platform",
  confocal: "Confocal microscopy platform",
  ecephys: "Electrophysiology platform",
  exaSPIM: "ExaSPIM platform",
  mesoSPIM: "MesoSPIM platform",
  "motor-observatory": "Motor observatory platform",
  "multiplane-ophys": "Multiplane optical physiology platform",
  "single-plane-ophys": "Single-plane optical physiology platform",
};

export function isPlatform(abbreviation: string): boolean {
  return Object.hasOwn(PLATFORMS, abbreviation);
}
