/**
 * Names of modalities by abbreviation, of aind-data-schema-models 5.7, which aind-watchdog-service 0.1.6 to 0.1.9 and
 * aind-data-transfer-service 2 check against. (`tomogrophy` is their spelling, and the name is part of what they compare.)
 */
export const MODALITIES: Readonly<Record<string, string>> = {
  BARseq: "Barcoded anatomy resolved by sequencing",
  EM: "Electron microscopy",
  EMG: "Electromyography",
  ISI: "Intrinsic signal imaging",
  MAPseq: "Multiplexed analysis of projections by sequencing",
  MRI: "Magnetic resonance imaging",
  SPIM: "Selective plane illumination microscopy",
  STPT: "Serial two-photon tomogrophy",
  behavior: "Behavior",
  "behavior-videos": "Behavior videos",
  brightfield: "Brightfield microscopy",
  confocal: "Confocal microscopy",
  ecephys: "Extracellular electrophysiology",
  fMOST: "Fluorescence micro-optical sectioning tomography",
  fib: "Fiber photometry",
  icephys: "Intracellular electrophysiology",
  merfish: "Multiplexed error-robust fluorescence in situ hybridization",
  "one-photon": "One-photon imaging",
  pophys: "Planar optical physiology",
  scRNAseq: "Single cell RNA sequencing",
  slap2: "Random access projection microscopy",
};

/** Abbreviations that were given up, and what they are called now. */
export const RENAMED_MODALITIES: Readonly<Record<string, string>> = {
  ophys: "pophys",
  slap: "slap2",
};

/** The fewer abbreviations that aind-watchdog-service up to 0.1.5 takes. `ophys` it renames itself. */
export const MODALITIES_BEFORE_0_1_6: readonly string[] = [
  "EMG",
  "ISI",
  "MRI",
  "SPIM",
  "behavior",
  "behavior-videos",
  "confocal",
  "ecephys",
  "fMOST",
  "fib",
  "icephys",
  "merfish",
  "pophys",
  "slap",
];

/** Whether the services know the abbreviation as it is written. */
export function isModality(abbreviation: string): boolean {
  return Object.hasOwn(MODALITIES, abbreviation);
}
