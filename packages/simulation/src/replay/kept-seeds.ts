/**
 * Lives that have broken a promise once, of the product or of the simulation itself: each is lived again with every run of the
 * tests. What happens in them shifts with what is changed; what they are made of stays (docs/promises/found.md).
 */
export const KEPT_SEEDS: readonly number[] = [
  20, 26, 37, 58, 79, 111, 129, 172, 193, 200, 208, 215, 237, 265, 295, 300, 366, 498, 586, 683, 719, 720, 733, 772,
  805, 809, 849, 854, 859, 916, 927, 980, 1060, 1117, 1219, 1301, 1311, 1345, 1412, 1475, 1631, 1633, 1764, 2137, 2262,
  2408, 2436, 2467, 2964, 3316, 3386, 3490, 3645, 10097, 10439, 11501, 11890, 13954, 14052, 14181,
];
